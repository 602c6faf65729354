"""cdk-nag, run over an app."""

import json

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks


def findings(app, directory):
    """Run the AwsSolutions rules, and give rule and path of what nobody has acknowledged."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as error:
        assert str(error).startswith("ValidationFailed")  # noqa: PT017 - the findings are in the report
    (report,) = json.loads((directory / "validation-report.json").read_text())["pluginReports"]
    return {
        (violation["ruleName"], construct["constructPath"])
        for violation in report["violations"]
        for construct in violation["violatingConstructs"]
    }

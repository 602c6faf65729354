"""The CDK app, and how it synthesises; of this project it needs nothing but the context, so that it can start beside the plan."""

from typing import Any

from aws_cdk import App

from stacks.context import of_cdk_json


def make_app(*, outdir: str | None = None, context: dict[str, Any] | None = None) -> App:
    """
    Make an app that synthesises fast: no telemetry, no tree, no stack traces, and no validation of templates.

    Validation is left out because the tests check every template, and it would take longer than all the rest.

    Args:
        outdir: Where the assembly goes; CDK's own choice when None.
        context: Values beside the feature flags of ``cdk.json``, as ``cdk -c`` gives them.
    """
    return App(
        analytics_reporting=False,
        tree_metadata=False,
        stack_traces=False,
        builtin_cloud_formation_validation=False,
        outdir=outdir,
        context={**of_cdk_json(), **(context or {})},
    )

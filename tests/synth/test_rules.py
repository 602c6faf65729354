"""Every shape of template against AWS's resource schemas (cfn-lint) and the AwsSolutions rules (cdk-nag)."""

import json

import pytest
from aws_cdk import App, Stack, aws_s3
from cfnlint.api import lint_all
from nag import findings
from shapes import SHAPES

from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from flowlog_constructs.acknowledged import acknowledge
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.context import TYPED


@pytest.mark.parametrize("name", SHAPES)
def test_cfn_lint_finds_nothing(shape, name):
    """Resource schemas know properties, words and types that the CDK does not check."""
    found = lint_all(json.dumps(shape(name).documents[0]))
    assert [str(one) for one in found if not one.rule.id.startswith("I")] == []  # hints are for authors by hand


def test_cfn_lint_itself_finds_a_wrong_property(smallest):
    """A check that passes everything would pass the templates, too."""
    document = smallest.documents[0]
    next(r for r in document["Resources"].values() if r["Type"] == "AWS::EC2::FlowLog")["Properties"]["Colour"] = "red"
    assert any("Colour" in found.message for found in lint_all(json.dumps(document)))


@pytest.mark.parametrize("name", SHAPES)
def test_cdk_nag_finds_nothing_that_is_not_acknowledged(tmp_path, name):
    """Each finding that stays has its reason beside the resource."""
    app = make_app(outdir=str(tmp_path), context={TYPED: "true"})
    add_stacks(app, make_plan(load("test.yaml", SHAPES[name])).plan)
    assert findings(app, tmp_path) == set()


def test_cdk_nag_itself_finds_an_open_bucket(tmp_path):
    """The rules really run, and an acknowledgement excuses only its own resource and rule."""
    app = App(outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    stack = Stack(app, "Open")
    acknowledge(aws_s3.CfnBucket(stack, "Excused"), "AwsSolutions-S1", "A test.")
    aws_s3.CfnBucket(stack, "Found")
    found = findings(app, tmp_path)
    assert ("AwsSolutions-S1", "Open/Found") in found
    assert ("AwsSolutions-S1", "Open/Excused") not in found
    assert ("AwsSolutions-S10", "Open/Excused") in found

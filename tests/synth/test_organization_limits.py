"""The stacks of an organization against the AwsSolutions rules, and the size of its template against CloudFormation's."""

import pytest
from aws_cdk import App, Stack
from aws_cdk.cloudformation_include import CfnInclude
from nag import findings
from organization_file import organization_file

import stacks.organization_member as member
from flowlog_config.plan import make_plan
from flowlog_config.plan import organization as planning
from flowlog_config.plan.organization_size import most_bytes
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.context import TYPED


def test_cdk_nag_finds_nothing_in_the_stacks_that_is_not_acknowledged(tmp_path):
    """Typed, so that the rules see every resource."""
    app = make_app(outdir=str(tmp_path), context={TYPED: "true"})
    add_stacks(app, make_plan(load("test.yaml", organization_file())).plan)
    assert findings(app, tmp_path) == set()


def test_cdk_nag_finds_in_the_member_template_only_what_has_a_reason(tmp_path):
    """EC2 knows no resource for Describe, flow logs are of any resource, and log streams are the services' own."""
    app = App(outdir=str(tmp_path / "out"), builtin_cloud_formation_validation=False)
    file = tmp_path / "member.json"
    plan = make_plan(load("test.yaml", organization_file())).plan
    file.write_text(member.member_template(plan, plan.organization, deletable=False))
    CfnInclude(Stack(app, "Member"), "Member", template_file=str(file))
    found = {(rule.split("[")[0], path.split("/")[-1]) for rule, path in findings(app, tmp_path / "out")}
    assert found == {
        ("AwsSolutions-IAM5", "FlowLogRole"),
        ("AwsSolutions-IAM5", "KeeperRole"),
        ("AwsSolutions-IAM5", "SubscriberRole"),
    }


@pytest.mark.parametrize("number", [1, 7, 20])
@pytest.mark.parametrize("say", ["format: default", "format: all", 'forward: {dstport: [22, 3389], srcaddr: "10.0.*"}'])
@pytest.mark.parametrize("tags", ["", 'tags: {"té am": "a+b=c@d", more: "' + "é" * 200 + '"}\n'])
@pytest.mark.parametrize("name", ["flowlog", "n" * 32])
def test_the_size_is_never_more_than_was_foretold(monkeypatch, number, say, tags, name):
    """The plan refuses what a stack set would, and not much that it would take."""
    monkeypatch.setattr(planning, "MOST_BYTES", 10**6)
    monkeypatch.setattr(member, "MOST_BYTES", 10**6)
    rule = '    - {{name: {1}-{0}, every: vpc, {2}, log_group: group-{0}, tags: {{"k\\"": ["\\\\", "é"]}}}}\n'
    rules = "".join(rule.format(i, name, say) for i in range(number))
    plan = make_plan(load("test.yaml", organization_file(rules, more=f"name: {name}\n{tags}"))).plan
    size = len(member.member_template(plan, plan.organization, deletable=False).encode())
    assert size <= most_bytes(plan.organization, plan.tags) <= size * 1.15


def test_a_template_that_is_too_large_is_never_written(monkeypatch):
    """Should the plan be wrong about it, synthesis fails and not the deployment."""
    plan = make_plan(load("test.yaml", organization_file())).plan
    monkeypatch.setattr(member, "MOST_BYTES", 10_000)
    with pytest.raises(ValueError, match="10000"):
        member.member_template(plan, plan.organization, deletable=False)

"""The stacks of an organization, and the template that its stack set carries into every account."""

import json
from types import SimpleNamespace

import pytest
from cfnlint.api import lint_all
from organization_file import RULES, organization_file
from organization_requests import organization_requests
from service_model import faults
from synthesised import ONE_VPC, TARGET, flat, synthesise

from flowlog_constructs.keeper_role import STACK_TAG

OWN_STACK = {"StringEquals": {"aws:ResourceTag/flowlog:stack": "<AWS::StackId>"}}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The stacks: of the target, of two receivers, and of the stack set; and what the stack set carries."""
    synthesised = synthesise(organization_file(), tmp_path_factory.mktemp("organization"))
    target, *receivers, deploying = synthesised.documents
    (stack_set,) = [one for one in deploying["Resources"].values() if one["Type"] == "AWS::CloudFormation::StackSet"]
    body = stack_set["Properties"]["TemplateBody"]
    return SimpleNamespace(
        synthesised=synthesised,
        target=target,
        receivers=receivers,
        deploying=deploying,
        stack_set=stack_set["Properties"],
        body=body,
        member=json.loads(body),
    )


def _of(template, type_):
    return {id_: one for id_, one in template["Resources"].items() if one["Type"] == type_}


def test_the_stack_set_goes_by_itself_into_accounts_that_come_later(made):
    """Service-managed, with automatic deployment, and one account that fails holds up no other."""
    said = made.stack_set
    assert said["PermissionModel"] == "SERVICE_MANAGED"
    assert said["CallAs"] == "DELEGATED_ADMIN"
    assert said["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": False}
    assert said["ManagedExecution"] == {"Active": True}
    assert said["OperationPreferences"]["FailureTolerancePercentage"] == 100
    (instances,) = said["StackInstancesGroup"]
    assert instances["DeploymentTargets"] == {"OrganizationalUnitIds": ["ou-ab12-c3d4e5f6", "r-ab12"]}
    assert instances["Regions"] == ["eu-west-1", "us-east-1"]


def test_says_what_the_file_says_of_the_management_account_and_of_leaving(tmp_path):
    """Two words of the file, two of CloudFormation."""
    text = organization_file(section="call_as: management\n  on_leaving: retain\n  most_accounts_at_once: 50")
    document = synthesise(text, tmp_path).documents[-1]
    said = document["Resources"]["StackSet"]["Properties"]
    assert said["CallAs"] == "SELF"
    assert said["AutoDeployment"]["RetainStacksOnAccountRemoval"] is True
    assert said["OperationPreferences"]["MaxConcurrentPercentage"] == 50


def test_an_organization_alone_gets_the_same_stacks(tmp_path, made):
    """Nothing of it needs a target."""
    text = organization_file().replace(TARGET, "").replace(ONE_VPC, "")
    alone = synthesise(text, tmp_path).documents
    assert alone == [*made.receivers, made.deploying]


def test_receivers_are_deployed_before_the_stack_set(made):
    """A filter on a destination that is not there yet is refused, and with it the stack of the account."""
    *others, deploying = made.synthesised.stacks
    assert {one.stack_name for one in deploying.dependencies} == {one.stack_name for one in others[1:]}


def test_every_template_passes_cfn_lint(made):
    """Also the one that CloudFormation's own checks of the outer one do not look into."""
    for template in (*made.receivers, made.deploying, made.member):
        found = lint_all(json.dumps(template))
        assert [str(one) for one in found if not one.rule.id.startswith("I")] == []


def test_services_would_take_every_resource(made):
    """Names, ranges, patterns and words are those the services' own models allow."""
    found = []
    for template in (*made.receivers, made.deploying, made.member):
        for id_, resource in template["Resources"].items():
            for service, operation, request in organization_requests(resource, template, "eu-west-1"):
                found += [f"{id_}: {fault}" for fault in faults(service, operation, request)]
    assert found == []


def test_typed_stacks_are_the_same(tmp_path, made):
    """The audit sees what is deployed."""
    from stacks.context import TYPED  # noqa: PLC0415 - as above

    typed = synthesise(organization_file(), tmp_path, context={TYPED: "true"})
    for one, other in zip(typed.documents[1:], made.synthesised.documents[1:], strict=True):
        assert one["Resources"] == other["Resources"]


def test_the_sink_takes_records_of_the_organization_and_of_nobody_else(made):
    """Anybody may ask, and the condition refuses all but accounts of the organization."""
    for template in made.receivers:
        for sink in _of(template, "AWS::Logs::Destination").values():
            (statement,) = json.loads(flat(sink["Properties"]["DestinationPolicy"]))["Statement"]
            assert statement["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
            assert statement["Action"] == "logs:PutSubscriptionFilter"
            assert statement["Resource"].endswith(f":destination:{sink['Properties']['DestinationName']}")


def test_members_subscribe_to_what_the_receivers_have(made):
    """Name, account and region on both sides come from one plan."""
    asked = {
        flat(one["Properties"]["DestinationArn"]) for one in _of(made.member, "AWS::Logs::SubscriptionFilter").values()
    }
    for template in made.receivers:
        names = {one["Properties"]["DestinationName"] for one in _of(template, "AWS::Logs::Destination").values()}
        assert asked == {f"arn:<AWS::Partition>:logs:<AWS::Region>:444455556666:destination:{name}" for name in names}


def test_the_keeper_may_change_only_flow_logs_with_its_tag(made):
    """Of the rights that change anything each is bound to a tag, an action, a service or a resource."""
    (policy,) = made.member["Resources"]["KeeperRole"]["Properties"]["Policies"]
    statements = flat(policy["PolicyDocument"]["Statement"])
    (delete,) = [one for one in statements if "ec2:DeleteFlowLogs" in one["Action"]]
    assert delete["Condition"] == OWN_STACK
    tagged = [one for one in statements if "ec2:CreateFlowLogs" in one["Action"] and "Condition" in one]
    assert [one["Condition"] for one in tagged] == [{"StringEquals": {f"aws:RequestTag/{STACK_TAG}": "<AWS::StackId>"}}]
    (handed,) = [one for one in statements if "iam:PassRole" in one["Action"]]
    assert handed["Resource"] == ["<FlowLogRole.Arn>"]
    everywhere = {action for one in statements if one["Resource"] == ["*"] for action in one["Action"]}
    assert all(action.startswith("ec2:Describe") for action in everywhere)
    assert not [action for one in statements for action in one["Action"] if "*" in action]


def test_log_groups_end_with_the_whole_id_of_the_stack(made):
    """Its last part is of the machine that made the id, and the same in many stacks; a dash would end the name too early."""
    groups = {id_: one for id_, one in _of(made.member, "AWS::Logs::LogGroup").items() if id_ != "KeeperLog"}
    assert groups
    uuid = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    for group in groups.values():
        _, (prefix, digits) = group["Properties"]["LogGroupName"]["Fn::Join"]
        assert prefix.endswith("-")
        assert digits == {"Fn::Join": ["", {"Fn::Split": ["-", uuid]}]}


def test_lambda_takes_the_keeper_s_role_without_conditions(made):
    """It is not said to give what they could ask for, and every account of the organization would be without flow logs."""
    (trust,) = made.member["Resources"]["KeeperRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust == {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def test_filters_come_before_flow_logs_and_go_after_them(made):
    """A filter does not look back; and what is under way at the end still finds it."""
    filters = set(_of(made.member, "AWS::Logs::SubscriptionFilter"))
    resources = made.member["Resources"]
    assert filters <= set(resources["FlowLogs"]["DependsOn"])
    assert filters <= set(resources["Keeper"]["DependsOn"])


def test_nobody_calls_the_keeper_while_its_stack_goes(made):
    """Schedule and news are deleted first, since they wait for the flow logs at the beginning."""
    rules = _of(made.member, "AWS::Events::Rule").values()
    assert [rule["DependsOn"] for rule in rules] == [["FlowLogs"]] * 2


def test_a_change_of_rules_or_code_runs_the_keeper(tmp_path, made):
    """CloudFormation calls a custom resource only when a property of it differs."""
    other = synthesise(organization_file(RULES.replace("networks", "renamed")), tmp_path).documents[-1]
    body = json.loads(other["Resources"]["StackSet"]["Properties"]["TemplateBody"])
    version = body["Resources"]["FlowLogs"]["Properties"]["Version"]
    assert version != made.member["Resources"]["FlowLogs"]["Properties"]["Version"]


def test_a_keeper_that_fails_or_no_longer_runs_raises_the_alarm(made):
    """A silent one would look like a network without traffic."""
    (alarm,) = _of(made.member, "AWS::CloudWatch::Alarm").values()
    assert alarm["Properties"]["MetricName"] == "Errors"
    assert alarm["Properties"]["TreatMissingData"] == "breaching"


def test_records_outlive_the_stack_of_an_account(made):
    """As everywhere, log groups are kept unless two keys say otherwise."""
    groups = {id_: one for id_, one in _of(made.member, "AWS::Logs::LogGroup").items() if id_ != "KeeperLog"}
    assert {one["DeletionPolicy"] for one in groups.values()} == {"RetainExceptOnCreate"}


def test_no_secret_reaches_an_account(made):
    """The access key is of the receivers alone."""
    assert "secretsmanager" not in made.body
    assert not _of(made.member, "AWS::SecretsManager::Secret")

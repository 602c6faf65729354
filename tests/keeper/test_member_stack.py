"""The template that a stack set carries, deployed as a stack to the embedded engine: made, changed and deleted."""

import json

import pytest
from keeper_rules import resources

from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.organization_member import member_template

FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "111122223333", region: eu-west-1}}]
flow_logs: [{{name: everything, select: vpc-0ed6e0000000000a1}}]
organization:
  id: o-a1b2c3d4e5
  account: "444455556666"
  region: eu-west-1
  regions: [eu-west-1]
  organizational_units: [r-ab12]
  rules:
    - {{name: vpcs, every: vpc, {vpcs}}}
    - {{name: gateways, every: transit-gateway}}
"""
ACCOUNT = "111122223333"
STACK = "StackSet-flowlog-organization-3f2a9c41-1111-2222-3333-444455556666"


RECEIVER = "444455556666"
STREAM = f"arn:aws:firehose:eu-west-1:{RECEIVER}:deliverystream/received"


def _template(vpcs, *, deletable=False):
    plan = make_plan(load("test.yaml", FILE.format(vpcs=vpcs))).plan
    return member_template(plan, plan.organization, deletable=deletable)


def _allow(action, resource, principal=None, condition=None):
    statement = {"Effect": "Allow", "Action": action, **({"Resource": resource} if resource else {})}
    statement |= {"Principal": principal} if principal else {}
    statement |= {"Condition": condition} if condition else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _receive(engine, template):
    """Make what the account of the receivers has: a destination for each filter, as CloudWatch Logs finds it."""
    firehose, iam, logs = (engine.client(name, account_id=RECEIVER) for name in ("firehose", "iam", "logs"))
    if not firehose.list_delivery_streams()["DeliveryStreamNames"]:
        to = {"RoleARN": f"arn:aws:iam::{RECEIVER}:role/sink", "BucketARN": "arn:aws:s3:::bucket"}
        firehose.create_delivery_stream(DeliveryStreamName="received", S3DestinationConfiguration=to)
        service = {"Service": "logs.amazonaws.com"}
        iam.create_role(RoleName="sink", AssumeRolePolicyDocument=_allow("sts:AssumeRole", None, service))
        may = _allow(["firehose:PutRecord", "firehose:PutRecordBatch"], STREAM)
        iam.put_role_policy(RoleName="sink", PolicyName="Put", PolicyDocument=may)
    resources = json.loads(template)["Resources"].values()
    for one in (one for one in resources if one["Type"] == "AWS::Logs::SubscriptionFilter"):
        name = one["Properties"]["DestinationArn"]["Fn::Join"][1][-1].rpartition(":")[2]
        made = logs.put_destination(
            destinationName=name, targetArn=STREAM, roleArn=f"arn:aws:iam::{RECEIVER}:role/sink"
        )["destination"]["arn"]
        policy = _allow("logs:PutSubscriptionFilter", made, {"AWS": ACCOUNT})
        logs.put_destination_policy(destinationName=name, accessPolicy=policy)


@pytest.fixture
def deploy(account, keeper_engine):  # noqa: ARG001 - an empty one
    """Create or update the stack, wait, and give its status and the reasons of what failed."""
    client = keeper_engine.client("cloudformation")

    def run(template, *, update=False):
        _receive(keeper_engine, template)
        call = client.update_stack if update else client.create_stack
        call(StackName=STACK, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
        waiter = client.get_waiter("stack_update_complete" if update else "stack_create_complete")
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        return client

    return run


def _groups(engine):
    found = engine.client("logs").describe_log_groups(logGroupNamePrefix="flowlog-organization-LogGroup")["logGroups"]
    return {one["logGroupName"] for one in found}


def test_the_stack_logs_what_is_there_and_takes_it_back(account, deploy, keeper_engine):
    """The function runs in the engine's Lambda with the code of the template; records outlive the stack."""
    client = deploy(_template("retention_days: 30"))
    assert len(resources(account)) == 4
    (stack,) = client.describe_stacks(StackName=STACK)["Stacks"]
    end = stack["StackId"].rpartition("/")[2].replace("-", "")
    assert len(end) == 32
    groups = _groups(keeper_engine)
    assert {name.rpartition("-")[2] for name in groups} == {end}
    assert {one["LogGroupName"] for one in account.describe_flow_logs()["FlowLogs"]} == groups
    assert {one["DeliverLogsStatus"] for one in account.describe_flow_logs()["FlowLogs"]} == {"SUCCESS"}
    client.delete_stack(StackName=STACK)
    client.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    assert resources(account) == []
    assert _groups(keeper_engine) == groups


def test_a_stack_made_anew_is_not_hindered_by_log_groups_that_were_kept(deploy, account):
    """An account that leaves a unit and comes back gets log groups of another name."""
    client = deploy(_template("retention_days: 30"))
    client.delete_stack(StackName=STACK)
    client.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    deploy(_template("retention_days: 30"))
    assert len(resources(account)) == 4


def test_a_change_of_the_format_replaces_flow_logs_and_keeps_the_way_of_the_old(account, deploy, keeper_engine):
    """With `retiring` the old log group is still forwarded."""
    deploy(_template("format: default"))
    before = _groups(keeper_engine)
    deploy(_template("format: cost, retiring: [{format: default}]"), update=True)
    found = account.describe_flow_logs()["FlowLogs"]
    into = {one["LogGroupName"] for one in found if one["ResourceId"].startswith("vpc-")}
    assert len(found) == 4
    assert not into & before
    logs = keeper_engine.client("logs")
    for name in _groups(keeper_engine):
        (filter_,) = logs.describe_subscription_filters(logGroupName=name)["subscriptionFilters"]
        assert ":444455556666:destination:flowlog-organization-" in filter_["destinationArn"]


def test_the_stack_has_no_asset_and_no_parameter():
    """A stack set carries text only, and new accounts get no values of their own."""
    template = json.loads(_template("retention_days: 30"))
    assert template.keys() == {"Description", "Resources", "Outputs"}
    (function,) = [one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    assert function["Properties"]["Code"].keys() == {"ZipFile"}

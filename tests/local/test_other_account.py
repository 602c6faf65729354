"""
What keeps accounts apart on every route: templates deployed on the engine with one permission changed, and refused.

That the right templates bring every record, the tests of the central account's routes show.
"""

import json
from contextlib import suppress

import pytest
from botocore.exceptions import WaiterError

from flowlog_config.local.clients import connect
from flowlog_config.local.engine.bootstrap import bootstrap
from flowlog_config.local.subscription.filters import find_subscriptions, judge_subscription
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks

REGION = "eu-west-1"
CENTRAL, WORKLOAD, STRANGER = "999988887777", "111122223333", "444455556666"
FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets:
  - {{name: workload, account: "111122223333", region: eu-west-1, deliver_to: logging}}
  - {{name: logging, account: "999988887777", region: eu-west-1, kms_key: create}}
flow_logs:
  - {{name: all, targets: workload, select: [{ids}], route: {route}}}
"""
IDS = ("vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1")
FINE = {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "CREATE_COMPLETE"}
REFUSED = {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "ROLLBACK_COMPLETE"}


class Stacks:
    """The two stacks of the file, deployed in the order they ask for; ``reasons`` has what failed, and why."""

    def __init__(self, engine, work):
        self.engine, self.work, self.reasons = engine, work, ""
        for account in (CENTRAL, WORKLOAD):
            s3, ssm = self.client("s3", account), self.client("ssm", account)
            bootstrap(s3=s3, ssm=ssm, account=account, in_region=REGION)

    def client(self, service, account=WORKLOAD):
        """Make a client of either account."""
        return self.engine.client(service, account_id=account, region=REGION)

    @property
    def clients(self):
        """Clients of the account that is logged."""
        return connect(self.engine.endpoint_url, account_id=WORKLOAD, region=REGION)

    def deploy(self, route, *, ids=IDS, change=lambda _account, _name, one: one):
        """Deploy with each resource as ``change`` gives it; gives what became of each stack, by account."""
        app = make_app(outdir=str(self.work))
        stacks = add_stacks(app, make_plan(load("flowlogs.yaml", FILE.format(route=route, ids=", ".join(ids)))).plan)
        app.synth()
        ended = {}
        for stack in sorted(stacks, key=lambda one: len(one.dependencies)):
            template = json.loads((self.work / stack.template_file).read_text())
            resources = template["Resources"]
            template["Resources"] = {name: change(stack.account, name, one) for name, one in resources.items()}
            ended[stack.account] = self._create(stack, template)
        return ended

    def _create(self, stack, template):
        cloudformation = self.client("cloudformation", stack.account)
        capabilities = ["CAPABILITY_NAMED_IAM"]
        body = json.dumps(template)
        cloudformation.create_stack(StackName=stack.stack_name, TemplateBody=body, Capabilities=capabilities)
        with suppress(WaiterError):
            waiter = cloudformation.get_waiter("stack_create_complete")
            waiter.wait(StackName=stack.stack_name, WaiterConfig={"Delay": 0.2, "MaxAttempts": 200})
        events = cloudformation.describe_stack_events(StackName=stack.stack_name)["StackEvents"]
        self.reasons += " ".join(each.get("ResourceStatusReason", "") for each in events)
        (found,) = cloudformation.describe_stacks(StackName=stack.stack_name)["Stacks"]
        return found["StackStatus"]

    def write(self):
        """Let the flow logs write a minute of traffic; gives what it wrote."""
        from time import time  # noqa: PLC0415 - records are of now, since log groups take none that are old

        windows = [window_at(int(time()) - 120)]
        return list(write_traffic(self.clients, windows=windows, conversations=20, seed="accounts"))


@pytest.fixture
def stacks(data_plane_engine, tmp_path):
    """Two accounts with nothing in them but the sample network and what a bootstrap leaves."""
    data_plane_engine.reset()
    return Stacks(data_plane_engine, tmp_path)


def _instead(account, type_, old, new, only=""):
    """Change a text in all resources of a type in one account's template, whose name begins so."""

    def change(where, name, one):
        if where != account or one["Type"] != type_ or not name.startswith(only):
            return one
        text = json.dumps(one)
        assert old in text, f"{name} has no {old}"
        return json.loads(text.replace(old, new))

    return change


@pytest.mark.parametrize("route", ["cloudwatch", "firehose", "s3", "[cloudwatch, firehose, s3]"])
def test_the_templates_as_they_are_open_the_way(stacks, route):
    """Each refusal below is that of one change."""
    assert stacks.deploy(route) == FINE
    found = stacks.client("ec2").describe_flow_logs()["FlowLogs"]
    assert {one["DeliverLogsStatus"] for one in found} == {"SUCCESS"}


def test_both_roles_hold_for_every_kind_of_resource(stacks):
    """The role here names the resources it may be passed on for."""
    ec2 = stacks.client("ec2")
    attachments = ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
    gateways = ec2.describe_nat_gateways()["NatGateways"]
    ids = (
        *IDS,
        ec2.describe_subnets()["Subnets"][0]["SubnetId"],
        ec2.describe_network_interfaces()["NetworkInterfaces"][0]["NetworkInterfaceId"],
        attachments[0]["TransitGatewayAttachmentId"],
        next(one["NatGatewayId"] for one in gateways if one.get("AvailabilityMode") == "regional"),
    )
    assert stacks.deploy("firehose", ids=ids) == FINE
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == len(ids)


@pytest.mark.parametrize(
    ("route", "change", "reason"),
    [
        pytest.param(
            "cloudwatch",
            _instead(CENTRAL, "AWS::Logs::Destination", WORKLOAD, STRANGER),
            f"User with accountId: {WORKLOAD} is not authorized to perform: logs:PutSubscriptionFilter",
            id="the destination lets another account subscribe",
        ),
        pytest.param(
            "cloudwatch",
            _instead(CENTRAL, "AWS::IAM::Role", WORKLOAD, STRANGER, only="SubscriptionRole"),
            "Could not deliver test message to specified destination",
            id="the role of the destination is taken for another account",
        ),
        pytest.param(
            "cloudwatch",
            _instead(WORKLOAD, "AWS::Logs::SubscriptionFilter", CENTRAL, STRANGER),
            "The specified destination does not exist",
            id="the destination is looked for in another account",
        ),
        pytest.param(
            "firehose",
            _instead(CENTRAL, "AWS::IAM::Role", WORKLOAD, STRANGER, only="CrossAccountRole"),
            "may not assume",
            id="the role there trusts another account",
        ),
        pytest.param(
            "firehose",
            _instead(CENTRAL, "AWS::IAM::Role", "firehose:Tag", "firehose:Untag", only="CrossAccountRole"),
            "no statement allows firehose:TagDeliveryStream",
            id="the role there may not tag the stream",
        ),
        pytest.param(
            "firehose",
            _instead(WORKLOAD, "AWS::IAM::Role", 'sts:AssumeRole"], "Resource"', 'sts:TagSession"], "Resource"'),
            "no statement allows sts:AssumeRole",
            id="the role here may not take the role there",
        ),
        pytest.param(
            "firehose",
            _instead(WORKLOAD, "AWS::IAM::Role", '"Service": "delivery.', '"Service": "elsewhere.'),
            "delivery.logs.amazonaws.com may not assume",
            id="the role here trusts another service",
        ),
        pytest.param(
            "firehose",
            _instead(WORKLOAD, "AWS::EC2::FlowLog", "AWSLogDeliveryFirehoseCrossAccountRole", "SomeRole"),
            "must start with AWSLogDeliveryFirehoseCrossAccountRole",
            id="the role there has another name",
        ),
        pytest.param(
            "firehose",
            _instead(WORKLOAD, "AWS::IAM::Role", "logs:GetLogDelivery", "logs:GetLogEvents"),
            "no statement allows logs:GetLogDelivery",
            id="the role here may not read deliveries",
        ),
        pytest.param(
            "firehose",
            _instead(WORKLOAD, "AWS::IAM::Role", ":vpc/*", ":vpn-connection/*"),
            "iam:AssociatedResourceARN",
            id="the role here may not be passed on for a VPC",
        ),
        pytest.param(
            "s3",
            _instead(CENTRAL, "AWS::S3::BucketPolicy", WORKLOAD, STRANGER),
            "Access Denied for LogDestination",
            id="the bucket lets another account in",
        ),
        pytest.param(
            "s3",
            _instead(CENTRAL, "AWS::KMS::Key", WORKLOAD, STRANGER),
            "the key policy",
            id="the key of the bucket lets another account in",
        ),
    ],
)
def test_one_permission_less_is_refused(stacks, route, change, reason):
    """The deployment of the account that is logged fails with the service's words, and leaves no flow log."""
    assert stacks.deploy(route, change=change) == REFUSED
    assert reason in stacks.reasons
    assert stacks.client("ec2").describe_flow_logs()["FlowLogs"] == []


def test_a_destination_is_refused_whose_role_does_not_reach_the_stream(stacks):
    """The central account's own stack fails then, by the test message."""
    change = _instead(CENTRAL, "AWS::IAM::Role", "firehose:PutRecord", "firehose:Describe", only="SubscriptionRole")
    assert stacks.deploy("cloudwatch", change=change)[CENTRAL] == "ROLLBACK_COMPLETE"
    assert "Could not deliver test message to specified destination" in stacks.reasons


def test_what_is_taken_away_later_stops_the_records(stacks):
    """Neither the writer nor the carrier goes on by what was allowed once."""
    assert stacks.deploy("[cloudwatch, firehose, s3]") == FINE
    iam, s3 = stacks.client("iam", CENTRAL), stacks.client("s3", CENTRAL)
    (bucket,) = (
        one["Name"] for one in s3.list_buckets()["Buckets"] if CENTRAL in one["Name"] and "cdk" not in one["Name"]
    )
    assert not [one.problem for one in stacks.write() if one.problem]
    for role in iam.list_roles()["Roles"]:
        trust = json.dumps(role["AssumeRolePolicyDocument"]).replace(WORKLOAD, STRANGER)
        iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=trust)
    s3.delete_bucket_policy(Bucket=bucket)
    problems = {one.flow_log.destination_type: one.problem for one in stacks.write() if one.problem}
    assert problems.keys() == {"kinesis-data-firehose", "s3"}
    judged = [judge_subscription(one, stacks.clients) for one in find_subscriptions(stacks.clients)]
    assert len(judged) == 2
    assert all("may not assume" in one.why for one in judged if not one.allowed)
    assert not any(judged)
    status = {
        one["LogDestinationType"]: one["DeliverLogsStatus"]
        for one in stacks.client("ec2").describe_flow_logs()["FlowLogs"]
    }
    assert status == {"cloud-watch-logs": "SUCCESS", "kinesis-data-firehose": "FAILED", "s3": "FAILED"}


def test_a_destination_that_is_gone_is_told(stacks):
    """A filter outlives what it leads to."""
    assert stacks.deploy("cloudwatch") == FINE
    logs = stacks.client("logs", CENTRAL)
    for one in logs.describe_destinations()["destinations"]:
        logs.delete_destination(destinationName=one["destinationName"])
    judged = [judge_subscription(one, stacks.clients) for one in find_subscriptions(stacks.clients)]
    assert len(judged) == 2
    assert all("does not exist" in one.why for one in judged)

"""
What keeps accounts apart on every route: templates deployed on the engine with one permission changed, and refused.

That the right templates bring every record, the tests of the central account's routes show.
"""

import json

import pytest
from changed_templates import CENTRAL, FINE, IDS, REFUSED, STRANGER, WORKLOAD, Stacks, instead

from flowlog_config.local.subscription.filters import find_subscriptions, judge_subscription


@pytest.fixture
def stacks(engine, tmp_path):
    """Two accounts with nothing in them but the sample network and what a bootstrap leaves."""
    return Stacks(engine, tmp_path)


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
            instead(CENTRAL, "AWS::Logs::Destination", WORKLOAD, STRANGER),
            f"User with accountId: {WORKLOAD} is not authorized to perform: logs:PutSubscriptionFilter",
            id="the destination lets another account subscribe",
        ),
        pytest.param(
            "cloudwatch",
            instead(CENTRAL, "AWS::IAM::Role", WORKLOAD, STRANGER, only="SubscriptionRole"),
            "Could not deliver test message to specified destination",
            id="the role of the destination is taken for another account",
        ),
        pytest.param(
            "cloudwatch",
            instead(WORKLOAD, "AWS::Logs::SubscriptionFilter", CENTRAL, STRANGER),
            "The specified destination does not exist",
            id="the destination is looked for in another account",
        ),
        pytest.param(
            "firehose",
            instead(CENTRAL, "AWS::IAM::Role", WORKLOAD, STRANGER, only="CrossAccountRole"),
            "may not assume",
            id="the role there trusts another account",
        ),
        pytest.param(
            "firehose",
            instead(CENTRAL, "AWS::IAM::Role", "firehose:Tag", "firehose:Untag", only="CrossAccountRole"),
            "no statement allows firehose:TagDeliveryStream",
            id="the role there may not tag the stream",
        ),
        pytest.param(
            "firehose",
            instead(WORKLOAD, "AWS::IAM::Role", 'sts:AssumeRole"], "Resource"', 'sts:TagSession"], "Resource"'),
            "no statement allows sts:AssumeRole",
            id="the role here may not take the role there",
        ),
        pytest.param(
            "firehose",
            instead(WORKLOAD, "AWS::IAM::Role", '"Service": "delivery.', '"Service": "elsewhere.'),
            "delivery.logs.amazonaws.com may not assume",
            id="the role here trusts another service",
        ),
        pytest.param(
            "firehose",
            instead(WORKLOAD, "AWS::EC2::FlowLog", "AWSLogDeliveryFirehoseCrossAccountRole", "SomeRole"),
            "must start with AWSLogDeliveryFirehoseCrossAccountRole",
            id="the role there has another name",
        ),
        pytest.param(
            "firehose",
            instead(WORKLOAD, "AWS::IAM::Role", "logs:GetLogDelivery", "logs:GetLogEvents"),
            "no statement allows logs:GetLogDelivery",
            id="the role here may not read deliveries",
        ),
        pytest.param(
            "firehose",
            instead(WORKLOAD, "AWS::IAM::Role", ":vpc/*", ":vpn-connection/*"),
            "iam:AssociatedResourceARN",
            id="the role here may not be passed on for a VPC",
        ),
        pytest.param(
            "s3",
            instead(CENTRAL, "AWS::S3::BucketPolicy", WORKLOAD, STRANGER),
            "Access Denied for LogDestination",
            id="the bucket lets another account in",
        ),
        pytest.param(
            "s3",
            instead(CENTRAL, "AWS::KMS::Key", WORKLOAD, STRANGER),
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
    change = instead(CENTRAL, "AWS::IAM::Role", "firehose:PutRecord", "firehose:Describe", only="SubscriptionRole")
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

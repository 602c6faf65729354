"""Accounts that deliver to a central one: what each side has, and that the names on both sides are the same."""

import json

import pytest
from synthesised import HEAD, filled, synthesise

from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_template import states_of
from stacks.templates import templates_of

CENTRAL = "999988887777"
WORKLOAD, PAYMENTS = "111122223333", "222233334444"


@pytest.fixture(scope="module")
def gathered(shape):
    """Give both sides as CloudFormation would write them, by account, with what only it knows filled in."""
    made = shape("central")
    return {stack.account: filled(document, stack) for stack, document in zip(made.stacks, made.documents, strict=True)}


def _of(gathered, account, type_):
    return [one["Properties"] for one in gathered[account].values() if one["Type"].endswith(f"::{type_}")]


def _roles(gathered, account):
    return {role["RoleName"]: role for role in _of(gathered, account, "Role") if "RoleName" in role}


def _statements(role):
    return role["Policies"][0]["PolicyDocument"]["Statement"]


def _trust(role):
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return statement


def _flow_logs(gathered, account, kind):
    return [one for one in _of(gathered, account, "FlowLog") if one["LogDestinationType"] == kind]


@pytest.mark.parametrize("account", [WORKLOAD, PAYMENTS])
def test_senders_have_no_stream_no_bucket_and_no_access_key(gathered, account):
    """Log groups stay where the flow logs are; everything behind them is in the central account, once."""
    kinds = {one["Type"].rpartition("::")[2] for one in gathered[account].values()}
    assert {"FlowLog", "LogGroup", "SubscriptionFilter"} <= kinds
    assert not kinds & {"DeliveryStream", "Bucket", "Secret", "Destination"}
    assert len(_of(gathered, CENTRAL, "Secret")) == 1


def test_filters_forward_to_sinks_that_let_their_account_in(gathered):
    """The ARN written on one side is that of a destination on the other, whose policy names the account, and it alone."""
    sinks = {
        f"arn:aws:logs:eu-west-1:{CENTRAL}:destination:{sink['DestinationName']}": sink
        for sink in _of(gathered, CENTRAL, "Destination")
    }
    seen = set()
    for account in (WORKLOAD, PAYMENTS):
        for one in _of(gathered, account, "SubscriptionFilter"):
            seen.add(one["DestinationArn"])
            (statement,) = json.loads(sinks[one["DestinationArn"]]["DestinationPolicy"])["Statement"]
            assert statement["Principal"] == {"AWS": [account]}
            assert (statement["Action"], statement["Resource"]) == ("logs:PutSubscriptionFilter", one["DestinationArn"])
            assert "RoleArn" not in one
    assert seen == set(sinks)


def test_role_of_a_sink_trusts_the_central_account_and_the_senders_of_its_group(gathered):
    """As AWS documents it for destinations of other accounts; it may put records and do nothing else."""
    trusted = {}
    for sink in _of(gathered, CENTRAL, "Destination"):
        role = gathered[CENTRAL][sink["RoleArn"].strip("<>").removesuffix(".Arn")]["Properties"]
        (statement,) = _statements(role)
        assert statement["Action"] == ["firehose:PutRecord", "firehose:PutRecordBatch"]
        assert statement["Resource"] == [
            f"arn:aws:firehose:eu-west-1:{CENTRAL}:deliverystream/flowlog-{family}-*" for family in ("vpc", "tgw")
        ]
        trusted[sink["DestinationName"][-1]] = _trust(role)["Condition"]["ArnLike"]["aws:SourceArn"]
    own = f"arn:aws:logs:eu-west-1:{CENTRAL}:*"
    assert trusted == {
        "3": [own, f"arn:aws:logs:eu-west-1:{WORKLOAD}:*"],
        "4": [own, f"arn:aws:logs:eu-west-1:{PAYMENTS}:*"],
    }


@pytest.mark.parametrize("account", [WORKLOAD, PAYMENTS])
def test_straight_to_the_central_stream_with_a_role_on_each_side(gathered, account):
    """Both roles are there under the names the flow log gives, and each lets the other in."""
    streams = {one["DeliveryStreamName"]: one for one in _of(gathered, CENTRAL, "DeliveryStream")}
    for one in _flow_logs(gathered, account, "kinesis-data-firehose"):
        start, _, stream = one["LogDestination"].partition("/")
        assert start == f"arn:aws:firehose:eu-west-1:{CENTRAL}:deliverystream"
        assert {"Key": "LogDeliveryEnabled", "Value": "true"} in streams[stream]["Tags"]
        here, there = one["DeliverLogsPermissionArn"], one["DeliverCrossAccountRole"]
        assert there.startswith(f"arn:aws:iam::{CENTRAL}:role/AWSLogDeliveryFirehoseCrossAccountRole")
        sender = _roles(gathered, account)[here.removeprefix(f"arn:aws:iam::{account}:role/")]
        receiver = _roles(gathered, CENTRAL)[there.rpartition("/")[2]]
        assert _trust(sender)["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert _trust(receiver)["Principal"] == {"AWS": [account]}
        pattern = f"arn:aws:iam::*:role/{sender['RoleName']}*"
        assert _trust(receiver)["Condition"] == {"ArnLike": {"aws:PrincipalArn": pattern}}
        assert {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": [there]} in _statements(sender)


def test_the_two_roles_may_do_what_aws_asks_for_and_no_more(gathered):
    """A wildcard only where log deliveries have no ARN."""
    (sender,) = _roles(gathered, WORKLOAD).values()
    allowed = {action: one for one in _statements(sender) for action in one["Action"]}
    deliveries = {f"logs:{verb}LogDelivery" for verb in ("Create", "Delete", "Get")} | {"logs:ListLogDeliveries"}
    assert set(allowed) == deliveries | {"iam:PassRole", "sts:AssumeRole"}
    assert {action for action, one in allowed.items() if one["Resource"] == ["*"]} == deliveries
    passed = allowed["iam:PassRole"]
    assert passed["Resource"] == [f"arn:aws:iam::{WORKLOAD}:role/{sender['RoleName']}"]
    assert passed["Condition"]["StringEquals"] == {"iam:PassedToService": "delivery.logs.amazonaws.com"}
    logged = passed["Condition"]["StringLike"]["iam:AssociatedResourceARN"]
    assert all(one.startswith(f"arn:aws:ec2:eu-west-1:{WORKLOAD}:") for one in logged)
    for receiver in _roles(gathered, CENTRAL).values():
        allowed = {action: one["Resource"] for one in _statements(receiver) for action in one["Action"]}
        assert set(allowed) == {"iam:CreateServiceLinkedRole", "firehose:TagDeliveryStream"}
        assert all(one.startswith("arn:aws:firehose:") for one in allowed["firehose:TagDeliveryStream"])


def test_files_go_to_the_central_bucket_whose_policies_name_the_senders(gathered):
    """The name is the same on both sides; bucket and key let in these accounts and no other."""
    (bucket,) = (one for one in _of(gathered, CENTRAL, "Bucket") if "BucketName" in one)
    for account in (WORKLOAD, PAYMENTS):
        for one in _flow_logs(gathered, account, "s3"):
            assert one["LogDestination"].startswith(f"arn:aws:s3:::{bucket['BucketName']}/")
            assert "DeliverLogsPermissionArn" not in one
    (policy,) = (one for one in _of(gathered, CENTRAL, "BucketPolicy") if one["Bucket"] == "<FlowLogBucket>")
    statements = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    (key,) = _of(gathered, CENTRAL, "Key")
    statements += [one for one in key["KeyPolicy"]["Statement"] if one["Sid"] == "LogDeliveryUsesTheKeyForItsFiles"]
    assert len(statements) == 3
    for one in statements:
        assert one["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert set(one["Condition"]["StringEquals"]["aws:SourceAccount"]) == {CENTRAL, WORKLOAD, PAYMENTS}
        assert one["Condition"]["ArnLike"]["aws:SourceArn"] == ["arn:aws:logs:eu-west-1:*:*"]
    (key,) = _of(gathered, WORKLOAD, "Key")
    assert "delivery.logs" not in json.dumps(key)


def test_central_stack_is_deployed_first(shape):
    """Wherever it stands in the file: a filter, and a flow log, is refused while what it delivers to is missing."""
    for name in ("central", "sender"):
        stacks = {stack.stack_name: stack for stack in shape(name).stacks}
        central = stacks.pop("flowlog-logging")
        assert central.dependencies == []
        assert all(stack.dependencies == [central] for stack in stacks.values())


def test_order_of_the_file_changes_no_template(shape):
    """Names and policies come from what is delivered, not from where it stands."""

    def documents(name):
        return {s.stack_name: d for s, d in zip(shape(name).stacks, shape(name).documents, strict=True)}

    assert documents("central") == documents("sender")


def test_existing_bucket_is_delivered_to_as_the_file_names_it(tmp_path):
    """Its account and policy are its owner's; the central stack makes none, and nothing else of that route."""
    text = f"""{HEAD}
s3: {{bucket: "arn:aws:s3:::archive/network/"}}
targets:
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
  - {{name: workload, account: "{WORKLOAD}", region: us-east-1, deliver_to: logging}}
flow_logs: [{{name: all, targets: workload, select: vpc-0ed6e0000000000a1, route: s3}}]
"""
    _, document = synthesise(text, tmp_path).documents
    (flow_log,) = (one for one in document["Resources"].values() if one["Type"] == "AWS::EC2::FlowLog")
    assert flow_log["Properties"]["LogDestination"].startswith("arn:aws:s3:::archive/network/vpc-")


def test_diff_reads_the_same_from_templates_and_from_the_plan(shape):
    """So that it reports no change where there is none."""
    made = shape("central")
    assert read_assembly(made.directory)["flowlog"] == states_of(templates_of(made.plan), project="flowlog")


def test_function_that_posts_files_is_beside_the_bucket(tmp_path):
    """Files of every account are posted from the central one; the others have neither function nor code."""
    text = f"""{HEAD}
s3: {{forward_to: {{endpoint: "https://ingest.example.com/logs"}}}}
targets:
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
  - {{name: workload, account: "{WORKLOAD}", region: us-east-1, deliver_to: logging}}
flow_logs: [{{name: all, targets: workload, select: vpc-0ed6e0000000000a1, route: lambda}}]
"""
    central, sender = (
        [one["Type"] for one in document["Resources"].values()] for document in synthesise(text, tmp_path).documents
    )
    assert "AWS::Lambda::Function" in central
    assert sender == ["AWS::EC2::FlowLog"]

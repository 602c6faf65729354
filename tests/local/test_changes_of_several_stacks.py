"""
A target with three stacks whose file changes what they have in common: every change deploys, stack by stack.

After each single stack, records are written and carried: what is deployed by then must bring every one of them to an
endpoint, or into a bucket, that is there.
"""

import json

import pytest
from changing_account import ACCOUNT, CENTRAL, HOST, REGION, VPCS, ChangingAccount

from flowlog_config.local.engine import Settings, ThreadEngine
from flowlog_config.local.engine.seeds import VERSION_PARAMETER
from flowlog_config.plan.s3_policy import Sender, bucket_statements
from flowlog_constructs.key_policy import key_policy_statements


def _text(*, select=VPCS, route="cloudwatch", target="", more="", others=""):
    return f"""
version: 1
aggregator: {{endpoint: "https://{HOST}/firehose", cluster_name: test}}
targets:
  - {{account: "{ACCOUNT}", region: {REGION}, name: live{target}}}
{others}
{more}
flow_logs: [{{name: all, targets: live, select: [{", ".join(select)}], route: {route}}}]
"""


@pytest.fixture(scope="module")
def engine():
    """An engine in this process."""
    with ThreadEngine(Settings(sample_network=True)) as running:
        yield running


@pytest.fixture
def account(engine, tmp_path, tls):
    """An account with nothing but the sample network."""
    engine.configure(Settings(sample_network=True))
    ssm = engine.client("ssm", account_id=CENTRAL, region=REGION)
    ssm.get_parameter(Name=VERSION_PARAMETER)  # as the CDK does first
    made = ChangingAccount(engine, tmp_path, tls)
    yield made
    made.state.close()


NAMES = ["flowlog-live", "flowlog-live--2", "flowlog-live--3"]


def _everywhere(kind):
    return [(vpc, kind) for vpc in sorted(VPCS)]


def test_another_access_key(account):
    """From the generated secret to one's own and back: even where deletion is allowed, none goes that a stream still reads."""
    context, more = {"flowlog:allow-deletion": "true"}, "on_delete: delete"
    account.deploy(_text(more=more), context=context)
    own = account.client("secretsmanager").create_secret(Name="own", SecretString='{"api_key": "of my own"}')["ARN"]
    (generated,) = account.secrets()
    assert account.deploy(_text(target=f", access_key_secret: '{own}'", more=more), context=context) == NAMES
    assert account.secrets() == {own}
    assert account.deploy(_text(more=more), context=context) == NAMES
    again = account.secrets()
    assert len(again) == 1
    assert again.isdisjoint({own, generated})


def _key_of_ones_own(account):
    """Make a key with the policy that the documentation asks of one's own."""
    administer = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    use = key_policy_statements(account_id=ACCOUNT, region=REGION, log_group_names=["*"])
    policy = json.dumps({"Version": "2012-10-17", "Statement": [administer, *use]})
    return account.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]


def test_another_key_of_encryption(account):
    """Created, one's own, none, created anew."""
    account.deploy(_text(target=", kms_key: create"))
    own = _key_of_ones_own(account)
    for key in (f", kms_key: '{own}'", "", ", kms_key: create"):
        assert account.deploy(_text(target=key)) == NAMES


def test_another_route_for_all(account):
    """From CloudWatch to files and back, by way of both: streams, secret and buckets come and go with it."""
    account.deploy(_text())
    for route, kinds in (
        ("s3", ["s3"]),
        ("[s3, cloudwatch]", ["cloud-watch-logs", "s3"]),
        ("firehose", ["kinesis-data-firehose"]),
        ("cloudwatch", ["cloud-watch-logs"]),
    ):
        assert account.deploy(_text(route=route)) == NAMES
        assert account.logged() == [(vpc, kind) for vpc in sorted(VPCS) for kind in kinds]
    assert any(account.carried)


def test_another_bucket(account):
    """From that of the stack to one that exists, and to another one: flow logs of all stacks move."""
    account.deploy(_text(route="s3"))
    for name in ("mine-a", "mine-b"):
        location = {"LocationConstraint": REGION}
        account.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=location)
        arn, senders = f"arn:aws:s3:::{name}", [Sender(ACCOUNT, REGION)]
        policy = {"Version": "2012-10-17", "Statement": bucket_statements(arn, folders=[""], senders=senders)}
        account.client("s3").put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
        account.deploy(_text(route="s3", more=f"s3: {{bucket: 'arn:aws:s3:::{name}/'}}"))
        logs = account.client("ec2").describe_flow_logs()["FlowLogs"]
        assert {one["LogDestination"].split("/")[0] for one in logs} == {f"arn:aws:s3:::{name}"}


def test_others_begin_to_deliver_to_it(account):
    """Its bucket then has another name, which makes it another bucket: flow logs of all stacks move."""
    account.deploy(_text(route="s3"))
    former = account.outputs(NAMES[0])["FlowLogBucketName"]
    other = f"""  - {{account: "{CENTRAL}", region: {REGION}, name: other, deliver_to: live}}"""
    done = account.deploy(_text(route="s3", others=other))
    assert done == NAMES
    assert account.outputs(NAMES[0])["FlowLogBucketName"] == f"flowlog-{ACCOUNT}-{REGION}" != former
    logs = account.client("ec2").describe_flow_logs()["FlowLogs"]
    assert {one["LogDestination"].split("/")[0] for one in logs} == {f"arn:aws:s3:::flowlog-{ACCOUNT}-{REGION}"}


def test_it_begins_to_deliver_to_another(account):
    """And ends it again: at no time does a flow log deliver into a stream, or by a role, that is not there."""
    central = f"""  - {{account: "{CENTRAL}", region: {REGION}, name: logging}}"""
    account.deploy(_text(route="firehose", others=central))
    there = _text(route="firehose", others=central, target=", deliver_to: logging")
    assert account.deploy(there) == ["flowlog-logging", *NAMES]
    streams = account.client("firehose").list_delivery_streams()["DeliveryStreamNames"]
    assert streams == []
    assert account.logged() == _everywhere("kinesis-data-firehose")
    account.deploy(_text(route="firehose", others=central), last=CENTRAL)
    assert account.logged() == _everywhere("kinesis-data-firehose")


def test_fewer_stacks_again(account):
    """The last two become empty, in any order, and the first alone goes on; nothing else is deployed again."""
    account.deploy(_text(target=", kms_key: create"))
    assert account.deploy(_text(select=VPCS[:1] + VPCS[2:], target=", kms_key: create")) == [NAMES[1]]
    assert account.deploy(_text(select=VPCS[:1], target=", kms_key: create")) == [NAMES[2]]
    assert account.logged() == [(VPCS[0], "cloud-watch-logs")]
    account.assigned = {}
    account.deploy(_text(select=VPCS[:1], target=", kms_key: create"))
    assert account.logged() == [(VPCS[0], "cloud-watch-logs")]


def test_the_first_stack_becomes_empty(account):
    """What the target has once stays there for the others."""
    account.deploy(_text())
    assert account.deploy(_text(select=VPCS[1:])) == [NAMES[0]]
    assert account.secrets() == {account.outputs(NAMES[0])["AccessKeySecretArn"]}
    assert account.deploy(_text(select=VPCS[1:], target=", kms_key: create")) == NAMES

"""Flow logs of one account straight into a stream of another, deployed on the engine, which tells accounts by access key id."""

import json
from contextlib import suppress

import boto3
import pytest
from botocore.exceptions import WaiterError

from flowlog_config.local.engine.bootstrap import bootstrap
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.application import add_stacks, make_app

REGION = "eu-west-1"
CENTRAL, WORKLOAD = "999988887777", "111122223333"
FILE = f"""
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets:
  - {{name: workload, account: "{WORKLOAD}", region: {REGION}, deliver_to: logging}}
  - {{name: logging, account: "{CENTRAL}", region: {REGION}}}
flow_logs:
  - {{name: all, targets: workload, select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1], route: firehose}}
"""


@pytest.fixture
def client(data_plane_engine):
    """Make clients of either account; the engine is empty but for the sample network and what a bootstrap leaves."""
    data_plane_engine.reset()

    def of(account, service):
        url = data_plane_engine.endpoint_url
        key = {"aws_access_key_id": account, "aws_secret_access_key": "none"}
        return boto3.client(service, endpoint_url=url, region_name=REGION, **key)

    for account in (CENTRAL, WORKLOAD):
        bootstrap(s3=of(account, "s3"), ssm=of(account, "ssm"), account=account, in_region=REGION)
    return of


def _deploy(client, tmp_path, *, change=lambda _: None):
    """Deploy the stacks in the order they ask for; gives what became of each, by account."""
    app = make_app(outdir=str(tmp_path))
    stacks = add_stacks(app, make_plan(load("flowlogs.yaml", FILE)).plan)
    app.synth()
    ended = {}
    for stack in sorted(stacks, key=lambda one: len(one.dependencies)):
        template = json.loads((tmp_path / stack.template_file).read_text())
        change(template)
        cloudformation = client(stack.account, "cloudformation")
        capabilities = ["CAPABILITY_NAMED_IAM"]
        cloudformation.create_stack(
            StackName=stack.stack_name, TemplateBody=json.dumps(template), Capabilities=capabilities
        )
        with suppress(WaiterError):
            waiter = cloudformation.get_waiter("stack_create_complete")
            waiter.wait(StackName=stack.stack_name, WaiterConfig={"Delay": 0.2, "MaxAttempts": 200})
        (found,) = cloudformation.describe_stacks(StackName=stack.stack_name)["Stacks"]
        ended[stack.account] = found["StackStatus"]
    return ended


def test_flow_logs_deliver_into_the_stream_of_the_other_account(client, tmp_path):
    """The engine refuses what AWS refuses: a role missing, or one whose name does not begin as it must."""
    assert _deploy(client, tmp_path) == {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "CREATE_COMPLETE"}
    streams = client(CENTRAL, "firehose").list_delivery_streams()["DeliveryStreamNames"]
    found = client(WORKLOAD, "ec2").describe_flow_logs()["FlowLogs"]
    names = {one["LogDestination"].partition(f":firehose:{REGION}:{CENTRAL}:deliverystream/")[2] for one in found}
    assert len(found) == 2
    assert names == set(streams)
    assert client(WORKLOAD, "firehose").list_delivery_streams()["DeliveryStreamNames"] == []


def test_the_engine_itself_refuses_another_name_of_the_role(client, tmp_path):
    """A deployment that nothing could stop would prove nothing."""

    def change(template):
        for one in template["Resources"].values():
            if "DeliverCrossAccountRole" in one["Properties"]:
                one["Properties"]["DeliverCrossAccountRole"] = f"arn:aws:iam::{CENTRAL}:role/SomeRole"

    ended = _deploy(client, tmp_path, change=change)
    assert ended == {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "ROLLBACK_COMPLETE"}

"""A target with several stacks, by the real CDK command line on the engine: deployed, changed, one emptied, destroyed."""

import pytest

from flowlog_config.inventory import Assignment, Inventory, write_inventory

VPC, OTHER_VPC = "vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1"
FIRST = "flowlog-111122223333-eu-west-1"
SECOND = f"{FIRST}--2"
DESTINATION = "vpc-8f306327"
FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: test}}
targets: [{{account: "111122223333", region: eu-west-1{key}}}]
flow_logs: [{{name: all, select: [{ids}]}}]
"""


@pytest.fixture
def deploy_with(cdk, tmp_path):
    """Deploy flow logs on these resources, of which the other VPC's is recorded to be in the second stack."""
    recorded = Assignment(2, {(VPC, DESTINATION): 1, (OTHER_VPC, DESTINATION): 2})
    assigned = {("111122223333", "eu-west-1"): recorded}
    write_inventory(Inventory({}, assigned=assigned), tmp_path / "flowlogs.inventory.json")
    return lambda *ids, key=", kms_key: create": cdk.deploy(FILE.format(ids=", ".join(ids), key=key))


def _logged(engine):
    flow_logs = engine.client("ec2").describe_flow_logs()["FlowLogs"]
    return {one["ResourceId"]: one["LogGroupName"] for one in flow_logs}


def _used_by_streams(engine):
    firehose, found = engine.client("firehose"), set()
    for name in firehose.list_delivery_streams()["DeliveryStreamNames"]:
        described = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
        to = described["Destinations"][0]["HttpEndpointDestinationDescription"]
        found.add((to["SecretsManagerConfiguration"]["SecretARN"], to["S3DestinationDescription"]["BucketARN"]))
    return found


def test_both_stacks_deploy_and_an_emptied_one_goes(engine, cdk, deploy_with):
    """They use one secret, key and bucket, and let go of the key; what the emptied one wrote is kept, the first goes on."""
    outputs = deploy_with(VPC, OTHER_VPC)
    assert outputs.keys() == {FIRST, SECOND}
    assert _used_by_streams(engine) == {
        (outputs[FIRST]["AccessKeySecretArn"], outputs[FIRST]["FailedRecordsBucketArn"])
    }
    groups = _logged(engine)
    assert groups[VPC].startswith(f"{FIRST}-LogGroup")
    assert groups[OTHER_VPC].startswith(f"{SECOND}-LogGroup")
    streams = engine.client("firehose").list_delivery_streams()["DeliveryStreamNames"]
    assert set(streams) == {"flowlog-vpc-8f306327", "flowlog-vpc-8f306327-2"}

    deploy_with(VPC, OTHER_VPC, key="")
    assert _logged(engine) == groups
    deploy_with(VPC)
    assert _logged(engine) == {VPC: groups[VPC]}
    kept = engine.client("logs").describe_log_groups(logGroupNamePrefix=SECOND)["logGroups"]
    assert groups[OTHER_VPC] in {one["logGroupName"] for one in kept}
    formation = engine.client("cloudformation")
    states = {one["StackName"]: one["StackStatus"] for one in formation.describe_stacks()["Stacks"]}
    assert states.get(SECOND, "DELETE_COMPLETE") == "DELETE_COMPLETE"

    cdk.destroy()
    assert _logged(engine) == {}

"""Our stacks through the real CDK command line against the engine: deployed, changed, destroyed, deployed again."""

import json
import os

import pytest
from cdk_command import PROJECT

from flowlog_config.local.demo.arrived import missing
from flowlog_config.local.demo.demo import run_demo
from flowlog_config.local.demo.deploy import DeployError
from flowlog_config.local.demo.narrator import Narrator

FILE = """
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: test}}
targets: [{{account: "111122223333", region: eu-west-1}}]
defaults: {{retention_days: {retention}}}
flow_logs:
  - name: all
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    {more}
"""


@pytest.fixture
def deploy(cdk):
    """Deploy the file with some of it said otherwise; gives the outputs of its stack."""

    def run(*, retention=14, more=""):
        (outputs,) = cdk.deploy(FILE.format(retention=retention, more=more)).values()
        return outputs

    return run


def _log_groups(engine):
    pages = engine.client("logs").get_paginator("describe_log_groups").paginate()
    return {group["logGroupName"]: group for page in pages for group in page["logGroups"]}


def _flow_logs(engine):
    return engine.client("ec2").describe_flow_logs()["FlowLogs"]


def test_deploy_change_destroy_and_deploy_again(engine, cdk, deploy):
    """Records outlive the stack, an update replaces nothing that may stay, and what was kept is in nobody's way."""
    first = deploy()
    kept = {f["LogGroupName"] for f in _flow_logs(engine)}
    assert {f["ResourceId"] for f in _flow_logs(engine)} == {"vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1"}
    assert all(f["DeliverLogsStatus"] == "SUCCESS" for f in _flow_logs(engine))
    assert {_log_groups(engine)[f["LogGroupName"]]["retentionInDays"] for f in _flow_logs(engine)} == {14}
    stream = engine.client("firehose").describe_delivery_stream(DeliveryStreamName=_stream(first))
    endpoint = stream["DeliveryStreamDescription"]["Destinations"][0]["HttpEndpointDestinationDescription"]
    assert endpoint["EndpointConfiguration"]["Url"] == "https://flowlogs.example.com/"
    secret = engine.client("secretsmanager").get_secret_value(SecretId=first["AccessKeySecretArn"])
    assert list(json.loads(secret["SecretString"])) == ["api_key"]
    before = {f["ResourceId"]: f["FlowLogId"] for f in _flow_logs(engine)}

    deploy(retention=30)
    assert {f["ResourceId"]: f["FlowLogId"] for f in _flow_logs(engine)} == before
    assert {_log_groups(engine)[f["LogGroupName"]]["retentionInDays"] for f in _flow_logs(engine)} == {30}

    cdk.destroy()
    assert _flow_logs(engine) == []
    assert kept <= set(_log_groups(engine))
    buckets = {bucket["Name"] for bucket in engine.client("s3").list_buckets()["Buckets"]}
    assert first["FailedRecordsBucketName"] in buckets

    again = deploy()
    assert again["FailedRecordsBucketName"] != first["FailedRecordsBucketName"]
    assert {f["LogGroupName"] for f in _flow_logs(engine)}.isdisjoint(kept)


def test_an_entry_removed_and_put_back_is_logged_again(engine, deploy):
    """Its old log group keeps the records, and the new one has another name."""
    more = "exclude: tgw-0ab1e0000000000d1"
    deploy()
    old = _groups_of_transit_gateways(engine)
    deploy(more=more)
    assert _groups_of_transit_gateways(engine) == set()
    deploy()
    assert len(_groups_of_transit_gateways(engine)) == 1
    assert _groups_of_transit_gateways(engine).isdisjoint(old)
    assert old <= set(_log_groups(engine))


def _groups_of_transit_gateways(engine):
    return {f["LogGroupName"] for f in _flow_logs(engine) if f["ResourceId"].startswith("tgw-")}


def _stream(outputs):
    return next(value for name, value in outputs.items() if name.startswith("StreamNameVpc"))


def test_a_failed_deployment_shows_the_last_lines(deploy):
    """A VPC that does not exist fails the deployment, in the words of the service."""
    with pytest.raises(DeployError, match="vpc-0123456789abcdef0"):
        deploy(more="exclude: vpc-0ed6e0000000000a1\n  - {name: wrong, select: vpc-0123456789abcdef0}")


def test_demo_brings_every_record(tmp_path, monkeypatch):
    """The shipped file, from discovery to the endpoint; the shipped inventory is the sample network's."""
    monkeypatch.chdir(PROJECT)
    result = run_demo(project=PROJECT, file=PROJECT / "flowlogs.yaml", work=tmp_path / "demo", narrator=Narrator(7))
    assert result.events
    assert not missing(result.written, result.arrived)
    targets = [
        json.loads(p.read_text())["targets"]
        for p in (result.values.with_name("flowlogs.inventory.json"), PROJECT / "flowlogs.inventory.json")
    ]
    assert targets[0] == targets[1]
    assert "api_key" not in result.values.read_text(encoding="utf-8")
    assert os.environ.get("AWS_ENDPOINT_URL") is None

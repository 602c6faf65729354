"""Every route, and several at once, through the real CDK command line: deployed, used, changed and destroyed."""

import pytest
from cdk_command import PROJECT

from flowlog_config.local.demo.arrived import missing
from flowlog_config.local.demo.demo import run_demo
from flowlog_config.local.demo.look import DemoError
from flowlog_config.local.demo.narrator import Narrator

FILE = """
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: test, dialect: vector}}
targets: [{{account: "111122223333", region: eu-west-1, kms_key: create}}]
{more}
flow_logs:
  - name: all
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    route: {route}
"""
READ = (
    's3: {{aggregator_reads: true, readers: [{{name: auditor, principals: "444455556666", external_id: a-1}}]{more}}}'
)


@pytest.fixture
def deploy(cdk):
    """Deploy the file by a route; gives the outputs of its stack."""

    def run(route, more=""):
        (outputs,) = cdk.deploy(FILE.format(route=route, more=more)).values()
        return outputs

    return run


def _flow_logs(engine):
    return engine.client("ec2").describe_flow_logs()["FlowLogs"]


def _buckets(engine):
    return {bucket["Name"] for bucket in engine.client("s3").list_buckets()["Buckets"]}


def test_straight_to_firehose(engine, cdk, deploy):
    """No log group holds records, the streams keep their tag through an update, and the backup bucket outlives the stack."""
    outputs = deploy("firehose")
    assert {f["LogDestinationType"] for f in _flow_logs(engine)} == {"kinesis-data-firehose"}
    assert {f["DeliverLogsStatus"] for f in _flow_logs(engine)} == {"SUCCESS"}
    before = {f["FlowLogId"] for f in _flow_logs(engine)}
    assert not [name for name in outputs if name.startswith("LogGroupName")]
    deploy("firehose", "tags: {team: network}")
    assert {f["FlowLogId"] for f in _flow_logs(engine)} == before
    assert {f["DeliverLogsStatus"] for f in _flow_logs(engine)} == {"SUCCESS"}
    cdk.destroy()
    assert _flow_logs(engine) == []
    assert outputs["FailedRecordsBucketName"] in _buckets(engine)


def test_into_a_bucket_that_is_read(engine, cdk, deploy):
    """Bucket, policy, queue and reader are made; another lifetime changes no flow log; the bucket outlives the stack."""
    outputs = deploy("s3", READ.format(more=""))
    assert {f["DeliverLogsStatus"] for f in _flow_logs(engine)} == {"SUCCESS"}
    assert {f["LogDestination"].split("/")[0] for f in _flow_logs(engine)} == {
        f"arn:aws:s3:::{outputs['FlowLogBucketName']}"
    }
    s3, sqs = engine.client("s3"), engine.client("sqs")
    told = s3.get_bucket_notification_configuration(Bucket=outputs["FlowLogBucketName"])["QueueConfigurations"]
    url = outputs["NewFilesQueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "RedrivePolicy"])["Attributes"]
    assert [one["QueueArn"] for one in told] == [attributes["QueueArn"]]
    assert "deadLetterTargetArn" in attributes["RedrivePolicy"]
    assert ":role/" in outputs["ReaderRoleArnAuditor"]
    s3.put_object(Bucket=outputs["FlowLogBucketName"], Key="vpc-1/AWSLogs/file.log.gz", Body=b"")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert any("file.log.gz" in one["Body"] for one in messages)
    before = {f["FlowLogId"] for f in _flow_logs(engine)}
    deploy("s3", READ.format(more=", expire_after_days: 30"))
    assert {f["FlowLogId"] for f in _flow_logs(engine)} == before
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=outputs["FlowLogBucketName"])["Rules"]
    assert rule["Expiration"] == {"Days": 30}
    cdk.destroy()
    assert _flow_logs(engine) == []
    assert outputs["FlowLogBucketName"] in _buckets(engine)


def test_another_shape_of_file_replaces_the_flow_logs(engine, deploy):
    """The new one is made before the old one goes, which works because it has a folder of its own."""
    deploy("s3")
    before = {f["LogDestination"] for f in _flow_logs(engine)}
    deploy("s3", "s3: {hive_compatible_partitions: false}")
    after = {f["LogDestination"] for f in _flow_logs(engine)}
    assert len(after) == 2
    assert before.isdisjoint(after)


def test_all_routes_at_once_and_back_to_one(engine, deploy):
    """Each resource has a flow log on each route; leaving two out leaves the third alone."""
    deploy("[s3, firehose, cloudwatch]")
    every = _flow_logs(engine)
    assert {f["DeliverLogsStatus"] for f in every} == {"SUCCESS"}
    assert len(every) == 6
    deploy("cloudwatch")
    kept = {f["FlowLogId"] for f in every if f["LogDestinationType"] == "cloud-watch-logs"}
    assert {f["FlowLogId"] for f in _flow_logs(engine)} == kept


@pytest.mark.parametrize("routes", [("firehose",), ("s3",), ("s3", "cloudwatch"), ("lambda",)], ids=" and ".join)
def test_demo_of_every_route_brings_every_record(tmp_path, monkeypatch, routes):
    """At the endpoint, and in the files of the bucket."""
    monkeypatch.chdir(PROJECT)
    file, work = PROJECT / "flowlogs.yaml", tmp_path / "demo"
    result = run_demo(project=PROJECT, file=file, work=work, narrator=Narrator(8), routes=routes)
    assert len(result.arrived) == len(result.written) > 100
    assert not missing(result.written, result.arrived)
    assert bool(result.events) is bool({"firehose", "cloudwatch"} & {*routes})
    assert bool(result.files) is bool({"s3", "lambda"} & {*routes})


def test_demo_posts_invented_records_to_nobody(tmp_path, monkeypatch):
    """A file that names a real endpoint is refused before anything is deployed."""
    monkeypatch.chdir(PROJECT)
    file = tmp_path / "flowlogs.yaml"
    shipped = (PROJECT / "flowlogs.yaml").read_text(encoding="utf-8")
    posting = 's3: {forward_to: {endpoint: "https://logs.example.com/"}}'
    file.write_text(f"{shipped}\ndefaults: {{route: lambda}}\n{posting}\n", encoding="utf-8")
    with pytest.raises(DemoError, match=r"logs\.example\.com"):
        run_demo(project=PROJECT, file=file, work=tmp_path / "demo", narrator=Narrator(8))


def test_demo_fails_when_a_file_is_gone(tmp_path, monkeypatch):
    """A lost record never goes unseen."""
    from flowlog_config.local.demo import read_back  # noqa: PLC0415 - to be changed

    monkeypatch.chdir(PROJECT)
    real = read_back.in_files

    def lose_one(clients, written):
        flow_log = next(one.flow_log for one in written if one.records)
        found = clients.s3.list_objects_v2(Bucket=flow_log.bucket)["Contents"]
        key = next(one["Key"] for one in found if flow_log.id in one["Key"])
        clients.s3.delete_object(Bucket=flow_log.bucket, Key=key)
        return real(clients, written)

    monkeypatch.setattr("flowlog_config.local.demo.everywhere.in_files", lose_one)
    with pytest.raises(DemoError, match="records were written"):
        run_demo(
            project=PROJECT,
            file=PROJECT / "flowlogs.yaml",
            work=tmp_path / "demo",
            narrator=Narrator(8),
            routes=("s3",),
        )

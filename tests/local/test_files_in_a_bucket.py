"""Flow logs straight to Firehose and into a bucket: what lets records in, where they lie, and how they go on."""

import gzip
import io
import json
import threading
from datetime import UTC, datetime

import pytest
from deployed_pipeline import ACCOUNT, BUCKET, FORMAT, REGION, STREAM, STREAM_ARN, URL, deploy
from local_fakes import dice
from pyarrow import parquet

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.clock import HurriedClock
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.report import TROUBLE
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.demo.read_back import in_files
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.traffic import to_bucket
from flowlog_config.local.traffic.flow_logs import find_flow_logs
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.to_bucket import folder_at
from flowlog_config.local.traffic.writer import write_traffic

VPC = "vpc-0ed6e0000000000a1"
MOMENT = int(datetime(2026, 11, 1, 4, 58, tzinfo=UTC).timestamp())
WINDOWS = [window_at(MOMENT + 60 * minute) for minute in range(4)]
FIELDS = FORMAT.replace("${", "").replace("}", "").split()
POLICY = {
    "Sid": "AWSLogDeliveryWrite",
    "Effect": "Allow",
    "Principal": {"Service": "delivery.logs.amazonaws.com"},
    "Action": ["s3:PutObject", "s3:GetBucketAcl", "s3:ListBucket"],
    "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
    "Condition": {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"},
    },
}


def _flow_log(clients, kind, destination, **more):
    made = clients.ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[VPC],
        TrafficType="ALL",
        LogDestinationType=kind,
        LogDestination=destination,
        LogFormat=FORMAT,
        MaxAggregationInterval=60,
        **more,
    )
    assert not made["Unsuccessful"]
    return made["FlowLogIds"][0]


def _write(clients):
    (written,) = write_traffic(clients, windows=WINDOWS, conversations=30, seed="test")
    return written


@pytest.fixture
def stream(clients):
    """A stream that flow logs may write to, with one flow log on it."""
    deploy(clients, buffering={"IntervalInSeconds": 0, "SizeInMBs": 1})
    _flow_log(clients, "kinesis-data-firehose", STREAM_ARN)
    return clients


@pytest.fixture
def bucket(clients):
    """Make a flow log into a bucket whose policy is the one given."""

    def make(*statements, hive=False, hourly=False, file_format="plain-text", folder="network"):
        clients.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        if statements:
            document = {"Version": "2012-10-17", "Statement": list(statements)}
            clients.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
        options = {"FileFormat": file_format, "HiveCompatiblePartitions": hive, "PerHourPartition": hourly}
        arn = f"arn:aws:s3:::{BUCKET}/{folder}/"
        return _flow_log(clients, "s3", arn, DestinationOptions=options)

    return make


def _carry(clients, receiver, tls):
    troubled, said = [], []

    def report(happening):
        said.append(happening)
        if happening.kind in TROUBLE:
            troubled.append(happening)

    with CarrierState(":memory:") as state:
        host = URL.split("/")[2]
        around = Surroundings(
            clients=clients,
            state=state,
            sender=Sender({host: ("127.0.0.1", receiver.port)}, tls[1]),
            clock=HurriedClock(120, stop=threading.Event()),
            random=dice(1),
            report=report,
        )
        run_once(Carrier(around))
        run_once(Carrier(around))
    assert not troubled
    return said


def test_records_go_straight_to_the_endpoint_once(stream, endpoint, tls):
    """Each line in a record of its own, with no log group, and none twice when the carrier looks again."""
    written = _write(stream)
    assert not written.problem
    receiver = endpoint()
    _carry(stream, receiver, tls)
    assert len(receiver.got) == written.records > 50
    assert {one.place for one in receiver.got} == {STREAM}
    assert {(one.log_group, one.log_stream, one.owner) for one in receiver.got} == {("", "", ACCOUNT)}
    assert all(len(one.line.split()) == len(FIELDS) for one in receiver.got)


def test_nothing_gets_into_a_stream_without_the_tag(stream):
    """AWS sets it with the flow log; an update of the stack that does not know it takes it away."""
    stream.firehose.untag_delivery_stream(DeliveryStreamName=STREAM, TagKeys=["LogDeliveryEnabled"])
    assert "LogDeliveryEnabled" in _write(stream).problem
    (flow_log,) = stream.ec2.describe_flow_logs()["FlowLogs"]
    assert (flow_log["DeliverLogsStatus"], flow_log["DeliverLogsErrorMessage"]) == ("FAILED", "Access error")


def test_a_stream_that_decompresses_takes_none(clients):
    """It takes records of CloudWatch Logs only."""
    processor = {
        "Type": "Decompression",
        "Parameters": [{"ParameterName": "CompressionFormat", "ParameterValue": "GZIP"}],
    }
    deploy(clients, ProcessingConfiguration={"Enabled": True, "Processors": [processor]})
    _flow_log(clients, "kinesis-data-firehose", STREAM_ARN)
    assert "decompresses" in _write(clients).problem


def test_files_have_a_header_and_every_record(clients, bucket):
    """A file each five minutes, gzip, named after account, region and flow log."""
    flow_log = bucket(POLICY)
    written = _write(clients)
    assert not written.problem
    found = clients.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert len(found) == written.parts == 2
    start = f"network/AWSLogs/{ACCOUNT}/vpcflowlogs/{REGION}/2026/11/01/{ACCOUNT}_vpcflowlogs_{REGION}_{flow_log}_"
    assert {one["Key"].removeprefix(start)[:14] for one in found} == {"20261101T0455Z", "20261101T0500Z"}
    lines = []
    for one in found:
        body = clients.s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
        header, *records = gzip.decompress(body).decode().splitlines()
        assert header == " ".join(FIELDS)
        lines += records
    assert len(lines) == written.records > 50
    assert all(len(line.split()) == len(FIELDS) for line in lines)


@pytest.mark.parametrize(
    ("hive", "hourly", "folder"),
    [
        (False, False, f"{ACCOUNT}/vpcflowlogs/{REGION}/2026/11/01/"),
        (False, True, f"{ACCOUNT}/vpcflowlogs/{REGION}/2026/11/01/04/"),
        (
            True,
            False,
            f"aws-account-id={ACCOUNT}/aws-service=vpcflowlogs/aws-region={REGION}/year=2026/month=11/day=01/",
        ),
        (
            True,
            True,
            f"aws-account-id={ACCOUNT}/aws-service=vpcflowlogs/aws-region={REGION}/year=2026/month=11/day=01/hour=04/",
        ),
    ],
)
def test_partitions_are_named_as_aws_names_them(clients, bucket, hive, hourly, folder):
    """Four layouts of two options."""
    bucket(POLICY, hive=hive, hourly=hourly)
    (flow_log,) = find_flow_logs(clients)
    assert folder_at(flow_log, MOMENT) == f"network/AWSLogs/{folder}"


@pytest.mark.parametrize(
    "change",
    [
        None,
        {"Principal": {"Service": "logs.amazonaws.com"}},
        {"Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/elsewhere/*"]},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:*"}}},
        {"Action": "s3:PutObject"},
    ],
    ids=["no policy", "another service", "another folder", "another account", "another region", "a part of the actions"],
)
def test_nothing_gets_into_a_bucket_whose_policy_does_not_say_so(clients, bucket, change):
    """Neither a file nor a status of success."""
    bucket(*([] if change is None else [POLICY | change]))
    assert "no file gets in" in _write(clients).problem
    assert "Contents" not in clients.s3.list_objects_v2(Bucket=BUCKET)
    (flow_log,) = clients.ec2.describe_flow_logs()["FlowLogs"]
    assert flow_log["DeliverLogsStatus"] == "FAILED"


def test_the_key_of_a_bucket_must_let_the_service_in(clients, bucket):
    """By its own policy, since the service has no role."""
    administer = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    service = {
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
    }
    bucket(POLICY)

    def encrypt(*statements):
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        key = clients.kms.create_key(Policy=policy)["KeyMetadata"]["Arn"]
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
        clients.s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})

    encrypt(administer)
    assert "the key policy" in _write(clients).problem
    encrypt(administer, service)
    assert not _write(clients).problem


def test_parquet_files_hold_what_text_files_do(clients, bucket):
    """Typed columns, named as AWS names them, in files whose names say so; read back, each record is what it is in text."""
    plain = bucket(POLICY)
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": False, "PerHourPartition": False}
    columnar = _flow_log(clients, "s3", f"arn:aws:s3:::{BUCKET}/columns/", DestinationOptions=options)
    written = {one.flow_log.id: one for one in write_traffic(clients, windows=WINDOWS, conversations=30, seed="test")}
    assert not any(one.problem for one in written.values())
    keys = [one["Key"] for one in clients.s3.list_objects_v2(Bucket=BUCKET, Prefix="columns/")["Contents"]]
    assert all(key.endswith(".log.parquet") for key in keys)
    for key in keys:
        body = clients.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        schema = parquet.read_schema(io.BytesIO(body))
        assert schema.names == [field.replace("-", "_") for field in FIELDS]
        types = [str(schema.field(name).type) for name in ("srcport", "bytes", "srcaddr")]
        assert types == ["int32", "int64", "string"]
    # Which windows AWS lost some of, differs by flow log.
    text, columns = (
        sorted(one.text for one in in_files(clients, [written[id_]]) if not one.text.endswith("SKIPDATA"))
        for id_ in (plain, columnar)
    )
    assert text == columns
    assert len(text) > 50


def test_without_pyarrow_parquet_is_not_pretended(clients, bucket, monkeypatch):
    """It is said, instead of files of another format."""
    monkeypatch.setattr(to_bucket, "can_write", lambda: False)
    bucket(POLICY, file_format="parquet")
    assert "pyarrow" in _write(clients).problem

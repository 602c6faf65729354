"""Flow logs into a bucket: what lets files in, where they lie, and what is in them."""

import gzip
import io
import json

import pytest
from deployed_pipeline import ACCOUNT, BUCKET, REGION
from flow_log_of_a_vpc import FIELDS, MOMENT, flow_log, write
from pyarrow import parquet

from flowlog_config.local.demo.read_back import in_files
from flowlog_config.local.traffic import to_bucket
from flowlog_config.local.traffic.flow_logs import find_flow_logs
from flowlog_config.local.traffic.to_bucket import folder_at, put_files

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
        return flow_log(clients, "s3", arn, DestinationOptions=options)

    return make


def test_files_have_a_header_and_every_record(clients, bucket):
    """A file each five minutes, gzip, named after account, region and flow log."""
    id_ = bucket(POLICY)
    (written,) = write(clients)
    assert not written.problem
    found = clients.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert len(found) == written.parts == 2
    start = f"network/AWSLogs/{ACCOUNT}/vpcflowlogs/{REGION}/2026/11/01/{ACCOUNT}_vpcflowlogs_{REGION}_{id_}_"
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
    (found,) = find_flow_logs(clients)
    assert folder_at(found, MOMENT) == f"network/AWSLogs/{folder}"


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
    ids=[
        "no policy",
        "another service",
        "another folder",
        "another account",
        "another region",
        "a part of the actions",
    ],
)
def test_nothing_gets_into_a_bucket_whose_policy_does_not_say_so(clients, bucket, change):
    """Neither a file nor a status of success."""
    bucket(*([] if change is None else [POLICY | change]))
    (written,) = write(clients)
    assert "no file gets in" in written.problem
    assert "Contents" not in clients.s3.list_objects_v2(Bucket=BUCKET)
    (found,) = clients.ec2.describe_flow_logs()["FlowLogs"]
    assert found["DeliverLogsStatus"] == "FAILED"


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
    (written,) = write(clients)
    assert "the key policy" in written.problem
    encrypt(administer, service)
    (written,) = write(clients)
    assert not written.problem


def test_parquet_files_hold_what_text_files_do(clients, bucket):
    """Typed columns, named as AWS names them, in files whose names say so; read back, each record is what it is in text."""
    plain = bucket(POLICY)
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": False, "PerHourPartition": False}
    columnar = flow_log(clients, "s3", f"arn:aws:s3:::{BUCKET}/columns/", DestinationOptions=options)
    written = {one.flow_log.id: one for one in write(clients)}
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


@pytest.mark.parametrize("file_format", ["plain-text", "parquet"])
def test_minutes_without_records_have_no_file(clients, bucket, file_format):
    """An attachment may see traffic in some minutes and none in others; a file of nothing cannot even be written as Parquet."""
    bucket(POLICY, file_format=file_format)
    (found,) = find_flow_logs(clients)
    line = " ".join("1" for _ in FIELDS)
    (key,) = put_files(clients, found, {MOMENT: [], MOMENT + 300: [line], MOMENT + 600: []})
    assert "_20261101T0500Z_" in key


def test_without_pyarrow_parquet_is_not_pretended(clients, bucket, monkeypatch):
    """It is said, instead of files of another format."""
    monkeypatch.setattr(to_bucket, "can_write", lambda: False)
    bucket(POLICY, file_format="parquet")
    (written,) = write(clients)
    assert "pyarrow" in written.problem

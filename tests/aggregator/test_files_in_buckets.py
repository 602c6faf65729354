"""Aggregators that read the files of a bucket: KubeSense by listing it, Vector by a queue."""

import json

import pytest
import yaml
from vrl_engines import ENGINES, HOW, DroppedError, compiles, run

from flowlog_config.aggregator import notes, render_values, secret_commands, values
from flowlog_config.aggregator.vector_files import LINES
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError
from flowlog_config.schema.load import load

FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production, dialect: {dialect}}}
targets: [{{account: "111122223333", region: {region}, name: production}}]
s3: {{aggregator_reads: true{s3}}}
flow_logs:
  - {{name: vpcs, select: vpc-0ed6e0000000000a1, route: {route}}}
  - {{name: transit, select: tgw-0ab1e0000000000d1, route: {route}, format: [version, tgw-id, srcaddr, dstaddr, bytes]}}
"""
RECORD = "2 111122223333 eni-0a1b 10.0.0.1 10.0.0.2 443 40000 6 20 4249 1418530010 1418530070 ACCEPT OK"


def plan_of(dialect, *, route="s3", s3="", region="eu-west-1"):
    """Plan two formats on a route, with the bucket read by the aggregator."""
    return make_plan(load("flowlogs.yaml", FILE.format(dialect=dialect, route=route, s3=s3, region=region))).plan


def folder_of(plan, family):
    """Give the destination of a family's files."""
    (found,) = [one for one in plan.targets[0].folders if one.family == family]
    return found


def test_kubesense_lists_each_folder_as_its_documentation_has_it():
    """Its own dialect, key by key; no credential and no name that only the deployment draws is in the values."""
    plan = plan_of("kubesense")
    sources = values(plan)["aggregator"]["customSources"]["sources"]
    assert len(sources) == 2
    below = folder_of(plan, "vpc").delivered_below
    assert below.endswith("/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/")
    (source,) = [one for one in sources.values() if one["key_prefix"] == below]
    assert source == {
        "type": "aws_s3",
        "region": "eu-west-1",
        "bucket": "${FLOWLOG_BUCKET_PRODUCTION}",
        "key_prefix": below,
        "poll_interval_secs": 300,
        "auth": {
            "access_key_id": "${FLOWLOG_S3_ACCESS_KEY_ID}",
            "secret_access_key": "${FLOWLOG_S3_SECRET_ACCESS_KEY}",
        },
    }


def test_plain_partitions_give_the_documented_prefix():
    """``AWSLogs/ACCOUNT/vpcflowlogs/``, below the folder of the format."""
    plan = plan_of("kubesense", s3=", hive_compatible_partitions: false")
    assert folder_of(plan, "vpc").delivered_below.endswith("/AWSLogs/111122223333/vpcflowlogs/")


def test_an_existing_bucket_is_named():
    """Its name is known, so nothing has to be looked up."""
    plan = plan_of("kubesense", s3=', bucket: "arn:aws:s3:::archive/network/"')
    sources = values(plan)["aggregator"]["customSources"]["sources"].values()
    assert {one["bucket"] for one in sources} == {"archive"}
    assert all(one["key_prefix"].startswith("network/") for one in sources)
    assert secret_commands(plan) == []


@pytest.mark.parametrize("dialect", ["kubesense", "vector"])
def test_values_read_back_and_say_what_to_do(dialect):
    """The text is YAML that comes to the data, and the notes name what has to be attached."""
    plan = plan_of(dialect)
    assert yaml.safe_load(render_values(plan)) == values(plan)
    assert any("AggregatorReadPolicyArn" in note for note in notes(plan))
    assert not any("TLS" in note for note in notes(plan))


@pytest.mark.parametrize(
    ("dialect", "name", "output"),
    [
        ("kubesense", "FLOWLOG_BUCKET_PRODUCTION", "FlowLogBucketName"),
        ("vector", "FLOWLOG_QUEUE_PRODUCTION", "NewFilesQueueUrl"),
    ],
)
def test_what_the_stack_draws_is_looked_up(dialect, name, output):
    """It comes to the aggregator in the same Kubernetes secret as the access keys."""
    text = "\n".join(secret_commands(plan_of(dialect)))
    assert f"{name}=" in text
    assert f"OutputKey=='{output}'" in text
    assert "get-secret-value" not in text


def test_vector_asks_a_queue():
    """Vector's own source knows no bucket and no prefix, and refuses unknown keys."""
    config = values(plan_of("vector"))["customConfig"]
    queue = "SECRET[access_keys.FLOWLOG_QUEUE_PRODUCTION]"
    source = {"type": "aws_s3", "region": "eu-west-1", "compression": "gzip", "sqs": {"queue_url": queue}}
    assert config["sources"] == {"files_of_production": source}
    assert config["transforms"]["flow_logs"]["inputs"] == [LINES]


def test_vector_reads_both_ways_at_once():
    """Files and Firehose meet in the one program."""
    config = values(plan_of("vector", route="[s3, firehose]"))["customConfig"]
    assert set(config["sources"]) == {"firehose", "files_of_production"}
    assert config["transforms"]["flow_logs"]["inputs"] == ["firehose", LINES]


@pytest.mark.skipif(not ENGINES, reason=HOW)
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_lines_of_files_become_typed_records(engine):
    """Both programs compile, the header line goes, and a record is parsed by the format of its folder."""
    plan = plan_of("vector")
    transforms = values(plan)["customConfig"]["transforms"]
    lines, program = transforms[LINES]["source"], transforms["flow_logs"]["source"]
    assert compiles(engine, program) == ""
    for family, record, key, value in (
        ("vpc", RECORD, "bytes", 4249),
        ("transit-gateway", "6 tgw-0ab1e0000000000d1 10.0.0.1 10.0.0.2 77", "bytes", 77),
    ):
        folder = folder_of(plan, family)
        given = {
            "message": f"{record}\n",
            "bucket": "stack-flowlogbucket-1",
            "object": f"{folder.delivered_below}aws-region=eu-west-1/year=2026/file.log.gz",
            "region": "eu-west-1",
            "source_type": "aws_s3",
            "timestamp": "2026-11-01T00:00:00Z",
        }
        handed_on = ENGINES[engine](f"{lines}\n.", dict(given))
        assert json.loads(handed_on["message"]) == {"message": record}
        assert handed_on["source_arn"] == f"arn:aws:s3:::stack-flowlogbucket-1/{folder.folder.rstrip('/')}"
        (found,) = run(engine, program, handed_on)
        assert found["flow"][key] == value
        header = dict(given, message=" ".join(folder.fields))
        with pytest.raises((RuntimeError, ValueError, DroppedError)):
            ENGINES[engine](lines, header)


@pytest.mark.skipif(not ENGINES, reason=HOW)
@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc")]
)
def test_the_source_of_a_record_is_in_its_own_part_of_aws(engine, region, partition):
    """An ARN of another partition names nothing there is; by the region that Vector gives with each line."""
    lines = values(plan_of("vector", region=region))["customConfig"]["transforms"][LINES]["source"]
    given = {"message": RECORD, "bucket": "b", "object": "f/AWSLogs/x", "region": region}
    assert ENGINES[engine](f"{lines}\n.", given)["source_arn"] == f"arn:{partition}:s3:::b/f"


def test_a_queue_is_for_the_stack_s_own_bucket():
    """Nothing of an existing bucket is changed, so it tells Vector of no file."""
    with pytest.raises(InvalidConfigError, match="FL322"):
        values(plan_of("vector", s3=', bucket: "arn:aws:s3:::archive"'))


def test_the_collector_reads_no_files():
    """It is said, and not left out silently."""
    with pytest.raises(InvalidConfigError, match="FL322"):
        values(plan_of("otel-collector", route="[s3, cloudwatch]"))


def test_an_archive_alone_gives_the_aggregator_nothing():
    """A file whose bucket nobody reads has no values at all."""
    text = FILE.format(dialect="kubesense", route="s3", s3="", region="eu-west-1").replace("aggregator_reads: true", "")
    assert not make_plan(load("flowlogs.yaml", text)).plan.feeds_aggregator

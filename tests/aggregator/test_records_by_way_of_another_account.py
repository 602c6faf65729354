"""An aggregator that gets the records of many accounts by way of one: one key, one bucket, and every record told apart."""

import pytest
from delivered import envelope, event, log_group
from vrl_engines import ENGINES, HOW, run

from flowlog_config.aggregator import access_keys, secret_commands, values
from flowlog_config.aggregator.vrl import program
from flowlog_config.plan import make_plan
from flowlog_config.schema.load import load

FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production, dialect: {dialect}}}
targets:
  - {{name: workload, account: "111122223333", region: eu-west-1, deliver_to: logging}}
  - {{name: payments, account: "222233334444", region: {region}, deliver_to: logging}}
  - {{name: logging, account: "999988887777", region: eu-west-1}}
defaults: {{route: {route}}}
s3: {{aggregator_reads: true}}
flow_logs:
  - {{name: work, targets: workload, select: vpc-0ed6e0000000000a1}}
  - {{name: paid, targets: payments, select: vpc-0ed6e0000000000a2, format: [version, account-id, bytes]}}
"""


def plan_of(route, *, dialect="kubesense", region="eu-west-1"):
    """Plan two senders with a format each, and nothing of the central target's own."""
    return make_plan(load("flowlogs.yaml", FILE.format(route=route, dialect=dialect, region=region))).plan


@pytest.mark.parametrize("route", ["cloudwatch", "firehose"])
def test_only_the_central_target_has_a_key_to_accept(route):
    """However many accounts deliver to it."""
    plan = plan_of(route)
    (key,) = access_keys(plan)
    assert [one.target.name for one in key.targets] == ["logging"]
    source = values(plan)["aggregator"]["customSources"]["sources"]["vpc_flow_logs"]
    assert source["access_keys"] == ["${FLOWLOG_ACCESS_KEY_LOGGING}"]
    assert not [line for line in secret_commands(plan) if "PROFILE_111122223333" in line]


def test_kubesense_lists_every_account_s_folder_in_the_central_bucket():
    """In the bucket's region, which is not where the flow logs are."""
    plan = plan_of("s3", region="us-east-1")
    sources = values(plan)["aggregator"]["customSources"]["sources"].values()
    assert {(one["region"], one["bucket"]) for one in sources} == {("eu-west-1", "${FLOWLOG_BUCKET_LOGGING}")}
    found = {one["key_prefix"].partition("aws-account-id=")[2][:12] for one in sources}
    assert found == {"111122223333", "222233334444"}
    (look,) = [line for line in secret_commands(plan) if line.startswith("FLOWLOG_BUCKET_")]
    assert "--stack-name flowlog-logging" in look


def test_vector_reads_one_queue():
    """That of the central bucket."""
    found = values(plan_of("s3", dialect="vector"))["customConfig"]["sources"]
    (source,) = [one for one in found.values() if one["type"] == "aws_s3"]
    assert "FLOWLOG_QUEUE_LOGGING" in source["sqs"]["queue_url"]


@pytest.mark.skipif(not ENGINES, reason=HOW)
@pytest.mark.parametrize("engine", sorted(ENGINES) or ["none"])
def test_records_of_every_account_are_parsed_by_their_own_format(engine):
    """By the sender's log group through CloudWatch Logs, with its account; by the central stream's name when straight."""
    record = "2 222233334444 4249"
    plan = plan_of("cloudwatch")
    paid = plan.targets[1].log_groups[0]
    (found,) = run(engine, program(plan), event(envelope(log_group(paid), record, owner="222233334444")))
    assert found["aws_account"] == "222233334444"
    assert found["flow"] == {"version": 2, "account_id": "222233334444", "bytes": 4249}
    plan = plan_of("firehose")
    (straight,) = plan.targets[1].streams
    (found,) = run(engine, program(plan), event({"message": record}, stream=straight.stream_name))
    assert found["flow"]["account_id"] == "222233334444"

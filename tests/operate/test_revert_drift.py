"""What drift advises, with the real CDK command line: it puts right what was changed by hand, and drift then finds nothing."""

from pathlib import Path

import pytest
from cdk_command import Cdk
from click.testing import CliRunner
from drifting import FILE, change_by_hand, kinds

from flowlog_config.discovery.commands import discover


@pytest.fixture
def deployed(engine, deploy, tmp_path):
    """A folder with a file whose stack is deployed; gives what deploys it again by the command line."""
    Path("flowlogs.yaml").write_text(FILE)
    assert CliRunner().invoke(discover, []).exit_code == 0
    deploy()  # which is quick; the command line then has its own tags on all there is
    cdk = Cdk(engine, tmp_path)

    def again(*options):
        arguments = ("deploy", "--all", *options, "--app", tmp_path / "cdk.out.0", "--require-approval", "never")
        return cdk.run(*arguments)

    again()
    return again


def test_it_brings_back_what_was_deleted_and_changed(engine, deployed):
    """An ordinary deployment sees no change, and without drift neither does this one."""
    ec2, firehose = engine.client("ec2"), engine.client("firehose")

    def secrets():
        return [one["ARN"] for one in engine.client("secretsmanager").list_secrets()["SecretList"]]

    assert "no changes" in deployed("--revert-drift")
    keys = secrets()
    before = {one["FlowLogId"] for one in ec2.describe_flow_logs()["FlowLogs"]}
    first = change_by_hand(engine)
    for stream in firehose.list_delivery_streams()["DeliveryStreamNames"]:
        firehose.untag_delivery_stream(DeliveryStreamName=stream, TagKeys=["LogDeliveryEnabled"])

    assert "no changes" in deployed()
    assert kinds() == {"missing", "retention-changed", "filter-missing", "stream-tag-missing", "delivery-failed"}
    deployed("--revert-drift")
    assert kinds() == set()
    assert secrets() == keys
    after = {one["FlowLogId"] for one in ec2.describe_flow_logs()["FlowLogs"]}
    assert len(after) == len(before)
    assert before - after == {first["FlowLogId"]}


def test_it_makes_log_group_and_stream_anew_with_what_refers_to_them(engine, deployed):
    """What wrote to the deleted group writes to the new one."""
    logs, firehose = engine.client("logs"), engine.client("firehose")
    flow_logs = engine.client("ec2").describe_flow_logs()["FlowLogs"]
    group = next(one["LogGroupName"] for one in flow_logs if "LogGroupName" in one)
    stream = firehose.list_delivery_streams(DeliveryStreamType="DirectPut")["DeliveryStreamNames"][0]
    logs.delete_log_group(logGroupName=group)
    firehose.delete_delivery_stream(DeliveryStreamName=stream)
    assert kinds() >= {"log-group-gone", "stream-gone"}
    deployed("--revert-drift")
    assert kinds() == set()

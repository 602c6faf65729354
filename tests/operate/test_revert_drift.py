"""What drift advises, with the real CDK command line: it puts right what was changed by hand, and drift then finds nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_network import HEAD

from flowlog_config.discovery.commands import discover
from flowlog_config.operate.drift_command import drift

PROJECT = Path(__file__).parents[2]
FILE = HEAD + "flow_logs: [{name: edge, select: edge, route: [cloudwatch, firehose]}]"

pytestmark = pytest.mark.skipif(
    not (PROJECT / "node_modules/.bin/cdk").exists(), reason="the CDK command line is not installed: run npm ci"
)


@pytest.fixture
def deployed(deploy, tmp_path):
    """A folder with a file whose stack is deployed; gives what deploys it again by the command line."""
    Path("flowlogs.yaml").write_text(FILE)
    assert CliRunner().invoke(discover, []).exit_code == 0
    deploy()  # which is quick; the command line then has its own tags on all there is

    def again(*options):
        arguments = ("deploy", "--all", *options, "--app", str(tmp_path / "cdk.out.0"))
        ran = subprocess.run(  # noqa: S603 - the project's own command line
            [str(PROJECT / "node_modules/.bin/cdk"), *arguments, "--require-approval", "never", "--no-notices"],
            env=os.environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    again()
    return again


def kinds():
    """Look; gives the kinds of difference."""
    ran = CliRunner().invoke(drift, ["--json"], catch_exceptions=False)
    (target,) = json.loads(ran.stdout)["targets"]
    return {row["kind"] for row in target["findings"]}


def test_it_brings_back_what_was_deleted_and_changed(engine, deployed):
    """An ordinary deployment sees no change, and without drift neither does this one."""
    ec2, logs = engine.client("ec2"), engine.client("logs")

    def secrets():
        return [one["ARN"] for one in engine.client("secretsmanager").list_secrets()["SecretList"]]

    assert "no changes" in deployed("--revert-drift")
    keys = secrets()
    before = {one["FlowLogId"] for one in ec2.describe_flow_logs()["FlowLogs"]}
    first = next(one for one in ec2.describe_flow_logs()["FlowLogs"] if "LogGroupName" in one)
    group = first["LogGroupName"]
    ec2.delete_flow_logs(FlowLogIds=[first["FlowLogId"]])
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    (ours,) = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    logs.delete_subscription_filter(logGroupName=group, filterName=ours["filterName"])
    assert kinds() == {"missing", "retention-changed", "filter-missing"}

    assert "no changes" in deployed()
    assert kinds() == {"missing", "retention-changed", "filter-missing"}
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

"""The whole way: the real template of a file, deployed to the embedded engine, and broken there."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_network import HEAD

from flowlog_config.discovery.commands import discover
from flowlog_config.operate.drift_command import drift

FILE = HEAD + "flow_logs: [{name: edge, select: edge, route: [cloudwatch, firehose]}]"


@pytest.fixture
def deployed(engine, deploy):
    """A folder with a file whose stack is deployed, in an environment that reaches only the engine."""
    Path("flowlogs.yaml").write_text(FILE)
    assert CliRunner().invoke(discover, []).exit_code == 0
    deploy()
    return engine


def test_finds_nothing_after_a_deployment_and_everything_that_is_broken_then(deployed):
    """What the template made is what drift expects, down to the pattern and the retention."""
    ran = CliRunner().invoke(drift, ["--json"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.stdout

    ec2, logs = deployed.client("ec2"), deployed.client("logs")
    first = next(one for one in ec2.describe_flow_logs()["FlowLogs"] if "LogGroupName" in one)
    group = first["LogGroupName"]
    ec2.delete_flow_logs(FlowLogIds=[first["FlowLogId"]])
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    (ours,) = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    logs.delete_subscription_filter(logGroupName=group, filterName=ours["filterName"])
    assert kinds() == {"missing", "retention-changed", "filter-missing"}

    logs.delete_log_group(logGroupName=group)
    assert kinds() == {"missing", "delivery-failed", "log-group-gone"}


def test_finds_a_stream_that_lost_its_tag_and_one_that_is_gone(deployed):
    """As the streams of the template are named and tagged; what it says to do brings the tag back."""
    firehose = deployed.client("firehose")
    names = firehose.list_delivery_streams(DeliveryStreamType="DirectPut")["DeliveryStreamNames"]
    tagged = [
        name
        for name in names
        for tag in firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
        if tag["Key"] == "LogDeliveryEnabled"
    ]
    (other,) = set(names) - set(tagged)
    firehose.untag_delivery_stream(DeliveryStreamName=tagged[0], TagKeys=["LogDeliveryEnabled"])
    firehose.delete_delivery_stream(DeliveryStreamName=other)
    assert kinds() == {"delivery-failed", "stream-gone", "stream-tag-missing"}

    firehose.tag_delivery_stream(DeliveryStreamName=tagged[0], Tags=[{"Key": "LogDeliveryEnabled", "Value": "true"}])
    assert kinds() == {"stream-gone"}


def kinds():
    """Look again; gives the kinds of difference."""
    ran = CliRunner().invoke(drift, ["--json"], catch_exceptions=False)
    assert ran.exit_code == 1
    (target,) = json.loads(ran.stdout)["targets"]
    assert target["not_read"] == []
    return {row["kind"] for row in target["findings"]}

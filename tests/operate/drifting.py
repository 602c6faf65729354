"""A file deployed to the embedded engine, what somebody does there by hand, and what ``flowlog drift`` then finds."""

import json

from click.testing import CliRunner
from small_network import HEAD

from flowlog_config.operate.drift_command import drift

FILE = HEAD + "flow_logs: [{name: edge, select: edge, route: [cloudwatch, firehose]}]"


def findings():
    """Look for drift; gives the differences."""
    ran = CliRunner().invoke(drift, ["--json"], catch_exceptions=False)
    (target,) = json.loads(ran.stdout)["targets"]
    assert target["not_read"] == []
    assert ran.exit_code == bool(target["findings"]), ran.stdout
    return target["findings"]


def kinds():
    """Look for drift; gives the kinds of difference."""
    return {row["kind"] for row in findings()}


def change_by_hand(engine):
    """Delete a flow log and the filter of its log group, and keep records longer there; gives the flow log."""
    ec2, logs = engine.client("ec2"), engine.client("logs")
    first = next(one for one in ec2.describe_flow_logs()["FlowLogs"] if "LogGroupName" in one)
    group = first["LogGroupName"]
    ec2.delete_flow_logs(FlowLogIds=[first["FlowLogId"]])
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    (ours,) = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    logs.delete_subscription_filter(logGroupName=group, filterName=ours["filterName"])
    assert kinds() == {"missing", "retention-changed", "filter-missing"}
    return first

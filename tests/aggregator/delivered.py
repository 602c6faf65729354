"""Events as Vector's aws_kinesis_firehose source gives them for what CloudWatch Logs and flow logs send."""

import json

from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load

MILLISECONDS = 1_700_000_000_123
EVENT_TIME = "2023-11-14T22:13:20.123Z"
RECEIVED = "2026-11-01T00:00:00Z"

_FILE = """\
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: production}}
targets: [{{account: "111122223333", region: eu-west-1}}]
flow_logs:
{entries}
"""


def plan_of(*entries, route="cloudwatch"):
    """Plan flow logs from pairs of what is selected and a format (a word, a string of AWS's or a list of fields)."""
    rows = [
        {"name": f"e{i}", "select": select, "format": format_, "route": route}
        for i, (select, format_) in enumerate(entries)
    ]
    return make_plan(load("flowlogs.yaml", _FILE.format(entries="\n".join(f"  - {json.dumps(r)}" for r in rows)))).plan


def only_destination(plan):
    """Give the one destination of a plan."""
    (target,) = plan.targets
    (destination,) = target.destinations
    return destination


def log_group(destination, last_part="Q3kXw9ZbT1aL"):
    """Name a log group as CloudFormation would."""
    return destination.log_group_prefix + last_part


def event(payload, *, stream="any"):
    """Give the source's event for one record, whose payload is data or a text."""
    return {
        "message": payload if isinstance(payload, str) else json.dumps(payload),
        "timestamp": RECEIVED,
        "request_id": "5fde-01",
        "source_arn": f"arn:aws:firehose:eu-west-1:111122223333:deliverystream/{stream}",
        "source_type": "aws_kinesis_firehose",
    }


def envelope(group, *messages, **more):
    """Give what a subscription filter sends: one envelope with these log events."""
    return {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": group,
        "logStream": "eni-0a-all",
        "subscriptionFilters": ["all"],
        "logEvents": [{"id": f"{i}", "timestamp": MILLISECONDS, "message": m} for i, m in enumerate(messages)],
    } | more

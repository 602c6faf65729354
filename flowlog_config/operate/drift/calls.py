"""
Every call drift makes beside those of a discovery, each with the permission it needs beside it. All of them only read.

Source: Service Authorization Reference, Amazon EC2, CloudWatch Logs and Amazon Data Firehose (checked 2026-11).
"""

from dataclasses import dataclass

from flowlog_config.discovery.calls import PERMISSIONS as DISCOVERY_PERMISSIONS


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call.

    Attributes:
        service: boto3's name of the service.
        operation: boto3's name of the call.
        permission: IAM action it needs.
        what: What it tells, in words, plural.
    """

    service: str
    operation: str
    permission: str
    what: str


FLOW_LOGS = Call("ec2", "describe_flow_logs", "ec2:DescribeFlowLogs", "flow logs")
LOG_GROUPS = Call("logs", "describe_log_groups", "logs:DescribeLogGroups", "log groups")
LOG_GROUP_TAGS = Call("logs", "list_tags_for_resource", "logs:ListTagsForResource", "tags of log groups")
FILTERS = Call(
    "logs", "describe_subscription_filters", "logs:DescribeSubscriptionFilters", "subscription filters of log groups"
)
STREAM_TAGS = Call(
    "firehose", "list_tags_for_delivery_stream", "firehose:ListTagsForDeliveryStream", "delivery streams and their tags"
)
STREAM = Call(
    "firehose", "describe_delivery_stream", "firehose:DescribeDeliveryStream", "endpoints of delivery streams"
)

SHARED = (FLOW_LOGS, LOG_GROUPS, LOG_GROUP_TAGS, FILTERS, STREAM_TAGS)
"""Those that ``flowlog adopt`` makes, too."""

CALLS = (*SHARED, STREAM)
"""Every call, once."""

PERMISSIONS = tuple(sorted({*DISCOVERY_PERMISSIONS, *(call.permission for call in CALLS)}))
"""All that the credentials or role of a target need for ``flowlog drift``."""

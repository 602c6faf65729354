"""
Subscription filters, refused as CloudWatch Logs refuses them.

CloudWatch Logs sends a test message through the role when a filter is put, so a filter that comes before its stream,
its role or the role's policy fails at deploy.

Source: CloudWatch Logs API PutSubscriptionFilter; user guide "Subscription filters" (checked 2026-11).
"""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import log_destinations, seams, settings
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.state import account_id, own_arn, region
from flowlog_config.local.subscription.pattern import MAX_CHARACTERS

_TEST_MESSAGE = (
    "Could not deliver test message to specified Firehose stream. "
    "Check if the given Firehose stream is in ACTIVE state."
)


def check(request: Mapping[str, Any]) -> None:
    """
    Refuse a ``PutSubscriptionFilter`` request that the service would refuse.

    Raises:
        AwsError: For an unknown group, one of another class than ``STANDARD``, a third filter, a pattern that is
            too long, or a Firehose stream the test message cannot reach, or a destination that does not take this account.
    """
    name = request.get("logGroupName", "")
    group = seams.logs.log_groups.get(name)
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    if (group.get("logGroupClass") or "STANDARD") != "STANDARD":
        text = f"Subscription filters are not supported for log groups of class {group['logGroupClass']}"
        raise AwsError("InvalidOperationException", text)
    others = set(group["subscriptionFilters"]) - {request.get("filterName")}
    if len(others) >= settings.current().max_subscription_filters:
        raise AwsError("LimitExceededException", "Resource limit exceeded.")
    if len(request.get("filterPattern") or "") > MAX_CHARACTERS:
        raise AwsError("InvalidParameterException", f"filterPattern is longer than {MAX_CHARACTERS} characters")
    if ":firehose:" in request.get("destinationArn", ""):
        _send_test_message(name, request)
    elif ":destination:" in request.get("destinationArn", ""):
        log_destinations.check_subscription(name, request)


def _send_test_message(group: str, request: Mapping[str, Any]) -> None:
    stream_arn, role_arn = request["destinationArn"], request.get("roleArn")
    if not role_arn:
        raise AwsError("InvalidParameterException", "destinationArn for vendor firehose cannot be used without roleArn")
    reason = "it is not in account and region of the log group"
    if stream_arn.split(":")[3:5] == [region(), account_id()]:
        reason = log_destinations.unreachable(stream_arn, role_arn, own_arn("logs", f"log-group:{group}:*"))
    if reason:
        raise AwsError("InvalidParameterException", f"{_TEST_MESSAGE} (local engine: {reason})")

"""
The subscription filters that send log groups to Firehose, as deployed, and whether their roles let them.

Source: CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose" (checked 2026-11).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowlog_config.local.iam.role import Decision, Role, RoleNotFoundError, allows, load_role
from flowlog_config.local.subscription.pattern import Matcher, compile_pattern
from flowlog_config.local.subscription.pattern_errors import PatternError

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient

_ACTIONS = ("firehose:PutRecord", "firehose:PutRecordBatch")


@dataclass(frozen=True, slots=True)
class Subscription:
    """
    One subscription filter of one log group.

    ``key`` names it over restarts; it changes when the group is made anew. ``created`` is in milliseconds:
    earlier events are not forwarded.
    """

    key: str
    group_arn: str
    log_group: str
    name: str
    pattern: str
    stream_arn: str
    role_arn: str
    created: int

    @property
    def account_id(self) -> str:
        """Account that owns the log group."""
        return self.group_arn.split(":")[4]

    def matcher(self) -> Matcher:
        """
        Return the filter's matcher.

        Raises:
            PatternError: The deployed pattern is not one CloudWatch Logs or this carrier knows.
        """
        return compile_pattern(self.pattern)


def find_subscriptions(logs: "CloudWatchLogsClient") -> Iterator[Subscription]:
    """Read every subscription filter that goes to a Firehose stream, over all log groups of account and region."""
    for groups in logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            name = group["logGroupName"]
            arn = group.get("logGroupArn") or group["arn"].removesuffix(":*")
            filters = logs.get_paginator("describe_subscription_filters").paginate(logGroupName=name)
            for found in (one for page in filters for one in page["subscriptionFilters"]):
                if ":deliverystream/" in found["destinationArn"]:
                    yield Subscription(
                        key="|".join((arn, str(group["creationTime"]), found["filterName"])),
                        group_arn=arn,
                        log_group=name,
                        name=found["filterName"],
                        pattern=found.get("filterPattern", ""),
                        stream_arn=found["destinationArn"],
                        role_arn=found.get("roleArn", ""),
                        created=found["creationTime"],
                    )


def judge_subscription(subscription: Subscription, iam: "IAMClient") -> Decision:
    """
    Judge whether CloudWatch Logs could move records of this subscription.

    The stream must be in the group's account and region, the pattern readable, and the role must trust CloudWatch Logs
    and allow both put calls on the stream.
    """
    if subscription.group_arn.split(":")[3:5] != subscription.stream_arn.split(":")[3:5]:
        return Decision(allowed=False, why="the stream is in another account or region than the log group")
    try:
        subscription.matcher()
    except PatternError as error:
        return Decision(allowed=False, why=f"the filter pattern cannot be used: {error}")
    if not subscription.role_arn:
        return Decision(allowed=False, why="the filter names no role, and Firehose needs one")
    try:
        role = load_role(iam, subscription.role_arn)
    except RoleNotFoundError as error:
        return Decision(allowed=False, why=str(error))
    return _judge_role(subscription, role)


def _judge_role(subscription: Subscription, role: Role) -> Decision:
    context = {
        "aws:SourceAccount": subscription.account_id,
        "aws:SourceArn": f"{subscription.group_arn}:*",
    }
    for action in _ACTIONS:
        decision = allows(
            role,
            principal_service="logs.amazonaws.com",
            action=action,
            resource=subscription.stream_arn,
            context=context,
        )
        if not decision:
            return decision
    return decision

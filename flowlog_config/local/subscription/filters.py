"""
The subscription filters that send log groups to Firehose, as deployed, and whether their roles let them.

A filter names a stream of its own account, or a destination of CloudWatch Logs in another one, which names stream and role.
The destination's policy is judged by the service when a filter is put, and not again for each record.

Source: CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose" and "Cross-account log data sharing using
Firehose" (checked 2026-11).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowlog_config.local.clients import Clients
from flowlog_config.local.iam.role import Decision, RoleNotFoundError, load_role
from flowlog_config.local.iam.subscription_role import may_put_records
from flowlog_config.local.subscription.pattern import Matcher, compile_pattern
from flowlog_config.local.subscription.pattern_errors import PatternError

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import SubscriptionFilterTypeDef


@dataclass(frozen=True, slots=True)
class Subscription:
    """
    One subscription filter of one log group.

    ``key`` names it over restarts; it changes when the group is made anew. ``created`` is in milliseconds:
    earlier events are not forwarded. ``via`` is the ARN of the destination that names stream and role, which are empty when
    it is not there; itself empty for a filter that names both.
    """

    key: str
    group_arn: str
    log_group: str
    name: str
    pattern: str
    stream_arn: str
    role_arn: str
    created: int
    via: str = ""

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


def find_subscriptions(clients: Clients) -> Iterator[Subscription]:
    """Read every subscription filter that goes to a Firehose stream, over all log groups of account and region."""
    logs = clients.logs
    for groups in logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            name = group["logGroupName"]
            arn = group.get("logGroupArn") or group["arn"].removesuffix(":*")
            filters = logs.get_paginator("describe_subscription_filters").paginate(logGroupName=name)
            for found in (one for page in filters for one in page["subscriptionFilters"]):
                way = _way(clients, found)
                if way:
                    stream_arn, role_arn, via = way
                    yield Subscription(
                        key="|".join((arn, str(group["creationTime"]), found["filterName"])),
                        group_arn=arn,
                        log_group=name,
                        name=found["filterName"],
                        pattern=found.get("filterPattern", ""),
                        stream_arn=stream_arn,
                        role_arn=role_arn,
                        created=found["creationTime"],
                        via=via,
                    )


def _way(clients: Clients, found: "SubscriptionFilterTypeDef") -> tuple[str, str, str] | None:
    """Give stream, role and destination of a filter; None for one that goes to something else than a stream."""
    arn = found["destinationArn"]
    if ":deliverystream/" in arn:
        return arn, found.get("roleArn", ""), ""
    if ":destination:" not in arn:
        return None
    pages = clients.of(arn).logs.get_paginator("describe_destinations")
    for page in pages.paginate(DestinationNamePrefix=arn.rpartition(":")[2]):
        for one in page["destinations"]:
            if one["arn"] == arn:
                return (one["targetArn"], one["roleArn"], arn) if ":deliverystream/" in one["targetArn"] else None
    return "", "", arn


def judge_subscription(subscription: Subscription, clients: Clients) -> Decision:
    """
    Judge whether CloudWatch Logs could move records of this subscription.

    The stream must be in the group's account and region, or the destination that leads to it in the region; the pattern must be
    readable, and the role must trust CloudWatch Logs for this group and allow both put calls on the stream.
    """
    misplaced = _misplaced(subscription)
    if misplaced:
        return Decision(allowed=False, why=misplaced)
    try:
        subscription.matcher()
    except PatternError as error:
        return Decision(allowed=False, why=f"the filter pattern cannot be used: {error}")
    if not subscription.role_arn:
        return Decision(allowed=False, why="the filter names no role, and Firehose needs one")
    try:
        role = load_role(clients.of(subscription.role_arn).iam, subscription.role_arn)
    except RoleNotFoundError as error:
        return Decision(allowed=False, why=str(error))
    return may_put_records(role, stream_arn=subscription.stream_arn, source_arn=f"{subscription.group_arn}:*")


def _misplaced(subscription: Subscription) -> str:
    """Tell what is not where it must be; an empty text when all is."""
    if not subscription.via:
        same = subscription.group_arn.split(":")[3:5] == subscription.stream_arn.split(":")[3:5]
        return "" if same else "the stream is in another account or region than the log group"
    if not subscription.stream_arn:
        return f"the destination {subscription.via} does not exist"
    same = subscription.group_arn.split(":")[3] == subscription.via.split(":")[3]
    return "" if same else f"the destination {subscription.via} is in another region than the log group"

"""What a target needs that others deliver to, beside the streams and the bucket themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from flowlog_config.formats import Family
from flowlog_config.plan import LogDestination, Plan, StreamDestination, Target, TargetPlan
from flowlog_config.plan.naming import (
    cross_account_role_name,
    destination_id,
    group_of,
    log_sink_name,
    pascal,
    sender_role_name,
    stream_name,
)
from flowlog_constructs.aggregator_stream import AggregatorStream
from flowlog_constructs.cross_account_roles import CrossAccountRole
from flowlog_constructs.log_sink import LogSink
from flowlog_constructs.resource import Scope
from flowlog_constructs.subscription_role import SubscriptionRole


def add_receiving(
    scope: Scope,
    *,
    plan: Plan,
    target: TargetPlan,
    streams: Mapping[str, AggregatorStream],
    tags: Mapping[str, str],
) -> None:
    """
    Let the log groups and flow logs of other accounts put their records into the streams of this one, and no others.

    Accounts are taken in groups, by their last digit, each with roles of its own.

    Args:
        scope: The stack, or its batch.
        plan: Everything that will exist.
        target: Stack that others deliver to.
        streams: Delivery streams by the id of their destination.
        tags: Of what is made.
    """
    # Every stream this project ever has here, by family, so that removed ones stay covered.
    names = [stream_name(plan.name, destination_id(family, "*")) for family in Family]
    subscribing = [one for one in target.incoming if isinstance(one.destination, LogDestination)]
    roles = {
        group: SubscriptionRole(scope, f"SubscriptionRole{group}", stream_names=names, others=accounts, tags=tags)
        for group, accounts in _groups(one.senders for one in subscribing).items()
    }
    for one in subscribing:
        for group, accounts in _groups([one.senders]).items():
            LogSink(
                scope,
                f"Sink{pascal(one.destination.id)}Group{group}",
                name=log_sink_name(stream_name(plan.name, one.destination.id), group),
                account_ids=accounts,
                stream_arn=streams[one.destination.id].stream.attr_arn,
                role_arn=roles[group].attr_arn,
                tags=tags,
            )
    straight = (one.senders for one in target.incoming if isinstance(one.destination, StreamDestination))
    for group, accounts in _groups(straight).items():
        CrossAccountRole(
            scope,
            f"CrossAccountRole{group}",
            role_name=cross_account_role_name(plan.name, target.target.region, group),
            account_ids=accounts,
            sender_role_name=sender_role_name(plan.name, target.target.region, "*"),
            stream_names=names,
            tags=tags,
        )


def _groups(senders: Iterable[Iterable[Target]]) -> dict[str, list[str]]:
    """Give account ids by their group, both in order, so that a file's order changes no policy."""
    found: dict[str, list[str]] = defaultdict(list)
    for account in sorted({one.account_id for ones in senders for one in ones}):
        found[group_of(account)].append(account)
    return dict(sorted(found.items()))

"""The log groups our flow logs write to, and their subscription filters, against the plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shlex import quote

from flowlog_config.operate.drift.deployed import NAME_TAG, Existing, Filter, Group
from flowlog_config.operate.drift.finding import REVERT, Finding, Kind
from flowlog_config.operate.drift.places import elsewhere
from flowlog_config.operate.existing_stacks import STACK_TAG
from flowlog_config.plan.model import FlowLog, LogDestination, TargetPlan
from flowlog_config.plan.naming import group_of, log_sink_name

_REMAKE = "delete the flow log, then npx cdk deploy --all --revert-drift: its destination cannot be changed"


def compare_destinations(
    pairs: Iterable[tuple[FlowLog, Existing]], groups: Mapping[str, Group], name: str
) -> Iterator[Finding]:
    """
    Give flow logs that write where they should not.

    A log group is told by its tag and by what the other flow logs of its kind write to, never by its name; a stream by its
    name, and a bucket by the folder.

    Args:
        pairs: Planned and existing flow logs.
        groups: Log groups by name.
        name: The file's name.
    """
    by_destination: dict[str, list[Existing]] = defaultdict(list)
    for planned, existing in pairs:
        if isinstance(planned.destination, LogDestination):
            by_destination[planned.destination.id].append(existing)
        elif wrong := elsewhere(planned, existing):
            message = f"on {existing.resource_id}: it writes {wrong}"
            yield Finding(Kind.CHANGED, existing.id, message, _REMAKE, {"resource": existing.resource_id})
    for ones in by_destination.values():
        common = [name for name, _ in Counter(one.log_group for one in ones if one.log_group).most_common(1)]
        for one in ones:
            group = groups.get(one.log_group)
            if not one.log_group:
                wrong = f"to {one.destination} ({one.destination_type}), not to a log group"
            elif group and group.exists and group.tags is not None and group.tags.get(NAME_TAG) != name:
                wrong = f"to {one.log_group}, which is not a log group of this file"
            elif one.log_group not in common:
                wrong = f"to {one.log_group}, the others of its kind to {common[0]}"
            else:
                continue
            message = f"on {one.resource_id}: it writes {wrong}"
            yield Finding(Kind.CHANGED, one.id, message, _REMAKE, {"resource": one.resource_id})


def compare_groups(
    pairs: Iterable[tuple[FlowLog, Existing]], groups: Mapping[str, Group], target: TargetPlan, *, slots: int
) -> Iterator[Finding]:
    """
    Give log groups that are gone or keep records for another time, and what is wrong with their filters.

    Args:
        pairs: Planned and existing flow logs.
        groups: Log groups by name; those that could not be read are not in it.
        target: Where they are.
        slots: Subscription filters a log group takes, 2 as documented or 5 by the newer quota.

    Source: CloudWatch Logs API, PutSubscriptionFilter (checked 2026-11).
    """
    used: dict[tuple[str, str], tuple[LogDestination, list[str]]] = {}
    for planned, existing in pairs:
        destination = planned.destination
        if existing.log_group in groups and isinstance(destination, LogDestination):
            key = existing.log_group, destination.id
            used.setdefault(key, (destination, []))[1].append(existing.resource_id)
    for (group_name, _), (destination, resources) in sorted(used.items()):
        yield from _group(groups[group_name], destination, resources, target, slots)


def _group(
    group: Group, destination: LogDestination, resources: Sequence[str], target: TargetPlan, slots: int
) -> Iterator[Finding]:
    if not group.exists:
        number = len(resources)
        message = f"the records of {number} flow log{'s' if number > 1 else ''} have nowhere to go, and are lost"
        yield Finding(Kind.GROUP_GONE, group.name, message, REVERT, {"resources": list(resources)})
        return
    if group.retention_days != destination.retention_days:
        now = f"{group.retention_days} days" if group.retention_days else "for ever"
        message = f"it keeps records {now}, not {destination.retention_days} days"
        details = {"retention_days": group.retention_days, "planned": destination.retention_days}
        yield Finding(Kind.RETENTION, group.name, message, REVERT, details)
    if group.filters is not None:
        stack = (group.tags or {}).get(STACK_TAG, "")
        yield from _filters(group.name, group.filters, destination, target, slots, stack=stack)


def _filters(
    group: str, filters: Sequence[Filter], destination: LogDestination, target: TargetPlan, slots: int, *, stack: str
) -> Iterator[Finding]:
    end = _end_of(destination, target)
    ours = [one for one in filters if one.destination_arn.endswith(end)]
    others = [one for one in filters if one not in ours]
    room = f"{len(filters)} of {slots} slots are used"
    details = {"used": len(filters), "slots": slots, "stream": destination.stream_name}
    if not ours:
        message = f"no subscription filter to {destination.stream_name}: nothing reaches the aggregator; {room}"
        yield Finding(Kind.FILTER_MISSING, group, message, REVERT, details)
    if len(ours) > 1:
        names = [one.name for one in ours]
        message = f"{len(ours)} filters to {destination.stream_name} ({', '.join(names)}): records arrive more than once; {room}"
        use = _all_but_one(group, stack, target.target.region)
        yield Finding(Kind.FILTER_CHANGED, group, message, use, {**details, "filters": names})
    for one in ours:
        if one.pattern != destination.filter_pattern:
            message = f"filter {one.name} forwards {_pattern(one.pattern)}, not {_pattern(destination.filter_pattern)}"
            yield Finding(Kind.FILTER_CHANGED, group, message, REVERT, {**details, "filter": one.name})
    for one in others:
        full = ". None is free for the stack to replace its own: a deployment that must will fail"
        message = f"filter {one.name} forwards to {one.destination_arn}; {room}{full if len(filters) >= slots else ''}"
        use = "agree with its owner; a quota of 5 is told with --filter-slots 5, --ignore filter-by-others accepts it"
        yield Finding(Kind.FILTER_BY_OTHERS, group, message, use, {**details, "filter": one.name})


def _end_of(destination: LogDestination, target: TargetPlan) -> str:
    """Give the end of the ARN a filter forwards to: a stream of the target, or a sink of the one it delivers to."""
    to = target.central
    if not to:
        return f":firehose:{target.target.region}:{target.target.account_id}:deliverystream/{destination.stream_name}"
    sink = log_sink_name(destination.stream_name, group_of(target.target.account_id))
    return f":logs:{to.region}:{to.account_id}:destination:{sink}"


def _all_but_one(group: str, stack: str, region: str) -> str:
    """Say how to delete the filters to one stream that the stack did not make; which one it made, only CloudFormation knows."""
    if not stack:
        return "delete all but that of the stack that made the log group; its tags, which name the stack, could not be read"
    where = f"--region {region}"
    query = "\"StackResourceSummaries[?ResourceType=='AWS::Logs::SubscriptionFilter'].PhysicalResourceId\""
    return (
        "delete all but the stack's own, which is the one that this lists, and none if it lists none of them: "
        f"aws cloudformation list-stack-resources {where} --stack-name {stack} --query {query} --output text; then, for each "
        f"of the others: aws logs delete-subscription-filter {where} --log-group-name {quote(group)} --filter-name NAME"
    )


def _pattern(text: str) -> str:
    return text or "everything"

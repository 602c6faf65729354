"""Ways by which the aggregator gets records, and does not know them yet: it must, before the first record comes."""

from collections.abc import Iterator, Mapping

from flowlog_config.operate.diff.state import FILES, StackState

_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type


def has_new_ways(before: Mapping[str, StackState], after: Mapping[str, StackState], *, aggregator_reads: bool) -> bool:
    """
    Tell whether stacks that the aggregator knows already will send it records by a way it does not know.

    A target, and a bucket, that is deployed for the first time is left out: what the aggregator needs to take records from it is
    made by the deployment.

    Args:
        before: The stacks of a target as deployed.
        after: As they will be.
        aggregator_reads: Whether the aggregator takes files from buckets, before and after.
    """
    if before.keys().isdisjoint(after):
        return False
    ones = (one for state in before.values() for one in state.flow_logs.values()) if aggregator_reads else ()
    buckets = {one.holder for one in ones if one.route in FILES}
    known = {name: set(_ways(one, buckets)) for name, one in before.items()}
    return any(
        way not in known.get(name, ())
        for name, one in after.items()
        if name in before or not _makes_key(one)
        for way in _ways(one, buckets)
    )


def new_keys(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> tuple[str, ...]:
    """Name the stacks that do not exist yet, and make an access key."""
    return tuple(name for name, one in after.items() if name not in before and _makes_key(one))


def _makes_key(stack: StackState) -> bool:
    return any(one.type == _SECRET for one in stack.parts.values())


def _ways(stack: StackState, buckets: set[str]) -> Iterator[str]:
    """Give the log groups, streams and folders through which a stack's flow logs reach the aggregator."""
    for one in stack.flow_logs.values():
        if one.route in ("cloudwatch", "firehose") or (one.route == "s3" and one.holder in buckets):
            yield one.to
    if stack.members:
        yield from _ways(stack.members.stack, set())

"""Ways by which the aggregator gets records, and does not know them yet; and access keys that it must know meanwhile."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from flowlog_config.operate.diff.reception import sends_through
from flowlog_config.operate.diff.state import StackState

_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type
_STREAM = "AWS::KinesisFirehose::DeliveryStream"


def has_new_ways(before: Mapping[str, StackState], after: Mapping[str, StackState], folders: AbstractSet[str]) -> bool:
    """
    Tell whether the aggregator will get records by a way, or with an access key, that it does not know and can know before.

    What needs a key that the deployment itself makes, or comes from a bucket that it makes, is left out.

    Args:
        before: The stacks of a target as deployed.
        after: As they will be.
        folders: Those that the aggregator reads, before and after.
    """
    if keys_now(before, after):
        return False
    both = [(before[name], one) for name, one in after.items() if name in before]
    if any(sends_through(new) - sends_through(old) or _has_other_key(old, new) for old, new in both):
        return True
    own_key = new_keys(before, after)
    buckets = {one.partition("/")[0] for one in folders}
    known = {name: set(_ways(one, buckets)) for name, one in before.items()}
    return any(
        way not in known.get(name, ()) and way not in folders
        for name, one in after.items()
        if name in before or not own_key
        for way in _ways(one, buckets)
    )


def new_keys(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> tuple[str, ...]:
    """Name the stacks that do not exist yet, and make an access key."""
    return tuple(name for name, one in after.items() if name not in before and _makes_key(one))


def keys_now(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> tuple[str, ...]:
    """Name the stacks that exist, and make their access key only now."""
    return tuple(name for name, one in after.items() if name in before and _makes_key(one) > _makes_key(before[name]))


def keys_left_out(
    before: Mapping[str, StackState], after: Mapping[str, StackState], *, retires: bool
) -> tuple[str, ...]:
    """
    Name the stacks whose access key is in use until they are deployed, and not in the aggregator's values of what will be.

    Args:
        before: The stacks of a target as deployed; a secret is of its account and region, and so of no other target's streams.
        after: As they will be.
        retires: Whether streams that end stay for a day.
    """
    known = {key for one in after.values() for key in _keys(one)}
    both = [(before[name], one) for name, one in after.items() if name in before]
    return tuple(old.name for old, new in both if _keys(old) - known and (_keys(new) or not retires))


def _makes_key(stack: StackState) -> bool:
    return any(one.type == _SECRET for one in stack.parts.values())


def _has_other_key(before: StackState, after: StackState) -> bool:
    old, new = _keys(before), _keys(after)
    return bool(old and new and old != new)


def _keys(stack: StackState) -> set[str]:
    """Give the access keys of a stack's streams; a function that posts files has that of its own endpoint."""
    return {one.settings["access key"] for one in stack.parts.values() if one.type == _STREAM}


def _ways(stack: StackState, buckets: set[str]) -> Iterator[str]:
    """Give the log groups, streams and folders through which a stack's flow logs reach the aggregator."""
    for one in stack.flow_logs.values():
        if one.route in ("cloudwatch", "firehose") or (one.route == "s3" and one.holder in buckets):
            yield one.to
    if stack.members:
        yield from _ways(stack.members.stack, set())

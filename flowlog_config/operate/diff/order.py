"""The order of a change: when the aggregator gets its values, and which stacks come first, so that no records are refused."""

from collections.abc import Iterator, Sequence

from flowlog_config.operate.diff.change import TargetDiff

_UNKNOWN = "; deploy right after it, for it no longer knows what nothing can be added to `retiring` for"


def deploy_first(diffs: Sequence[TargetDiff]) -> tuple[str, ...]:
    """Name the stacks to deploy before all others; none when any order will do, or when one would have to be first and last."""
    gaps = [one.gap for one in diffs if one.gap]
    first = dict.fromkeys(name for one in gaps for name in one.first)
    return () if any(name in first for one in gaps for name in one.refused_by) else tuple(first)


def values_first(diffs: Sequence[TargetDiff]) -> bool:
    """
    Tell whether the aggregator must have its values before the deployment, as something is new to it; never the first time.

    Not where they hold an access key that only the deployment makes, or leave one out that is in use until then.
    """
    return _has_news(diffs) and not (_keys_now(diffs) or _keys_left_out(diffs))


def order_in_words(diffs: Sequence[TargetDiff]) -> Iterator[str]:
    """Give the lines about the order; none when any will do."""
    if _has_news(diffs) or _retires(diffs) or _keys_now(diffs):
        yield "In this order"
        yield from (f"  {number}. {step}" for number, step in enumerate(_steps(diffs), 1))
    yield from _stacks_in_order(diffs)


def _steps(diffs: Sequence[TargetDiff]) -> Iterator[str]:
    retiring, values, at_once = _retires(diffs), values_first(diffs), _why_at_once(diffs)
    keys = [name for one in diffs for name in one.new_keys]
    if retiring:
        yield "add what is printed for `retiring` to the file"
    if values and keys:
        yield f"npx cdk deploy --exclusively {' '.join(keys)}, which makes the access key that the values need"
    if values:
        unknown = any(one.unwritten for one in diffs)
        yield (
            "flowlog helm > values.yaml, and the helm upgrade that it prints: the aggregator must know a new log group, "
            f"stream, folder or access key before its first record{_UNKNOWN if unknown else ''}"
        )
    if deploy_first(diffs):
        yield "deploy, in the order below"
    else:
        yield (
            "deploy, but not all at once: see below"
            if any(one.gap for one in diffs) and not retiring
            else "npx cdk deploy --all"
        )
    if at_once:
        yield (
            f"flowlog helm > values.yaml, at once, and the helm upgrade that it prints: {at_once}, and what is refused until "
            "then Firehose tries again for `delivery.retry_seconds`, which must be longer than that takes"
        )
    if retiring:
        again = "deploy, and upgrade the aggregator once more" if values or at_once else "and deploy"
        yield f"a day later, when nothing more comes by the former ways: take `retiring` out, {again}"


def _why_at_once(diffs: Sequence[TargetDiff]) -> str:
    """Say why the aggregator gets its values only after the deployment; empty where it gets them before, or needs none."""
    now, left_out = _keys_now(diffs), _keys_left_out(diffs) if _has_news(diffs) else []
    made = [f"only this deployment makes the access key of {', '.join(now)}"] if now else []
    used = [f"the values leave out the access key that {', '.join(left_out)} uses until then"] if left_out else []
    return " and ".join([*made, *used])


def _has_news(diffs: Sequence[TargetDiff]) -> bool:
    deployed = any(one.members or any(change.before for change in one.changes) for one in diffs)
    return deployed and any(one.new_ways for one in diffs)


def _retires(diffs: Sequence[TargetDiff]) -> bool:
    return any(one.retiring or any(change.retiring for change in one.members) for one in diffs)


def _keys_now(diffs: Sequence[TargetDiff]) -> list[str]:
    return [name for one in diffs for name in one.keys_now]


def _keys_left_out(diffs: Sequence[TargetDiff]) -> list[str]:
    return [name for one in diffs for name in one.keys_left_out]


def _stacks_in_order(diffs: Sequence[TargetDiff]) -> Iterator[str]:
    if not any(one.gap for one in diffs):
        return
    if first := deploy_first(diffs):
        yield (
            "So no account refuses what another one sends: what takes the records now and what sends them; and some minutes later, "
            "when the former streams have delivered what they have, the rest"
        )
        yield f"  npx cdk deploy --exclusively {' '.join(first)}"
        yield "  npx cdk deploy --all"
    else:
        without = "Without the lines for `retiring`, records" if _retires(diffs) else "Records"
        yield f"{without} are refused meanwhile in any order: a stack would have to be both first and last."
        yield "Add what is printed for `retiring`; or let one target after the other deliver elsewhere, with a deployment for each"

"""What a deployment changes, as a person reads it, and as a program does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flowlog_config.operate.diff.change import Change, Kind, TargetDiff
from flowlog_config.operate.diff.state import Logged

_SHOWN = 10
"""Resources of a group listed before the rest is only counted; --json has them all."""
_HEADINGS: Mapping[Kind, str] = {
    Kind.UNLOGGED: "No longer logged",
    Kind.LEFT_BEHIND: "Left behind, still logging",
    Kind.CREATED: "New flow logs",
    Kind.REPLACED: "Replaced",
    Kind.MOVED: "Moved to another stack",
    Kind.REMOVED: "Removed; still logged otherwise, or gone",
    Kind.RETAGGED: "Other tags or entry, in place",
}
_MEANS: Mapping[Kind, str] = {
    Kind.LEFT_BEHIND: "no deployment touches a stack that is no longer in the file; to end it: "
    "aws cloudformation delete-stack --stack-name STACK",
    Kind.REPLACED: "the new flow log is made before the old one is removed; while the stack updates (minutes), both write, "
    "both are billed, and the aggregator gets those records twice",
    Kind.MOVED: "the stack that loses them is deployed before the one that gets them: for minutes nothing logs them. Record "
    "first what is deployed, so that nothing moves (docs/operations.md, Thousands of resources)",
}


def in_words(diff: TargetDiff) -> Iterator[str]:
    """Give the lines about one target."""
    yield f"{diff.place[0]} {diff.place[1]}"
    yield from (f"  new stack {name}" for name in diff.new_stacks)
    yield from (f"  stack {name} is no longer in the file" for name in diff.left_stacks)
    for kind, heading in _HEADINGS.items():
        if changes := diff.of(kind):
            yield f"  {heading}: {len(changes):,}"
            yield from _grouped(changes)
            if kind in _MEANS:
                yield f"    {_MEANS[kind]}"
    yield from (f"  log group {line}" for line in diff.log_groups)
    if diff.retiring:
        yield "  To let the last records of a replaced way reach the aggregator, too, add this for a day:"
    for entry, ways in diff.retiring.items():
        yield f'    in "{entry}":'
        yield "      retiring:"
        yield from (f"        - {way}" for way in ways)
    kept = len(diff.of(Kind.KEPT))
    changed = len(diff.changes) - kept
    same = f"{kept:,} flow log{'s' if kept != 1 else ''} unchanged" if kept else ""
    if same or not (changed or diff.log_groups or diff.new_stacks or diff.left_stacks):
        yield f"  {same or 'nothing changes'}"


def as_data(diff: TargetDiff) -> dict[str, Any]:
    """Give the same as plain data, with every flow log that changes."""
    account_id, region = diff.place
    return {
        "account": account_id,
        "region": region,
        "new_stacks": list(diff.new_stacks),
        "left_stacks": list(diff.left_stacks),
        "kept": len(diff.of(Kind.KEPT)),
        "changes": [_row(one) for one in diff.changes if one.kind is not Kind.KEPT],
        "log_groups": list(diff.log_groups),
        "retiring": {entry: list(ways) for entry, ways in diff.retiring.items()},
    }


def summary(diffs: Sequence[TargetDiff]) -> str:
    """Count every kind over all targets, in one line."""
    counts = {kind: sum(len(one.of(kind)) for one in diffs) for kind in Kind}
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count) or "no flow logs"


def _grouped(changes: Sequence[Change]) -> Iterator[str]:
    key: Callable[[Change], tuple[str, tuple[str, ...]]] = lambda one: (one.entry, one.why)  # noqa: E731
    for (entry, why), group in groupby(sorted(changes, key=key), key=key):
        ones = list(group)
        named = f'"{entry}"' if entry else "no entry"
        yield f"    {named}{': ' if why else ''}{', '.join(why)}{_narrower(ones[0])}"
        yield from (f"      {_line(one)}" for one in ones[:_SHOWN])
        if len(ones) > _SHOWN:
            yield f"      … and {len(ones) - _SHOWN:,} more; --json lists them"


def _narrower(change: Change) -> str:
    if not change.before or not change.after:
        return ""
    fewer = change.before.traffic_type == "ALL" and change.after.traffic_type != "ALL"
    return f"; it will log only {change.after.traffic_type}" if fewer else ""


def _line(change: Change) -> str:
    one = change.after or change.before
    stacks = f"  {' → '.join(change.stacks)}" if change.kind in (Kind.MOVED, Kind.LEFT_BEHIND) else ""
    return f"{change.source_id}  {_settings(one)}{stacks}" if one else ""


def _settings(one: Logged) -> str:
    return f"{one.traffic_type} {one.max_aggregation_interval} s"


def _row(one: Change) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "resource": one.source_id,
        "entry": one.entry,
        "stacks": list(one.stacks),
        "why": list(one.why),
        "before": one.before.logical_id if one.before else None,
        "after": one.after.logical_id if one.after else None,
    }

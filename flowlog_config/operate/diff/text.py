"""What a deployment changes, as a person reads it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from flowlog_config.operate.diff.alike import said_once
from flowlog_config.operate.diff.change import Change, Kind, TargetDiff
from flowlog_config.operate.diff.reasons import lost_fields
from flowlog_config.operate.diff.receivers import Receiver
from flowlog_config.operate.diff.state import Logged
from flowlog_config.operate.existing_stacks import end

_SHOWN = 10
"""Resources of a group listed before the rest is only counted; --json has them all."""
_HEADINGS: Mapping[Kind, str] = {
    Kind.UNLOGGED: "No longer logged",
    Kind.UNLOGGED_MEANWHILE: "Not logged for minutes",
    Kind.LEFT_BEHIND: "Left behind, still logging",
    Kind.CREATED: "New flow logs",
    Kind.REPLACED: "Replaced",
    Kind.MOVED: "Moved to another stack",
    Kind.REMOVED: "Removed; still logged otherwise, or gone",
    Kind.MOVED_FIRST: "Moved to the target's first stack",
    Kind.RETAGGED: "Other tags or entry, in place",
}
_MEANS: Mapping[Kind, str] = {
    Kind.UNLOGGED_MEANWHILE: "what has them instead is in a stack that may be deployed after the one that ends its own flow log. "
    "Deploy what is new first, with the former still in the file, and then take that out",
    Kind.REPLACED: "the new flow log is made before the old one is removed; while the stack updates (minutes), both write, "
    "both are billed",
    Kind.MOVED_FIRST: "the first stack is deployed before the others: for minutes both write, both are billed",
    Kind.MOVED: "the stack that loses them is deployed before the one that gets them: for minutes nothing logs them. Record "
    "first what is deployed, so that nothing moves (docs/operations.md, Thousands of resources)",
}
_BOTH = (Kind.REPLACED, Kind.MOVED_FIRST)
"""Of which the former flow log and the new one write side by side."""
_RECEIVERS: Mapping[Receiver, str] = {
    Receiver.AGGREGATOR: "the aggregator",
    Receiver.ENDPOINT: "the endpoint of `s3.forward_to`",
    Receiver.READERS: "who reads the bucket by `s3.readers`",
    Receiver.ARCHIVE: "the archive in the bucket",
}


def in_words(diff: TargetDiff) -> Iterator[str]:
    """Give the lines about one target."""
    yield f"{diff.place[0]} {diff.place[1]}"
    yield from (f"  new stack {name}" for name in diff.new_stacks)
    yield from (f"  {line}" for line in (*diff.taken, *diff.stuck, *diff.folders_taken, *diff.beside))
    yield from _left(diff)
    for kind, heading in _HEADINGS.items():
        if changes := diff.of(kind):
            yield f"  {heading}: {len(changes):,}"
            yield from _grouped(changes)
            if kind in _MEANS:
                yield f"    {_MEANS[kind]}{_twice(diff, changes) if kind in _BOTH else ''}"
    yield from _unreceived(diff)
    yield from _gap(diff)
    yield from (f"  {line}" for line in said_once(diff.log_groups, before="log group "))
    yield from (f"  bucket folder {line}" for line in diff.folders)
    yield from (f"  {line}" for line in said_once(diff.ended))
    yield from _headed("In every account of the organization", [one.text for one in diff.members])
    yield from _headed("Ways, changed in place", diff.ways)
    if diff.unread:
        yield "  Its records are no longer let in, and whether any flow log there goes on sending could not be read:"
        yield f"    {diff.unread}"
    if diff.retiring:
        yield "  To let the last records of a replaced way arrive, too, add this for a day:"
    for entry, ways in diff.retiring.items():
        yield f'  in "{entry}":'
        yield "    retiring:"
        yield from (f"      - {way}" for way in ways)
    yield from (f"  {line}" for line in said_once(diff.unwritten, before="nothing can be added to `retiring` for "))
    kept = len(diff.of(Kind.KEPT))
    same = f"{kept:,} flow log{'s' if kept != 1 else ''} unchanged" if kept else ""
    if same or not _says_anything(diff):
        yield f"  {_unsaid(diff, same) or same or 'nothing changes'}"


def summary(diffs: Sequence[TargetDiff]) -> str:
    """Count every kind over all targets, in one line."""
    counts = {kind: sum(len(one.of(kind)) for one in diffs) for kind in Kind}
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count) or "no flow logs"


def _unsaid(diff: TargetDiff, same: str) -> str:
    """Say that resources change of which nothing is said, where nothing else is; empty when none do."""
    if not diff.differs or _says_anything(diff, but=Kind.KEPT):
        return ""
    others = f"{same}; other resources change" if same else "no flow log changes; other resources do"
    return f"{others} (npx cdk diff shows them)"


def _gap(diff: TargetDiff) -> Iterator[str]:
    if one := diff.gap:
        yield f"  Refused until its own stacks follow, in the minutes after {', '.join(one.refused_by)}: {len(one.source_ids):,}"
        yield f"    {', '.join(one.source_ids[:_SHOWN])}{', …' if len(one.source_ids) > _SHOWN else ''}"


def _headed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"  {heading}:"
        yield from (f"    {line}" for line in lines)


def _unreceived(diff: TargetDiff) -> Iterator[str]:
    """Say who no longer gets what is logged; what else changes of it is said elsewhere."""
    if ones := [one for one in diff.changes if one.lost_by]:
        yield f"  Logged, and no longer received, in whole or in part: {len(ones):,}"
        yield from _grouped([Change(one.kind, None, one.after or one.before, one.stacks, (_who(one),)) for one in ones])


def _who(one: Change) -> str:
    lost, others = (" and ".join(_RECEIVERS[who] for who in them) for them in (one.lost_by, one.instead))
    return f"by {lost}; {others or 'nobody else'} gets it instead"


def _says_anything(diff: TargetDiff, *, but: Kind | None = None) -> bool:
    stacks = diff.new_stacks or diff.left_stacks or diff.unread
    changes = any(one.kind is not but or one.lost_by for one in diff.changes)
    return bool(changes or diff.log_groups or diff.folders or diff.ended or diff.ways or diff.members or stacks)


def _left(diff: TargetDiff) -> Iterator[str]:
    """Say what stacks that are not in the file can be; ending one comes last."""
    if not diff.left_stacks:
        return
    yield f"  Not in the file, with the same `name`, and no deployment touches it: {', '.join(diff.left_stacks)}"
    yield from (f"    {line}" for line in diff.left_without)
    yield "    another file with this `name` in this account: give one of the two another"
    yield "    a target that was renamed: docs/operations.md, Renaming a target or the file"
    yield "    a target that its entries left for another: keep both in the file, deploy, and then take this one out"
    yield "    when its resources are logged otherwise, or need not be any more, this ends it:"
    yield from (f"      {end(name, diff.place[1])}  # in account {diff.place[0]}" for name in diff.left_stacks)


def _twice(diff: TargetDiff, changes: Sequence[Change]) -> str:
    """Say who gets records twice: the aggregator does not have those in a bucket it does not read, nor those a function posts."""
    ways = {(one.before.route, one.after.route) for one in changes if one.before and one.after}
    mine = {"cloudwatch", "firehose", *(("s3",) if diff.aggregator_reads else ())}
    to = ["the aggregator"] if any(mine.issuperset(way) for way in ways) else []
    to += ["the endpoint of route lambda"] if ("lambda", "lambda") in ways else []
    return f", and {' and '.join(to)} get{'' if to[1:] else 's'} those records twice" if to else ""


def _grouped(changes: Sequence[Change]) -> Iterator[str]:
    key: Callable[[Change], tuple[str, tuple[str, ...], str]] = lambda one: (one.entry, one.why, _narrower(one))  # noqa: E731
    ordered = sorted(changes, key=lambda one: (key(one), one.source_id, _settings(one.after or one.before)))
    for (entry, why, narrower), group in groupby(ordered, key=key):
        ones = list(group)
        named = f'"{entry}"' if entry else "no entry"
        yield f"    {named}{': ' if why else ''}{', '.join(why)}{narrower}"
        yield from (f"      {_line(one)}" for one in ones[:_SHOWN])
        if len(ones) > _SHOWN:
            yield f"      … and {len(ones) - _SHOWN:,} more; --json lists them"


def _narrower(change: Change) -> str:
    if not change.before or not change.after:
        return ""
    lost = len(lost_fields(change.before, change.after))
    said = f"; {lost} field{'s' if lost != 1 else ''} of a record {'are' if lost != 1 else 'is'} lost" if lost else ""
    other = change.after.traffic_type not in ("ALL", change.before.traffic_type)
    more = ", and nothing else logs the rest" if change.narrowed else ""
    return f"{said}; it will log only {change.after.traffic_type}{more}" if other else said


def _line(change: Change) -> str:
    one = change.after or change.before
    stacks = f"  {' → '.join(change.stacks)}" if change.kind in (Kind.MOVED, Kind.MOVED_FIRST, Kind.LEFT_BEHIND) else ""
    return f"{change.source_id}  {_settings(one)}{stacks}" if one else ""


def _settings(one: Logged | None) -> str:
    return "" if one is None else f"{one.traffic_type} {one.max_aggregation_interval} s  {one.route}"

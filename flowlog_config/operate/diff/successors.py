"""Which flow log becomes which: the one of the same id, or else the most alike of those that come on the same resource."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.folders import first_of
from flowlog_config.operate.diff.reasons import lost_fields, reasons, tag_changes
from flowlog_config.operate.diff.state import FILES, Logged, StackState

_In = tuple[str, Logged]
"""Name of a stack, and one of its flow logs."""


def successors(
    before: Mapping[str, StackState], after: Mapping[str, StackState]
) -> tuple[Sequence[Change], Sequence[_In]]:
    """
    Give what becomes of flow logs and what comes, and apart from it those that none takes the place of.

    Args:
        before: The stacks of a target as deployed; flow logs of those that no deployment touches become nothing.
        after: As they will be.
    """
    old = _by_key({name: before[name] for name in after if name in before})
    new = _by_key(after)
    gone: dict[str, list[_In]] = defaultdict(list)
    for key, one in old.items():
        if key not in new:
            gone[one.source_id].append((key[0], one))
    changes = [_same_id(key[0], old[key], one) for key, one in new.items() if key in old]
    changes += _paired(((key[0], one) for key, one in new.items() if key not in old), gone)
    return changes, [one for ones in gone.values() for one in ones]


def _by_key(stacks: Mapping[str, StackState]) -> dict[tuple[str, str, str], Logged]:
    """Give flow logs by stack, logical id and resource: AWS makes another one for another resource."""
    ones = ((name, one) for name, state in stacks.items() for one in state.flow_logs.values())
    return {(name, one.logical_id, one.source_id): one for name, one in ones}


def _same_id(stack: str, old: Logged, new: Logged) -> Change:
    if why := reasons(old, new):
        return Change(Kind.REPLACED, old, new, (stack,), why)
    why = tag_changes(old, new)
    return Change(Kind.RETAGGED if why else Kind.KEPT, old, new, (stack,), why)


def _paired(come: Iterable[_In], gone: dict[str, list[_In]]) -> Iterator[Change]:
    """Pair what comes with what goes on the same resource, the most alike first; takes the pairs out of ``gone``."""
    waiting: dict[str, list[_In]] = defaultdict(list)
    for stack, one in come:
        waiting[one.source_id].append((stack, one))
    for source_id, ones in waiting.items():
        olds = gone[source_id]
        ranked = sorted((_distance(old, new), i, j) for i, new in enumerate(ones) for j, old in enumerate(olds))
        partner: dict[int, int] = {}
        for _, i, j in ranked:
            if i not in partner and j not in partner.values():
                partner[i] = j
        for i, (stack, new) in enumerate(ones):
            yield _become(stack, new, olds[partner[i]] if i in partner else None)
        gone[source_id] = [one for j, one in enumerate(olds) if j not in partner.values()]


def _distance(old: _In, new: _In) -> tuple[bool, bool, int, bool, int, str]:
    """Tell how unlike two are; what reached the aggregator goes on in what does, so that `retiring` keeps its way."""
    before, after = old[1], new[1]
    files = [one.route in FILES for one in (before, after)]
    settings = (len(reasons(before, after)), before.entry != after.entry, len(lost_fields(before, after)), after.route)
    return before.route != after.route, files[0] != files[1], *settings


def _become(stack: str, new: Logged, old: _In | None) -> Change:
    if old is None:
        return Change(Kind.CREATED, None, new, (stack,))
    if old[0] == stack:
        return Change(Kind.REPLACED, old[1], new, (stack,), reasons(old[1], new))
    kind = Kind.MOVED_FIRST if first_of(old[0]) == stack else Kind.MOVED
    return Change(kind, old[1], new, (old[0], stack), reasons(old[1], new))

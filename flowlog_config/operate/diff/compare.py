"""Two states against each other: which flow log becomes which, and what happens to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from flowlog_config.operate.diff.change import Change, Kind, TargetDiff
from flowlog_config.operate.diff.groups import group_changes
from flowlog_config.operate.diff.reasons import reasons
from flowlog_config.operate.diff.retiring import retiring
from flowlog_config.operate.diff.state import Logged, Place, StackState, States

_In = tuple[str, Logged]
"""Name of a stack, and one of its flow logs."""
StillLogged = Callable[[Place, Logged, Mapping[str, Sequence[Logged]]], str]
"""Why nothing is lost when a flow log ends, given those that stay by what they log: empty when something is."""


def compare(before: States, after: States, still_logged: StillLogged) -> list[TargetDiff]:
    """
    Say what becomes of every flow log.

    Args:
        before: What is deployed.
        after: What will be.
        still_logged: Why a removed flow log leaves no gap, or nothing.
    """
    places = [*after, *(place for place in before if place not in after)]
    fewer = any(
        one.streams - after[place][name].streams
        for place, stacks in before.items()
        for name, one in stacks.items()
        if name in after.get(place, {})
    )

    def refused(left: StackState) -> bool:
        """Tell whether a stack that is left behind delivers to another's streams, of which some end."""
        return fewer and not left.streams

    return [_compare(place, before.get(place, {}), after.get(place, {}), still_logged, refused) for place in places]


def _left_behind(stack: str, one: Logged, *, refused: bool) -> Change:
    if refused and one.route != "s3":
        return Change(
            Kind.UNLOGGED, one, None, (stack,), ("its stack stays, but the central one no longer takes its records in",)
        )
    return Change(Kind.LEFT_BEHIND, one, None, (stack,))


def _compare(
    place: Place,
    before: Mapping[str, StackState],
    after: Mapping[str, StackState],
    still_logged: StillLogged,
    refused: Callable[[StackState], bool],
) -> TargetDiff:
    left = tuple(sorted(name for name in before.keys() - after.keys() if before[name].flow_logs))
    changes = [
        _left_behind(name, one, refused=refused(before[name]))
        for name in left
        for one in before[name].flow_logs.values()
    ]
    staying: dict[str, list[Logged]] = defaultdict(list)
    for state in (*after.values(), *(before[name] for name in left)):
        for one in state.flow_logs.values():
            staying[one.source_id].append(one)
    old = {(name, id_): one for name in after if name in before for id_, one in before[name].flow_logs.items()}
    new = {(name, id_): one for name, state in after.items() for id_, one in state.flow_logs.items()}
    same = [key for key in new if key in old]
    changes += [_same_id(key[0], old[key], new[key]) for key in same]
    gone: dict[str, list[_In]] = defaultdict(list)
    for (name, _), one in ((key, one) for key, one in old.items() if key not in new):
        gone[one.source_id].append((name, one))
    come = [(key[0], one) for key, one in new.items() if key not in old]
    changes += _paired(come, gone)
    changes += [_ended(place, one, staying, still_logged) for ones in gone.values() for one in ones]
    groups = (line for name in after if name in before for line in group_changes(before[name], after[name]))
    new_stacks = tuple(name for name in after if name not in before)
    return TargetDiff(place, tuple(changes), tuple(groups), new_stacks, left, retiring(changes, after))


def _same_id(stack: str, old: Logged, new: Logged) -> Change:
    if why := reasons(old, new):
        return Change(Kind.REPLACED, old, new, (stack,), why)
    retagged = old.entry != new.entry or old.tags != new.tags
    return Change(Kind.RETAGGED if retagged else Kind.KEPT, old, new, (stack,))


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


def _distance(old: _In, new: _In) -> tuple[int, bool]:
    return len(reasons(old[1], new[1])), old[1].entry != new[1].entry


def _become(stack: str, new: Logged, old: _In | None) -> Change:
    if old is None:
        return Change(Kind.CREATED, None, new, (stack,))
    if old[0] == stack:
        return Change(Kind.REPLACED, old[1], new, (stack,), reasons(old[1], new) or ("its log group",))
    return Change(Kind.MOVED, old[1], new, (old[0], stack), reasons(old[1], new))


def _ended(place: Place, gone: _In, staying: Mapping[str, Sequence[Logged]], still_logged: StillLogged) -> Change:
    stack, old = gone
    why = still_logged(place, old, staying)
    return Change(Kind.REMOVED if why else Kind.UNLOGGED, old, None, (stack,), (why,) if why else ())

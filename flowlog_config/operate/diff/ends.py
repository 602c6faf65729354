"""What the end of a flow log leaves unlogged: for good, or until another stack is deployed, too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.folders import first_of
from flowlog_config.operate.diff.state import Logged, Place, StackState
from flowlog_config.operate.diff.unlogged import Judge, Staying, as_written_by


class Ends:
    """
    Judges what ends in one target, by what stays there.

    Args:
        place: Account id and region.
        judge: Says whether other flow logs have all that one had.
        before: The target's stacks as deployed.
        after: As they will be.
        staying: Flow logs that will be there.
    """

    def __init__(
        self,
        place: Place,
        judge: Judge,
        before: Mapping[str, StackState],
        after: Mapping[str, StackState],
        staying: Iterable[Logged],
    ) -> None:
        self._place, self._judge = place, judge
        self._before, self._after = before, after
        self._staying = _by_source(staying)
        self._meanwhile = cache(self._find_meanwhile)

    def ended(self, stack: str, old: Logged) -> Change:
        """Say what becomes of a flow log that ends, and that none takes the place of."""
        verdict = self._judge(self._place, old, self._staying)
        kind = Kind.UNLOGGED if verdict.missed else Kind.REMOVED
        if not verdict.missed and self._judge(self._place, old, self._meanwhile(stack)).missed:
            kind = Kind.UNLOGGED_MEANWHILE
        return Change(kind, old, None, (stack,), (verdict.why,) if verdict.why else ())

    def judged(self, one: Change) -> Change:
        """Say of a flow log with another one in its place whether traffic is missed that only the former had."""
        old, new = one.before, one.after
        if not old or not new or new.traffic_type in ("ALL", old.traffic_type):
            return one
        rest = as_written_by(new, old)
        moves = one.kind in (Kind.MOVED, Kind.MOVED_FIRST)  # the gap between the stacks is said of all its traffic
        there = [self._staying] if moves else [self._staying, self._meanwhile(one.stacks[0])]
        return replace(one, narrowed=any(self._judge(self._place, rest, ones).missed for ones in there))

    def _find_meanwhile(self, stack: str) -> Staying:
        states = meanwhile(stack, self._before, self._after)
        return _by_source(one for state in states for one in state.flow_logs.values())


def meanwhile(stack: str, before: Mapping[str, StackState], after: Mapping[str, StackState]) -> Iterable[StackState]:
    """
    Give a target's stacks when one has been deployed, and of all others only the first one, which all depend on.

    In a stack, CloudFormation makes what is new before it removes anything. The others may follow in any order, so of them only
    what goes on counts: what ends in one may be gone before this one is deployed.
    """
    done = (stack, first_of(stack))
    others = {name: _going_on(state, after[name]) if name in after else state for name, state in before.items()}
    return {**others, **{name: after[name] for name in done if name in after}}.values()


def _going_on(before: StackState, after: StackState) -> StackState:
    """Leave out flow logs whose resource has none any more in the stack."""
    sources = {one.source_id for one in after.flow_logs.values()}
    return replace(before, flow_logs={id_: one for id_, one in before.flow_logs.items() if one.source_id in sources})


def _by_source(ones: Iterable[Logged]) -> Staying:
    found: dict[str, list[Logged]] = defaultdict(list)
    for one in ones:
        found[one.source_id].append(one)
    return lambda id_: found.get(id_, ())

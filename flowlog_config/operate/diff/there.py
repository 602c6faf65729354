"""Which flow logs log a resource: before a deployment, after it, and while one stack of it is deployed and others may not be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flowlog_config.operate.diff.folders import first_of
from flowlog_config.operate.diff.state import Logged, StackState

Found = Sequence[tuple[StackState, Logged]]
"""Flow logs, each with its stack."""


class There:
    """
    Finds flow logs of one target by what they log.

    Args:
        before: The target's stacks as deployed.
        after: As they will be.
        left: Flow logs of stacks that are not in the file, and that go on.
    """

    def __init__(
        self,
        before: Mapping[str, StackState],
        after: Mapping[str, StackState],
        left: Iterable[tuple[StackState, Logged]],
    ) -> None:
        self._stacks = after
        self._before, self._after, self._left = _by_source(_all(before)), _by_source(_all(after)), _by_source(left)

    def before(self, source_id: str) -> Found:
        """Give those that are deployed."""
        return self._before.get(source_id, ())

    def after(self, source_id: str) -> Found:
        """Give those that will be there."""
        return [*self._after.get(source_id, ()), *self._left.get(source_id, ())]

    def meanwhile(self, stack: str, source_id: str) -> Found:
        """
        Give those that are there when a stack has been deployed, and of all others only the first one, which all depend on.

        In a stack, CloudFormation makes what is new before it removes anything. The others may follow in any order, so of them
        only what goes on counts: what ends in one may be gone before this one is deployed.
        """
        done = {stack, first_of(stack)} & self._stacks.keys()
        new = self._after.get(source_id, ())
        going_on = {state.name for state, _ in new}
        old = [
            (state, one)
            for state, one in self.before(source_id)
            if state.name not in done and (state.name in going_on or state.name not in self._stacks)
        ]
        return [*old, *((state, one) for state, one in new if state.name in done)]


def _all(stacks: Mapping[str, StackState]) -> Iterable[tuple[StackState, Logged]]:
    return ((state, one) for state in stacks.values() for one in state.flow_logs.values())


def _by_source(ones: Iterable[tuple[StackState, Logged]]) -> Mapping[str, Found]:
    found: dict[str, list[tuple[StackState, Logged]]] = defaultdict(list)
    for state, one in ones:
        found[one.source_id].append((state, one))
    return found

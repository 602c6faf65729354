"""Whether records are still let in where flow logs send them: the stack of these may stay, and the receiving one change."""

from collections.abc import Iterable

from flowlog_config.operate.diff.state import Logged, Place, StackState, States


class Reception:
    """
    Compares what lets in records of other accounts, before a deployment and after it.

    Args:
        before: What is deployed.
        after: What will be; a stack that is not in it stays as it is.
    """

    def __init__(self, before: States, after: States) -> None:
        left = (one for place, ones in before.items() for name, one in ones.items() if name not in after.get(place, {}))
        self._before = _let_in(one for ones in before.values() for one in ones.values())
        self._after = _let_in([*(one for ones in after.values() for one in ones.values()), *left])

    def refuses(self, place: Place, logged: Logged, stack: StackState) -> bool:
        """
        Tell whether the records of a flow log that stays are let in now, and no more after the deployment.

        Args:
            place: Account and region of the flow log.
            logged: The flow log.
            stack: The one it is in.
        """
        group = stack.log_groups.get(logged.into)
        at = group.forwards_to if group else logged.holder
        return (at, place) in self._before - self._after

    def takes(self, place: Place, arn: str) -> bool:
        """Tell whether something takes records of an account and region in after the deployment."""
        return (arn, place) in self._after

    @property
    def no_longer_let_in(self) -> set[Place]:
        """Accounts and regions that lose a way in."""
        return {place for _, place in self._before - self._after}


def _let_in(stacks: Iterable[StackState]) -> frozenset[tuple[str, Place]]:
    return frozenset(pair for one in stacks for pair in one.lets_in)

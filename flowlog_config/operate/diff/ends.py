"""What the end of a flow log leaves unlogged: for good, or until another stack is deployed, too."""

from dataclasses import replace

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.state import Logged, Place
from flowlog_config.operate.diff.there import Found, There
from flowlog_config.operate.diff.unlogged import Judge, Verdict, as_written_by


class Ends:
    """
    Judges what ends in one target, by what stays there.

    Args:
        place: Account id and region.
        judge: Says whether other flow logs have all that one had.
        there: Finds flow logs of the target.
    """

    def __init__(self, place: Place, judge: Judge, there: There) -> None:
        self._place, self._judge, self._there = place, judge, there

    def ended(self, stack: str, old: Logged) -> Change:
        """Say what becomes of a flow log that ends, and that none takes the place of."""
        verdict = self._later(old)
        kind = Kind.UNLOGGED if verdict.missed else Kind.REMOVED
        if not verdict.missed and self._meanwhile(stack, old).missed:
            kind = Kind.UNLOGGED_MEANWHILE
        return Change(kind, old, None, (stack,), (verdict.why,) if verdict.why else ())

    def judged(self, one: Change) -> Change:
        """Say of a flow log with another one in its place whether traffic is missed that only the former had."""
        old, new = one.before, one.after
        if not old or not new or new.traffic_type in ("ALL", old.traffic_type):
            return one
        rest = as_written_by(new, old)
        moves = one.kind in (Kind.MOVED, Kind.MOVED_FIRST)  # the gap between the stacks is said of all its traffic
        missed = self._later(rest).missed or (not moves and self._meanwhile(one.stacks[0], rest).missed)
        return replace(one, narrowed=missed)

    def _later(self, old: Logged) -> Verdict:
        return self._judge(self._place, old, lambda id_: _logs(self._there.after(id_)))

    def _meanwhile(self, stack: str, old: Logged) -> Verdict:
        return self._judge(self._place, old, lambda id_: _logs(self._there.meanwhile(stack, id_)))


def _logs(found: Found) -> list[Logged]:
    return [one for _, one in found]

"""Who no longer gets a flow log's records, though the resource is logged: another route, nobody who reads, or less that goes on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.receivers import Receiver, Sent, covers, sent
from flowlog_config.operate.diff.reception import Reception
from flowlog_config.operate.diff.state import FILES, Logged, Place, StackState
from flowlog_config.operate.diff.there import Found, There
from flowlog_config.operate.diff.unlogged import Judge, as_written_by, have_all

_Sending = Callable[[str], Iterable[Sent]]
"""Gives what goes on of flow logs, by what they log."""


class Reach:
    """
    Compares who gets the records of one target's flow logs, before a deployment and after it.

    Args:
        place: Account id and region.
        judge: Says whether other flow logs have all that one had.
        reception: Has the stacks of all targets: files are read in whatever account they are.
        there: Finds flow logs of the target.
    """

    def __init__(self, place: Place, judge: Judge, reception: Reception, there: There) -> None:
        self._place, self._judge, self._reception, self._there = place, judge, reception, there
        self._before, self._after = reception.before.get(place, {}), reception.after.get(place, {})

    def judged(self, one: Change) -> Change:
        """
        Say of a change who gets records no more, in whole or in part, and who gets them instead.

        Whoever would not get them for minutes, until another stack follows, counts, too.
        What is not logged any more is said elsewhere, and left out here.
        """
        if not one.before or one.kind is Kind.UNLOGGED:
            return one
        stack, stays = one.stacks[0], one.after or one.before
        was = self._sent_before(one.before, self._before[stack])
        old = was.only(stays.traffic_type) if one.narrowed else was
        if not old or (one.after and _has_all(self._will_be_sent(one.after, self._after[one.stacks[-1]]), old)):
            return one
        # how long log groups keep records is no question of who gets them
        old = replace(old, logged=replace(as_written_by(stays, old.logged), retention_days=0))
        if lost := self._lost(old, self._later):
            return replace(one, lost_by=lost, instead=self._instead(old))
        if one.kind in (Kind.REMOVED, Kind.REPLACED) and (late := self._lost(old, self._meanwhile(stack))):
            return replace(one, lost_by=late) if one.after else replace(one, kind=Kind.UNLOGGED_MEANWHILE)
        return one

    def _lost(self, old: Sent, sending: _Sending) -> tuple[Receiver, ...]:
        return tuple(who for who in Receiver if who in old.receivers and self._misses(who, old, sending))

    def _instead(self, old: Sent) -> tuple[Receiver, ...]:
        """Give who will get all of a former flow log's records, and had none before; a bucket that nobody reads is nobody."""
        least = replace(old.logged, log_format="", tag_fields=())
        return tuple(
            who
            for who in Receiver
            if who is not Receiver.ARCHIVE
            and not self._misses(who, old, self._later)
            and self._misses(who, Sent(least, frozenset({who})), self._had)
        )

    def _misses(self, who: Receiver, old: Sent, sending: _Sending) -> bool:
        def reaching(id_: str) -> Sequence[Logged]:
            ones = sending(id_)
            return [one.logged for one in ones if who in one.receivers and covers(one.conditions, old.all_conditions)]

        return self._judge(self._place, old.logged, reaching).missed

    def _had(self, source_id: str) -> Iterable[Sent]:
        """Give who had records before, if only a part of them."""
        for state, one in self._there.before(source_id):
            yield replace(self._sent_before(one, state), logged=_whole(one), conditions=frozenset())

    def _later(self, source_id: str) -> Iterable[Sent]:
        return self._all_sent(self._there.after(source_id))

    def _meanwhile(self, stack: str) -> _Sending:
        return lambda source_id: self._all_sent(self._there.meanwhile(stack, source_id))

    def _all_sent(self, found: Found) -> Iterable[Sent]:
        return (self._will_be_sent(one, state) for state, one in found)

    def _sent_before(self, logged: Logged, stack: StackState) -> Sent:
        return sent(logged, stack, self._reception.files_before)

    def _will_be_sent(self, logged: Logged, stack: StackState) -> Sent:
        """Give what goes on after the deployment; a bucket has files also when somebody reads them."""
        found = sent(logged, stack, self._reception.files_after)
        left = stack.name in self._before and stack.name not in self._after
        if left and self._reception.is_forgotten(self._place, logged, stack):
            found = replace(found, receivers=found.receivers - {Receiver.AGGREGATOR})
        return replace(found, receivers=found.receivers | {Receiver.ARCHIVE}) if logged.route in FILES else found


def _has_all(new: Sent, old: Sent) -> bool:
    """Tell whether what takes the place of a flow log is enough: of most it is, and no other one need be looked for."""
    return (
        have_all([new.logged], old.logged)
        and new.receivers >= old.receivers
        and covers(new.conditions, old.all_conditions)
    )


def _whole(logged: Logged) -> Logged:
    """Give a flow log as if it had all traffic, however it is written: who had a part of it had some."""
    return replace(logged, traffic_type="ALL", max_aggregation_interval=0)

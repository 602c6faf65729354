"""Who no longer gets a flow log's records, though the resource is logged: another route, nobody who reads, or less that goes on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.receivers import Conditions, Receiver, Sent, covers, sent
from flowlog_config.operate.diff.reception import Reception
from flowlog_config.operate.diff.state import Logged, Place, StackState
from flowlog_config.operate.diff.unlogged import Judge, as_written_by


class Reach:
    """
    Compares who gets the records of one target's flow logs, before a deployment and after it.

    Args:
        place: Account id and region.
        judge: Says whether other flow logs have all that one had.
        reception: Has the stacks of all targets: files are read in whatever account they are.
        staying: Flow logs of the target that will be there, each with its stack.
    """

    def __init__(
        self, place: Place, judge: Judge, reception: Reception, staying: Iterable[tuple[StackState, Logged]]
    ) -> None:
        self._place, self._judge = place, judge
        self._before = reception.before.get(place, {})
        self._left = self._before.keys() - reception.after.get(place, {}).keys()
        self._after = {**self._before, **reception.after.get(place, {})}
        self._reception = reception
        self._read_before, self._read_after = reception.files_before, reception.files_after
        self._staying = [self._will_be_sent(one, stack) for stack, one in staying]
        self._known: dict[tuple[Receiver, Conditions, str, int | None], Mapping[str, Sequence[Logged]]] = {}
        self._had: dict[str, set[Receiver]] = defaultdict(set)
        for state in self._before.values():
            for one in state.flow_logs.values():
                self._had[one.source_id] |= sent(one, state, self._read_before).receivers

    def judged(self, one: Change) -> Change:
        """
        Say of a change who gets records no more, in whole or in part, and who gets them instead.

        What is not logged any more is said elsewhere, and left out here.
        """
        if not one.before or one.kind is Kind.UNLOGGED:
            return one
        old: Sent | None = sent(one.before, self._before[one.stacks[0]], self._read_before)
        stays = one.after or (one.before if one.kind is Kind.LEFT_BEHIND else None)
        new = self._will_be_sent(stays, self._after[one.stacks[-1]]) if stays else None
        if old and new and new.has_all(old):
            return one
        if old and stays:
            old = replace(old, logged=as_written_by(stays, old.logged))
            old = old.only(stays.traffic_type) if one.narrowed else old
        lost = [who for who in Receiver if old and who in old.receivers and self._misses(who, old)]
        if not lost or not old:
            return one
        others = new.receivers - self._had[old.logged.source_id] if new else frozenset()
        whole = new is not None and new.has_all(replace(old, receivers=others))
        return replace(one, lost_by=tuple(lost), instead=tuple(who for who in Receiver if whole and who in others))

    def _will_be_sent(self, logged: Logged, stack: StackState) -> Sent:
        found = sent(logged, stack, self._read_after)
        forgotten = stack.name in self._left and self._reception.is_forgotten(self._place, logged, stack)
        return replace(found, receivers=found.receivers - {Receiver.AGGREGATOR}) if forgotten else found

    def _misses(self, who: Receiver, old: Sent) -> bool:
        return self._judge(self._place, old.logged, self._reaching(who, old)).missed

    def _reaching(self, who: Receiver, old: Sent) -> Mapping[str, Sequence[Logged]]:
        """Give what will reach a receiver, by what it logs, as if all went, and were kept, as the former flow log's."""
        route, days = old.logged.route, old.logged.retention_days
        key = (who, old.all_conditions, route, days)
        if key not in self._known:
            found: dict[str, list[Logged]] = defaultdict(list)
            for one in self._staying:
                if who in one.receivers and covers(one.conditions, old.all_conditions):
                    found[one.logged.source_id].append(replace(one.logged, route=route, retention_days=days))
            self._known[key] = found
        return self._known[key]

"""Who no longer gets a flow log's records, though the resource is logged: another route, nobody who reads, or less that goes on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.ends import meanwhile
from flowlog_config.operate.diff.receivers import Receiver, Sent, covers, sent
from flowlog_config.operate.diff.reception import Reception
from flowlog_config.operate.diff.state import Logged, Place, StackState
from flowlog_config.operate.diff.unlogged import Judge, as_written_by

_FILES = ("s3", "lambda")
_BySource = Mapping[str, Sequence[Sent]]


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
        self._place, self._judge, self._reception = place, judge, reception
        self._before, self._after = reception.before.get(place, {}), reception.after.get(place, {})
        self._staying = _by_source(self._will_be_sent(one, stack) for stack, one in staying)
        self._meanwhile = cache(self._find_meanwhile)

    def judged(self, one: Change) -> Change:
        """
        Say of a change who gets records no more, in whole or in part, and who gets them instead.

        Whoever would not get them for minutes, until another stack follows, counts, too.
        What is not logged any more is said elsewhere, and left out here.
        """
        if not one.before or one.kind is Kind.UNLOGGED:
            return one
        stays, was = one.after or one.before, self._sent_before(one.before, self._before[one.stacks[0]])
        was = replace(was, logged=as_written_by(stays, was.logged))
        old = was.only(stays.traffic_type) if one.narrowed else was
        if not old:
            return one
        if lost := self._lost(old, self._staying):
            return replace(one, lost_by=lost, instead=self._instead(old))
        if one.kind in (Kind.REMOVED, Kind.REPLACED) and (late := self._lost(old, self._meanwhile(one.stacks[0]))):
            return replace(one, lost_by=late) if one.after else replace(one, kind=Kind.UNLOGGED_MEANWHILE)
        return one

    @cached_property
    def _had(self) -> _BySource:
        """Who had records before, if only a part of them."""
        return _by_source(
            replace(self._sent_before(one, state), logged=_whole(one), conditions=frozenset())
            for state in self._before.values()
            for one in state.flow_logs.values()
        )

    def _lost(self, old: Sent, there: _BySource) -> tuple[Receiver, ...]:
        return tuple(who for who in Receiver if who in old.receivers and self._misses(who, old, there))

    def _instead(self, old: Sent) -> tuple[Receiver, ...]:
        """Give who will get all of a former flow log's records, and had none before; a bucket that nobody reads is nobody."""
        least = replace(old.logged, log_format="", tag_fields=())
        return tuple(
            who
            for who in Receiver
            if who is not Receiver.ARCHIVE
            and not self._misses(who, old, self._staying)
            and self._misses(who, Sent(least, frozenset({who})), self._had)
        )

    def _misses(self, who: Receiver, old: Sent, there: _BySource) -> bool:
        def reaching(id_: str) -> Sequence[Logged]:
            ones = there.get(id_, ())
            return [one.logged for one in ones if who in one.receivers and covers(one.conditions, old.all_conditions)]

        return self._judge(self._place, old.logged, reaching).missed

    def _sent_before(self, logged: Logged, stack: StackState) -> Sent:
        return sent(logged, stack, self._reception.files_before)

    def _will_be_sent(self, logged: Logged, stack: StackState) -> Sent:
        """Give what goes on after the deployment, as if it were kept for ever; a bucket has files also when somebody reads them."""
        found = sent(replace(logged, retention_days=None), stack, self._reception.files_after)
        left = stack.name in self._before and stack.name not in self._after
        if left and self._reception.is_forgotten(self._place, logged, stack):
            found = replace(found, receivers=found.receivers - {Receiver.AGGREGATOR})
        return replace(found, receivers=found.receivers | {Receiver.ARCHIVE}) if logged.route in _FILES else found

    def _find_meanwhile(self, stack: str) -> _BySource:
        states = meanwhile(stack, self._before, self._after)
        return _by_source(self._will_be_sent(one, state) for state in states for one in state.flow_logs.values())


def _whole(logged: Logged) -> Logged:
    """Give a flow log as if it had all traffic, however it is written: who had a part of it had some."""
    return replace(logged, traffic_type="ALL", max_aggregation_interval=0)


def _by_source(ones: Iterable[Sent]) -> _BySource:
    found: dict[str, list[Sent]] = defaultdict(list)
    for one in ones:
        found[one.logged.source_id].append(one)
    return found

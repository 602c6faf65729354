"""Records that are refused between two stacks of a deployment: the receiving one is updated first, and the sending one follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flowlog_config.operate.diff.reception import LetIn, Reception, sends_to
from flowlog_config.operate.diff.state import Logged, Place, States


@dataclass(frozen=True, slots=True)
class Gap:
    """
    Flow logs of one account and region whose records have nowhere to go for the minutes between two stacks.

    Attributes:
        source_ids: What they log.
        refused_by: Stacks that will take their records no more.
        first: Stacks that must be deployed before these: those that take the records instead, and those that send them.
    """

    source_ids: tuple[str, ...]
    refused_by: tuple[str, ...]
    first: tuple[str, ...]


def gap(sent: Iterable[tuple[str, Logged, Logged]], place: Place, reception: Reception) -> Gap | None:
    """
    Find what is refused until a target's own stacks follow; None when nothing is.

    Args:
        sent: Flow logs before and after that log the same, with the name of the former one's stack.
        place: Account id and region.
        reception: What lets records of other accounts in.
    """
    before, after = reception.before.get(place, {}), reception.after.get(place, {})
    ids: dict[str, None] = {}
    refused_by: dict[str, None] = {}
    receivers: dict[str, None] = {}
    homes = {id_: state for state in after.values() for id_ in state.flow_logs}
    for stack, old, new in sent:
        if not reception.refuses(place, old, before[stack]):
            continue
        if by := tuple(_receivers(reception.before, (sends_to(old, before[stack]), place))):
            ids[old.source_id] = None
            refused_by |= dict.fromkeys(by)
            to = sends_to(new, homes[new.logical_id])
            receivers |= dict.fromkeys(_receivers(reception.after, (to, place)))
    return Gap(tuple(ids), tuple(refused_by), (*receivers, *after)) if ids else None


def _receivers(states: States, pair: LetIn) -> Iterator[str]:
    """Name the stacks, elsewhere, that let a place in."""
    for place, ones in states.items():
        if place != pair[1]:
            yield from (name for name, one in ones.items() if pair in one.lets_in)

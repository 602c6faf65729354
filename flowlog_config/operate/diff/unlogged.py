"""Whether a resource whose flow log ends is still logged all the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.diff.state import Logged, Place
from flowlog_config.operate.scopes import wider_scopes
from flowlog_config.plan.in_full import lacks


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the end of a flow log means.

    Attributes:
        missed: Whether there are records that nobody writes any more.
        why: In words; may be empty when they are missed.
    """

    missed: bool
    why: str = ""


Staying = Callable[[str], Sequence[Logged]]
"""Gives the flow logs that will be there, by what they log."""
Judge = Callable[[Place, Logged, Staying], Verdict]
"""Says what the end of a flow log means, given those that stay."""


class Coverage:
    """
    Tells whether something is lost when a flow log ends.

    Args:
        inventory: What the accounts have now; None when that is not known, and then only another flow log on the very
            resource counts.
    """

    def __init__(self, inventory: Inventory | None) -> None:
        self._targets = inventory.targets if inventory else {}

    def verdict(self, place: Place, ended: Logged, staying: Staying) -> Verdict:
        """
        Say whether the records of an ended flow log are missed.

        They are not when the resource is gone, or when another flow log on it, or on what it is in, has all of them with all
        that is in them, and keeps them for as long where both write into log groups. Who gets them, `Reach` asks.

        Args:
            place: Account id and region.
            ended: The flow log that goes.
            staying: Those that will be there, by what they log.
        """
        known = self._targets.get(place)
        resource = known.resources.get(ended.source_id) if known else None
        if known and not resource and not known.not_read:
            return Verdict(missed=False, why="the inventory no longer has it")
        partly = ""
        for id_ in (
            (ended.source_id, *(wider for _, wider in wider_scopes(resource))) if resource else (ended.source_id,)
        ):
            alike = [one for one in staying(id_) if one.family is ended.family]
            if have_all([one for one in alike if not any(_lacks(one, ended))], ended):
                return Verdict(missed=False, why=_where(ended, id_))
            partly = partly or _partly(ended, id_, alike)
        return Verdict(missed=True, why=partly)


def have_all(ones: Sequence[Logged], ended: Logged) -> bool:
    """Tell whether flow logs on the same have all traffic of another one."""
    types = {one.traffic_type for one in ones}
    return bool(types & {"ALL", ended.traffic_type}) or types == {"ACCEPT", "REJECT"}


def as_written_by(new: Logged, old: Logged) -> Logged:
    """Give a flow log as if its records had been like those of the one in its place: what they lose is said as its change."""
    days = new.retention_days if new.route == old.route else old.retention_days
    return replace(
        old,
        log_format=new.log_format,
        tag_fields=new.tag_fields,
        max_aggregation_interval=new.max_aggregation_interval,
        retention_days=days,
    )


def _lacks(one: Logged, ended: Logged) -> Iterator[str]:
    """Say what records of one flow log have not; files and streams have no retention that a log group's could be compared with."""
    days = one.retention_days if one.route == ended.route else None
    return lacks(replace(one, retention_days=days).written, ended.written)


def _where(ended: Logged, id_: str) -> str:
    return "another flow log on it stays" if id_ == ended.source_id else f"{id_} logs it"


def _partly(ended: Logged, id_: str, alike: Sequence[Logged]) -> str:
    if have_all(alike, ended):
        ways = sorted({" and ".join(_lacks(one, ended)) for one in alike} - {""})
        return f"{_where(ended, id_)}, but its records are {' or '.join(ways)}"
    ways = sorted({f"{one.traffic_type} traffic" for one in alike})
    return f"{_where(ended, id_)}, but only {' and '.join(ways)}" if ways else ""

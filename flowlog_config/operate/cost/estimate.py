"""One estimate: what a plan writes, what that costs, what it rests on, and what would cost less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.bill import Line, bill, total_usd
from flowlog_config.operate.cost.charges import charges
from flowlog_config.operate.cost.cheaper import Cheaper, cheaper
from flowlog_config.operate.cost.measured import Measured, with_measured
from flowlog_config.operate.cost.notes import notes
from flowlog_config.operate.cost.range import Range, total
from flowlog_config.operate.cost.written import Written, written_by
from flowlog_config.plan.make import Planned


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    What the targets of a file cost a month.

    Attributes:
        assumed: What the user said of the traffic.
        written: What their flow logs write.
        lines: Of the bill.
        notes: What it rests on, in sentences.
        cheaper: What would cost less; None when nothing is sure to.
    """

    assumed: Assumed
    written: Sequence[Written]
    lines: Sequence[Line]
    notes: Sequence[str]
    cheaper: Cheaper | None

    @property
    def usd(self) -> Range:
        """All of it."""
        return total_usd(self.lines)

    @property
    def gb(self) -> Range:
        """GB written in a month."""
        return total(one.gb for one in self.written)

    @property
    def interfaces(self) -> int:
        """Interfaces covered, each as often as it is."""
        return sum(one.interfaces for one in self.written)

    def usd_by_flow_log(self) -> list[tuple[Written, Range]]:
        """Give what each costs, in the order they are written; what a stack has anyway is in none."""
        lines: dict[tuple[str, str, str], list[Line]] = {}
        for line in self.lines:
            if line.charge.written:
                lines.setdefault(line.charge.written.key, []).append(line)
        return [(one, total_usd(lines.get(one.key, ()))) for one in self.written]

    @property
    def not_known(self) -> list[str]:
        """Ids of what was counted as one interface, for want of an inventory."""
        return sorted({id_ for one in self.written for id_ in one.not_known})


def estimate(
    planned: Planned, inventory: Inventory | None, assumed: Assumed, measured: Mapping[str, Measured]
) -> Estimate:
    """
    Estimate a plan.

    Args:
        planned: Its targets; nothing of an organization, whose accounts are not known.
        inventory: What the accounts have; None where nothing was discovered.
        assumed: Of the traffic.
        measured: In the place of that, by entry.
    """
    plan = planned.plan
    found = with_measured(written_by(plan, inventory, assumed), measured)
    lines = bill(charges(found, plan))
    return Estimate(assumed, found, lines, notes(found, planned, assumed, measured), cheaper(found, plan))

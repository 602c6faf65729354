"""What the user measured, shared out between the entries in the place of what is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flowlog_config.operate.cost.assumed import HOURS_PER_MONTH
from flowlog_config.operate.cost.prices import GB
from flowlog_config.operate.cost.written import Written

EVERYTHING = ""
"""Stands for all entries together."""


@dataclass(frozen=True, slots=True)
class Measured:
    """
    An amount, of all routes together.

    Attributes:
        amount: GB a month, or records an hour.
        in_gb: Which of the two.
    """

    amount: float
    in_gb: bool


def with_measured(found: Sequence[Written], measured: Mapping[str, Measured]) -> list[Written]:
    """
    Put measured amounts in the place of assumed ones. Where several flow logs share one, each gets its part of what was assumed.

    Args:
        found: As assumed.
        measured: By entry, or for :data:`EVERYTHING` alone.
    """
    shared = {
        name: sum(_weight(one, by) for one in found if name in (EVERYTHING, one.entry)) for name, by in measured.items()
    }
    made = []
    for one in found:
        name = EVERYTHING if EVERYTHING in measured else one.entry
        if name not in measured:
            made.append(one)
            continue
        records = measured[name].amount * _weight(one, measured[name]) / shared[name]
        records *= GB / one.bytes_per_record if measured[name].in_gb else HOURS_PER_MONTH
        made.append(replace(one, records=(records, records)))
    return made


def _weight(one: Written, by: Measured) -> float:
    """Weigh one among others; one that covers nothing a little, so that an amount never gets lost."""
    records = max(sum(one.records), 1)
    return records * one.bytes_per_record if by.in_gb else records

"""How many copies of an aggregator, for the rate that the file expects."""

from math import ceil
from typing import Any

from flowlog_config.formats import record_bytes
from flowlog_config.plan import Plan

RECORDS_PER_COPY = 20_000
"""
Records a second for a copy with one core. Vector's own language ran the program of the values over 40,000 a second on one
core of a small machine (25 µs a record, 2026-11); half is left for HTTP, decompression and the sinks. Measure your own.
"""
_FEWEST = 2
"""So that one can be replaced while Firehose goes on sending."""


def sizing(plan: Plan, *, copies: str) -> dict[str, Any]:
    """
    Give the chart's keys for the number of copies and what each asks for; nothing when the file expects no rate.

    Args:
        plan: Says the rate.
        copies: The chart's name for the number of copies.
    """
    rate = plan.aggregator.expected_records_per_second
    if rate is None:
        return {}
    resources = {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    return {copies: max(_FEWEST, ceil(rate / RECORDS_PER_COPY)), "resources": resources}


def sizing_note(plan: Plan) -> str:
    """Say what the size rests on."""
    rate = plan.aggregator.expected_records_per_second
    if rate is None:
        return "Replicas and resources are the chart's; aggregator.expected_records_per_second sizes them."
    sizes = [record_bytes(one.fields) for target in plan.senders for one in target.destinations]
    megabytes = rate * max(sizes, default=0) / 1_000_000
    return (
        f"Sized for {rate:,} records a second (up to {megabytes:,.1f} MB/s before compression) at {RECORDS_PER_COPY:,} a core: an "
        "estimate; your sinks decide."
    )

"""An estimate for programs."""

from pathlib import Path
from typing import Any

from flowlog_config.operate.cost import prices
from flowlog_config.operate.cost.bill import Line
from flowlog_config.operate.cost.cheaper import Cheaper
from flowlog_config.operate.cost.estimate import Estimate
from flowlog_config.operate.cost.range import Range, in_order
from flowlog_config.operate.cost.written import Written
from flowlog_config.schema.commands import for_file


def as_data(one: Estimate, path: Path) -> dict[str, Any]:
    """
    Give all of it; every number from a range is two, at least and at most, with two significant digits.

    Args:
        one: The estimate.
        path: Of the file that its commands have to name.
    """
    return {
        "ok": True,
        "usd_per_month": in_order(one.usd),
        "prices": {"region": prices.REGION, "date": prices.PRICE_DATE},
        "records_per_interface_hour": [one.assumed.few, one.assumed.many],
        "counted_as_one_interface": one.not_known,
        "flow_logs": [_written(*pair) for pair in one.usd_by_flow_log()],
        "lines": [_line(line) for line in one.lines],
        "notes": [for_file(note, path) for note in one.notes],
        "cheaper": _cheaper(one.cheaper) if one.cheaper else None,
    }


def _written(one: Written, usd: Range) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "target": one.sender.name,
        "account": one.sender.account_id,
        "region": one.sender.region,
        "destination": one.destination.id,
        "route": one.destination.route,
        "traffic_type": one.traffic_type,
        "max_aggregation_interval_seconds": one.interval,
        "flow_logs": one.flow_logs,
        "interfaces": one.interfaces,
        "bytes_per_record": one.bytes_per_record,
        "records_per_month": in_order(one.records),
        "gb_per_month": in_order(one.gb),
        "usd_per_month": in_order(usd),
    }


def _line(one: Line) -> dict[str, Any]:
    charge = one.charge
    return {
        "what": charge.price.what,
        "entry": charge.written.entry if charge.written else None,
        "destination": charge.written.destination.id if charge.written else None,
        "target": charge.place.name,
        charge.price.unit: in_order(charge.quantity),
        "usd_per_unit_at_first": list(charge.price.first),
        "usd_per_month": in_order(one.usd),
    }


def _cheaper(one: Cheaper) -> dict[str, Any]:
    return {
        "choice": one.choice.key,
        "entries": list(one.entries),
        "at_least_percent_less": one.percent,
        "but": one.choice.but,
    }

"""Which choice would cost less: only one that does so at every traffic and every price that is assumed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from flowlog_config.formats import DEFAULT_FORMATS, Family, record_bytes
from flowlog_config.operate.cost.assumed import SHARES
from flowlog_config.operate.cost.bill import bill, total_usd
from flowlog_config.operate.cost.charges import charges
from flowlog_config.operate.cost.range import Range, times
from flowlog_config.operate.cost.written import Written
from flowlog_config.plan.model import LogDestination, Plan, StreamDestination

_WORTH_PERCENT = 5
Change = Callable[[Written, Plan], Written]
"""Makes the other choice, or gives back what it got where there is none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    Something that can be written in the file.

    Attributes:
        key: What to write, in words.
        but: What it takes away.
        change: What it does.
    """

    key: str
    but: str
    change: Change


@dataclass(frozen=True, slots=True)
class Cheaper:
    """
    A choice that costs less.

    Attributes:
        choice: Which.
        entries: Where to write it.
        percent: How much less all records together then cost, at least.
    """

    choice: Choice
    entries: tuple[str, ...]
    percent: int


def cheaper(found: Sequence[Written], plan: Plan) -> Cheaper | None:
    """Give the choice that saves most, first among those that lose no record; None when none is sure to save."""
    for choices in (_WITH_EVERY_RECORD, _WITH_FEWER):
        sure = [one for choice in choices if (one := _tried(found, plan, choice))]
        if sure:
            return max(sure, key=lambda one: one.percent)
    return None


def _tried(found: Sequence[Written], plan: Plan, choice: Choice) -> Cheaper | None:
    entries = tuple(dict.fromkeys(one.entry for one in found if choice.change(one, plan) is not one))
    # At the same traffic, the other choice at its dearest against this one at its cheapest.
    saved = []
    for end in (0, 1):
        now = [replace(one, records=(one.records[end], one.records[end])) for one in found]
        usd = _usd(now, plan)[0]
        saved.append(1 - _usd((choice.change(one, plan) for one in now), plan)[1] / usd if usd else 0)
    percent = floor(100 * min(saved))
    return Cheaper(choice, entries, percent) if entries and percent >= _WORTH_PERCENT else None


def _usd(found: Iterable[Written], plan: Plan) -> Range:
    return total_usd(bill(one for one in charges(found, plan) if one.written))


def _straight(one: Written, plan: Plan) -> Written:
    to = one.destination
    if not isinstance(to, LogDestination) or to.filter_pattern or plan.aggregator.dialect == "otel-collector":
        return one
    stream = StreamDestination(
        id=to.id,
        family=to.family,
        fields=to.fields,
        stream_name=to.stream_name,
        common_attributes=to.common_attributes,
    )
    return replace(one, destination=stream)


def _shorter(one: Written, _: Plan) -> Written:
    fields = DEFAULT_FORMATS[one.destination.family]
    part = record_bytes(fields) / record_bytes(one.destination.fields)
    if part >= 1:
        return one
    size = ceil(part * one.bytes_per_record)
    return replace(one, destination=replace(one.destination, fields=fields), bytes_per_record=size)


def _refused(one: Written, _: Plan) -> Written:
    if one.traffic_type != "ALL" or one.destination.family is Family.TRANSIT_GATEWAY:
        return one
    return replace(one, traffic_type="REJECT", records=times(one.records, SHARES["REJECT"]))


_WITH_EVERY_RECORD = (
    Choice(
        "route: firehose in the place of cloudwatch",
        "nothing is kept in CloudWatch Logs then, and flowlog query has nothing to ask (docs/routes.md)",
        _straight,
    ),
    Choice("format: default", "the other fields are missing then", _shorter),
)
_WITH_FEWER = (
    Choice(
        "traffic_type: REJECT",
        f"accepted traffic is not logged then; at most {SHARES['REJECT'][1]:.0%} is taken to be refused",
        _refused,
    ),
)

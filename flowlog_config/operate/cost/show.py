"""An estimate for people: two tables, what it rests on, and what would cost less."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from flowlog_config.formats import Family
from flowlog_config.operate.cost.bill import Line, total_usd
from flowlog_config.operate.cost.estimate import Estimate
from flowlog_config.operate.cost.prices import Price
from flowlog_config.operate.cost.range import Range, rounded, total
from flowlog_config.operate.cost.written import Written
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from rich.table import Table

_LEAST, _SHOWN = 0.01, 3
_MANY = ((10**9, " billion"), (10**6, " million"))
_UNITS = {"gb": "GB", "gb_months": "GB-months", "gb_seconds": "GB-seconds", "requests": "", "pieces": ""}
_STANDING = "secrets and keys"
"""What a stack has whether records come or not."""


def write_tables(one: Estimate) -> None:
    """Print the tables on standard output, the dearest first."""
    from rich.console import Console  # noqa: PLC0415 - costs time no other output should pay

    console = Console(soft_wrap=True)
    for table in (_by_flow_log(one), _by_price(one)):
        console.print(table, soft_wrap=False, crop=False)


def lines_below(one: Estimate, path: str) -> Iterator[str]:
    """Give what stands below the tables."""
    usd = f"{words(one.usd)} USD a month"
    if one.not_known:
        yield f"With one interface in each of {_listed(one.not_known)}, {path} costs about {usd}."
        yield "How many there really are is not known. Find out with flowlog discover, or say --interfaces N"
    else:
        yield f"{path} costs about {usd}."
    yield ""
    yield from (f"- {note}" for note in one.notes)
    if best := one.cheaper:
        where = _listed([f'"{entry}"' for entry in best.entries])
        yield ""
        yield f"Records would cost at least {best.percent} % less with {best.choice.key} in {where}; {best.choice.but}."


def words(range_: Range) -> str:
    """Write a range with two significant digits."""
    low, high = (_number(one) for one in sorted(range_))
    return low if low == high else f"{low} to {high}"


def _by_flow_log(one: Estimate) -> "Table":
    several = len({written.sender.name for written in one.written}) > 1
    rows = []
    for written, usd in sorted(one.usd_by_flow_log(), key=lambda pair: -pair[1][1]):
        where = [written.sender.name] if several else []
        rows.append([written.entry, *where, _route(written), _covers(written), words(written.gb), words(usd)])
    standing = total_usd(line for line in one.lines if line.charge.written is None)
    empty = ["", "", ""] if several else ["", ""]
    if standing[1]:
        rows.append([_STANDING, *empty, "", words(standing)])
    headings = ["flow logs", *(["target"] if several else []), "route", "covers", "GB a month", "USD a month"]
    return _table(headings, rows, ["all", *empty, words(one.gb), words(one.usd)])


def _by_price(one: Estimate) -> "Table":
    groups: dict[Price, list[Line]] = {}
    for line in one.lines:
        groups.setdefault(line.charge.price, []).append(line)
    usd = {price: total_usd(lines) for price, lines in groups.items()}
    rows = [
        [price.what, _quantity(price, groups[price]), _price(price), words(usd[price])]
        for price in sorted(usd, key=lambda price: -usd[price][1])
    ]
    return _table(["what AWS bills", "how much", "USD, at first", "USD a month"], rows, ["all", "", "", words(one.usd)])


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], footer: Sequence[str]) -> "Table":
    from rich.table import Table  # noqa: PLC0415 - costs time no other output should pay
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(show_footer=True)
    for i, (heading, foot) in enumerate(zip(headings, footer, strict=True)):
        table.add_column(heading, foot, justify="right" if i >= len(headings) - 2 else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _route(one: Written) -> str:
    return one.destination.route if one.traffic_type == "ALL" else f"{one.destination.route}, {one.traffic_type}"


def _covers(one: Written) -> str:
    what = "attachment" if one.destination.family is Family.TRANSIT_GATEWAY else "interface"
    return f"{one.interfaces:,} {what}{'s' if one.interfaces != 1 else ''}"


def _quantity(price: Price, lines: Iterable[Line]) -> str:
    return f"{words(total(line.charge.quantity for line in lines))} {_UNITS[price.unit]}".strip()


def _price(price: Price) -> str:
    per, each = ("a million", 10**6) if price.unit == "requests" else (_UNITS[price.unit].removesuffix("s"), 1)
    usd = " to ".join(f"{one * each:.10f}".rstrip("0").rstrip(".") for one in dict.fromkeys(price.first))
    return f"{usd} each" if not per else f"{usd} {per}" if each > 1 else f"{usd} per {per}"


def _number(number: float) -> str:
    if 0 < number < _LEAST:
        return f"<{_LEAST}"
    near = rounded(number)
    for size, word in _MANY:
        if near >= size:
            return f"{near / size:,g}{word}"
    return f"{near:,.0f}" if near >= 10 else f"{near:g}"  # noqa: PLR2004 - from here two digits are whole ones


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"

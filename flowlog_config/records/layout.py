"""Which column is which: told by a header line, by the user, or by what the first records look like."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flowlog_config.formats import FIELDS, NAMED_FORMATS, check_fields, nearest_format, parse_log_format
from flowlog_config.formats.catalogue import Family
from flowlog_config.records.faults import UnreadableError, cut

MISSING = "-"
"""Stands for "none" in a record. Source: VPC user guide "Flow log records" (checked 2026-11)."""

_HEADER_WORD = re.compile(r"[a-z][a-z0-9-]*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")
_MOST_LOOKED_AT = 20
_MOST_DIGITS = 19
"""Of a 64-bit number."""


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Columns of a line.

    Attributes:
        fields: AWS's field names, in order.
        skip: Columns before them that are no part of the record: the time an export writes, and the stream's name.
        widths: Columns that a line may have as well, of the other kinds of record of the same format; only for what is said.
    """

    fields: tuple[str, ...]
    skip: int = 0
    widths: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Columns of a line."""
        return self.skip + len(self.fields)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Fields whose values are whole numbers."""
        return tuple(name for name in self.fields if name in FIELDS and FIELDS[name].is_integer)

    def fault(self, values: Sequence[str]) -> str:
        """Say why a line's values are no record of this layout; nothing when they are one."""
        if len(values) != self.width:
            columns = f"{len(values)} column{'s' if len(values) != 1 else ''}"
            return f"{columns}, not {' or '.join(map(str, (self.width, *self.widths)))}"
        numbers = set(self.numbers)
        for name, value in zip(self.fields, values[self.skip :], strict=True):
            if name in numbers and value != MISSING and not _is_number(value):
                return f"{name} is {cut(value)}, which is no number"
        return ""


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS


def header(values: Sequence[str]) -> Layout | None:
    """Read a line's values as a header: the field names of the records after it, also of fields newer than the catalogue."""
    if not all(_HEADER_WORD.fullmatch(value) for value in values) or len(set(values)) < len(values):
        return None
    known = sum(value in FIELDS for value in values)
    return Layout(tuple(values)) if 2 * known > len(values) else None


def named_layouts() -> list[Layout]:
    """Give the layouts of every format that has a name, each once."""
    fields = dict.fromkeys(names for one in NAMED_FORMATS.values() for names in one.fields.values())
    return [Layout(names) for names in fields]


def given_layouts(text: str) -> list[Layout]:
    """
    Read a format as a user gives it: a name, ``${field} ${field}``, or names of fields with spaces or commas between.

    Returns:
        One layout; for a name, one for each family that has it.

    Raises:
        ValueError: With what is wrong.
    """
    if text in NAMED_FORMATS:
        return [Layout(names) for names in NAMED_FORMATS[text].fields.values()]
    try:
        names = parse_log_format(text) if "${" in text else tuple(text.replace(",", " ").split())
    except ValueError:
        raise ValueError(f"{cut(text)} is no format: ${{field}} ${{field}} …, with spaces between") from None
    wrong = min((check_fields(names, family) for family in Family), key=len)
    if not names or wrong:
        one = wrong[0] if wrong else None
        near = nearest_format(text) or (one.suggestion if one else "")
        what = {
            "unknown": "is no field",
            "duplicate": "stands there twice",
            "other-family": "is of another kind of record",
        }
        why = f"{cut(one.field)} {what[one.reason]}" if one and len(names) > 1 else f"{cut(text)} is no format"
        raise ValueError(f"{why}{f'; perhaps {near}' if near else ''}. All there are: flowlog formats")
    return [Layout(names)]


def find_layout(lines: Iterable[str], given: Sequence[Layout]) -> Layout:
    """
    Tell the layout of lines that have no header.

    Args:
        lines: The first of them.
        given: What the user says they may be; every named format when empty.

    Raises:
        UnreadableError: When several layouts fit or none does, and the user did not say which.
    """
    first = [values for line in lines if (values := line.split())][:_MOST_LOOKED_AT]
    several = False
    for values in first:
        skips = (1, 2) if _TIME.fullmatch(values[0]) else (0,)
        tried = [Layout(one.fields, skip) for one in given or named_layouts() for skip in skips]
        fits = [one for one in tried if not one.fault(values)]
        if len(fits) == 1:
            return fits[0]
        several = several or len(fits) > 1
    if several:
        raise UnreadableError("has no header, and several formats fit; say which with --format")
    if given:  # every line will be reported
        nearest = min(given, key=lambda one: abs(one.width - len(first[0]))) if first else given[0]
        return replace(nearest, widths=tuple(one.width for one in given if one.width != nearest.width))
    count = len(first[0]) if first else 0
    raise UnreadableError(
        f"has no header, and no named format fits its {count} columns; say which with --format '${{field}} ${{field}} …'"
    )

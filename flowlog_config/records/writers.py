"""Records as people and programs read them: a table, JSON lines or CSV, batch by batch."""

import csv
import io
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii
from typing import Any, Protocol

from flowlog_config.formats import FIELDS
from flowlog_config.records.batches import Batch
from flowlog_config.records.faults import LackingError, printable
from flowlog_config.records.layout import MISSING

_GAP = "  "


class Writer(Protocol):
    """Turns batches into text, remembering what it needs from one to the next."""

    def text(self, batch: Batch, names: Sequence[str]) -> str:
        """Give the text of a batch's columns, each line with its end."""


class JsonLines:
    """An object a line, with AWS's field names; numbers are numbers and ``-`` is null."""

    def text(self, batch: Batch, names: Sequence[str]) -> str:
        """Give a line for each record."""
        line = "{" + ", ".join(f'"{name}": %s' for name in names) + "}\n"
        columns = [_in_json(batch, name) for name in names]
        return "".join([line % values for values in zip(*columns, strict=True)])


def _in_json(batch: Batch, name: str) -> Iterable[object]:
    column = batch.columns[name]
    values: Iterable[object] = map(encode_basestring_ascii, column)
    if name in batch.layout.numbers:
        values = batch.numbers(name)
    if MISSING not in column:
        return values
    return ["null" if written == MISSING else value for written, value in zip(column, values, strict=True)]


class Csv:
    """Comma-separated values with a header; ``-`` is an empty value."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] | None = None

    def text(self, batch: Batch, names: Sequence[str]) -> str:
        """
        Give a row for each record.

        Raises:
            LackingError: When the columns are not those of the batch before.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if self._names is None:
            self._names = tuple(names)
            writer.writerow(names)
        elif self._names != tuple(names):
            raise LackingError(
                "its format has other columns than the one before; choose some they share with --columns"
            )
        columns = (batch.columns[name] for name in names)
        plain = (["" if v == MISSING else v for v in one] if MISSING in one else one for one in columns)
        writer.writerows(zip(*plain, strict=True))
        return out.getvalue()


class Table:
    """Columns under each other, numbers to the right; as wide as the first batch needs, with a head for each format."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._line = ""

    def text(self, batch: Batch, names: Sequence[str]) -> str:
        """Give a line for each record."""
        head = ""
        if self._names != tuple(names):
            widths = [max(len(name), *map(len, batch.columns[name])) for name in names]
            self._line = _GAP.join(
                f"{{:{'>' if name in FIELDS and FIELDS[name].is_integer else '<'}{width}}}"
                for name, width in zip(names, widths, strict=True)
            )
            head = ("\n" if self._names else "") + self._row(names)
            self._names = tuple(names)
        return head + "".join(map(self._row, zip(*(batch.columns[name] for name in names), strict=True)))

    def _row(self, values: Iterable[Any]) -> str:
        line = self._line.format(*values).rstrip()
        return f"{line if line.isprintable() else printable(line)}\n"

"""An answer as people and programs read it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from flowlog_config.records.answer import Result
from flowlog_config.records.faults import printable

_GAP = "  "


def as_text(results: Sequence[Result]) -> str:
    """Give a table for each result, with what it does not tell."""
    return "\n\n".join("\n".join(_table(one)) for one in results) or "No records"


def _table(result: Result) -> Iterator[str]:
    query = result.query
    shown = len(result.rows)
    yield query.question.title + (f", {shown} of {result.groups:,}" if shown < result.groups else "")
    if query.note:
        yield query.note
    if not shown:
        yield "No record is meant by it"
        return
    texts = [_names(result), *([f"{v:,}" if isinstance(v, int) else printable(v) for v in row] for row in result.rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    left = len(query.group_by)
    for row in texts:
        cells = [v.ljust(w) if i < left else v.rjust(w) for i, (v, w) in enumerate(zip(row, widths, strict=True))]
        yield _GAP.join(cells).rstrip()


def as_data(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Give each result with its rows as objects."""
    return [
        {
            "question": one.query.question.name,
            "note": one.query.note,
            "groups": one.groups,
            "rows": [dict(zip(_names(one), row, strict=True)) for row in one.rows],
        }
        for one in results
    ]


def as_csv(results: Sequence[Result]) -> str:
    """Give the rows as CSV, each result with its header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in results:
        writer.writerow(_names(one))
        writer.writerows(one.rows)
    return out.getvalue()


def _names(result: Result) -> list[str]:
    return [*result.query.group_by, *(one.name for one in result.query.measures)]

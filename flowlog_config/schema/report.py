"""Problems as a person reads them, and as a program does."""

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any
from unicodedata import category, east_asian_width

from flowlog_config.schema.commands import for_file
from flowlog_config.schema.document import Document
from flowlog_config.schema.hidden import ELLIPSIS, hides, printable, shown, visible_parts
from flowlog_config.schema.hidden_values import HiddenValues
from flowlog_config.schema.problems import Path, Problem

_MOST_COLUMNS = 160
"""Longest part of a line that is shown."""
_BEFORE = 60
"""Columns shown before the fault in a longer line."""
_NAMED = ("flow_logs", "targets", "rules", "readers")
"""Lists whose items have names."""


def render(problems: Iterable[Problem], name: str, document: Document | None) -> str:
    """
    Write problems for a person, with the line of the file and a marker below the fault.

    Args:
        problems: In the order to print.
        name: File name.
        document: The file's text and places; None when it could not be read at all.
    """
    hidden = HiddenValues(document.text) if document else None
    return "\n\n".join(_one(found, name, document, hidden) for found in problems)


def as_json(problems: Iterable[Problem], name: str, document: Document | None) -> list[dict[str, Any]]:
    """Give problems as plain data: file, line, column, id, slug, severity, message, path, use."""
    rows = []
    for found in problems:
        line, column, _ = _place(found, document)
        rows.append(
            {
                "file": name,
                "line": line,
                "column": column,
                "id": found.kind.id,
                "slug": found.kind.slug,
                "severity": str(found.kind.severity),
                "message": found.message,
                "path": path_text(document.written(found.path) if document else found.path),
                "use": for_file(found.use, FilePath(name)),
            }
        )
    return rows


def path_text(path: Path) -> str:
    """Write a path the way people do: ``flow_logs[2].retention_days``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return text.removeprefix(".")


def _place(found: Problem, document: Document | None) -> tuple[int, int, int]:
    mark = found.mark
    if mark is None:
        if document is None:
            return 1, 1, 1
        mark = document.mark(found.path, found.anchor)
    return mark.line, mark.column, mark.length


def _one(found: Problem, name: str, document: Document | None, hidden: HiddenValues | None) -> str:
    line, column, length = _place(found, document)
    kind = found.kind
    message = printable(found.message)
    parts = [f"{name}:{line}:{column}: {kind.severity} {kind.id} {kind.slug}: {message}"]
    if document and hidden and document.line(line).strip():
        parts += _excerpt(document.line(line), hidden, line, column, length)
    if found.path:
        path = document.written(found.path) if document else found.path
        parts.append(f"  at:  {path_text(path)}{_entry(found.path, document)}")
    if found.use:
        parts.append(f"  use: {printable(for_file(found.use, FilePath(name)))}")
    parts.append(f"  why: docs/problems.md#{kind.id}")
    return "\n".join(parts)


def _excerpt(text: str, hidden: HiddenValues, line: int, column: int, length: int) -> list[str]:
    """Give the line as it may be seen, cut around the fault, and the marker below it."""
    spans = hidden.in_line(line, text)
    first = max(0, column - 1 - _BEFORE) if len(text) > _MOST_COLUMNS else 0
    window, marker, marked = "", "", 0
    for at, part in visible_parts(text[: first + _MOST_COLUMNS], spans, first):
        ends = at + 1 if part != ELLIPSIS else max([at + 1, *(end for start, end in spans if start <= at < end)])
        window += part
        if column - 1 < ends and at < column - 1 + length:
            marked += _width(part)
        elif not marked:
            marker += "\t" if part == "\t" else " " * _width(part)
    left, right = ELLIPSIS if first else "", ELLIPSIS if len(text) > first + _MOST_COLUMNS else ""
    margin = " " * len(f"{line:5} ")
    return [f"{line:5} | {left}{window}{right}".rstrip(), f"{margin}| {' ' * len(left)}{marker}{'^' * max(1, marked)}"]


def _width(text: str) -> int:
    """Columns a terminal takes for a text: none for combining characters, two for wide ones."""
    marks = ("Mn", "Me", "Cf")
    return sum(0 if category(c) in marks else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _entry(path: Path, document: Document | None) -> str:
    """Name the item of a list that a place is in, such as a flow log, if it has a name."""
    current: Any = document.data if document else None
    keys, name = [""], ""
    for step in path:
        if isinstance(step, str):
            keys.append(step)
        try:
            current = current[step]
        except (KeyError, IndexError, TypeError):
            break
        said = current.get("name") if isinstance(current, dict) and keys[-1] in _NAMED else None
        name = said if isinstance(said, str) and isinstance(step, int) and not hides((*keys[1:], "name")) else name
    return f' ("{shown(name)}")' if name else ""

"""Problems as a person reads them, and as a program does."""

import re
from collections.abc import Iterable
from typing import Any

from flowlog_config.schema.document import Document
from flowlog_config.schema.problems import Path, Problem

_SECRET_VALUE = re.compile(
    r"""((?:access_?key|api_?key|password|token|secret)\w*["']?\s*:\s*)(?!arn:|generate\b|[{|>])([^\s,}][^,}]*)""",
    re.IGNORECASE,
)
_URL_USER = re.compile(r"(://)[^/@\s]*@")


def render(problems: Iterable[Problem], name: str, document: Document | None) -> str:
    """
    Write problems for a person, with the line of the file and a marker below the fault.

    Args:
        problems: In the order to print.
        name: File name.
        document: The file's text and places; None when it could not be read at all.
    """
    return "\n\n".join(_one(found, name, document) for found in problems)


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
                "path": path_text(found.path),
                "use": found.use,
            }
        )
    return rows


def without_secrets(text: str) -> str:
    """Hide what may be a secret in a line of the file: a report ends up in terminals, tickets and CI logs."""
    return _URL_USER.sub(r"\1…@", _SECRET_VALUE.sub(r"\1…", text))


def path_text(path: Path) -> str:
    """Write a path the way people do: ``flow_logs[2].retention_days``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _place(found: Problem, document: Document | None) -> tuple[int, int, int]:
    mark = found.mark
    if mark is None:
        if document is None:
            return 1, 1, 1
        mark = document.mark(found.path, found.anchor)
    return mark.line, mark.column, mark.length


def _one(found: Problem, name: str, document: Document | None) -> str:
    line, column, length = _place(found, document)
    kind = found.kind
    parts = [f"{name}:{line}:{column}: {kind.severity} {kind.id} {kind.slug}: {found.message}"]
    text = without_secrets(document.line(line)) if document else ""
    if text.strip():
        margin = " " * len(f"{line:5} | ")
        parts.append(f"{line:5} | {text}")
        parts.append(f"{margin[:-2]}| {' ' * (column - 1)}{'^' * min(length, max(1, len(text) - column + 1))}")
    if found.path:
        parts.append(f"  at:  {path_text(found.path)}{_entry(found.path, document)}")
    if found.use:
        parts.append(f"  use: {found.use}")
    parts.append(f"  why: docs/problems.md#{kind.id}")
    return "\n".join(parts)


def _entry(path: Path, document: Document | None) -> str:
    if document is None or len(path) < 2 or not isinstance(path[1], int):  # noqa: PLR2004 - a list and a position
        return ""
    entries = document.data.get(path[0]) if isinstance(document.data, dict) else None
    entry = entries[path[1]] if isinstance(entries, list) and path[1] < len(entries) else None
    name = entry.get("name") if isinstance(entry, dict) else None
    return f' ("{name}")' if isinstance(name, str) else ""

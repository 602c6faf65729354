"""What drift found, as a person reads it, and as a program does."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from flowlog_config.operate.drift.finding import HEADINGS, Finding
from flowlog_config.operate.drift.run import TargetDrift
from flowlog_config.schema.commands import for_file

_SHOWN = 10
"""Findings of a kind listed before the rest is only counted; --json has them all."""


def in_words(drift: TargetDrift, path: Path) -> Iterator[str]:
    """Give the lines about one target; ``path`` is of the file that its commands have to name."""
    target = drift.target
    yield f"{target.name} ({target.account_id}, {target.region})"
    if drift.entered and not drift.findings:
        yield "  no difference" if not drift.not_read else "  no difference in what could be looked at"
    for (kind, use), group in groupby(drift.findings, key=lambda one: (one.kind, one.use)):
        findings = list(group)
        yield f"  {HEADINGS[kind]}: {len(findings):,} ({kind})"
        yield from (f"    {one.subject}: {for_file(one.message, path)}" for one in findings[:_SHOWN])
        if len(findings) > _SHOWN:
            yield f"    … and {len(findings) - _SHOWN:,} more; --json lists them"
        yield f"    do: {for_file(use, path)}"
    yield from (f"  not looked at: {line}" for line in drift.not_read)
    yield from (f"  note: {line}" for line in drift.notes)


def as_data(drift: TargetDrift, path: Path) -> dict[str, Any]:
    """Give the same as plain data, with every finding."""
    return {
        "name": drift.target.name,
        "account": drift.target.account_id,
        "region": drift.target.region,
        "findings": [_row(one, path) for one in drift.findings],
        "not_read": list(drift.not_read),
        "notes": list(drift.notes),
    }


def _row(one: Finding, path: Path) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "subject": one.subject,
        "message": for_file(one.message, path),
        "use": for_file(one.use, path),
        "details": dict(one.details),
    }

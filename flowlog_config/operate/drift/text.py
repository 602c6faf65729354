"""What drift found, as a person reads it, and as a program does."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flowlog_config.operate.drift.finding import HEADINGS, Finding
from flowlog_config.operate.drift.run import TargetDrift

_SHOWN = 10
"""Findings of a kind listed before the rest is only counted; --json has them all."""


def in_words(drift: TargetDrift) -> Iterator[str]:
    """Give the lines about one target."""
    target = drift.target
    yield f"{target.name} ({target.account_id}, {target.region})"
    if drift.entered and not drift.findings:
        yield "  no difference" if not drift.not_read else "  no difference in what could be looked at"
    for (kind, use), group in groupby(drift.findings, key=lambda one: (one.kind, one.use)):
        findings = list(group)
        yield f"  {HEADINGS[kind]}: {len(findings):,} ({kind})"
        yield from (f"    {one.subject}: {one.message}" for one in findings[:_SHOWN])
        if len(findings) > _SHOWN:
            yield f"    … and {len(findings) - _SHOWN:,} more; --json lists them"
        yield f"    do: {use}"
    yield from (f"  not looked at: {line}" for line in drift.not_read)
    yield from (f"  note: {line}" for line in drift.notes)


def as_data(drift: TargetDrift) -> dict[str, Any]:
    """Give the same as plain data, with every finding."""
    return {
        "name": drift.target.name,
        "account": drift.target.account_id,
        "region": drift.target.region,
        "findings": [_row(one) for one in drift.findings],
        "not_read": list(drift.not_read),
        "notes": list(drift.notes),
    }


def _row(one: Finding) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "subject": one.subject,
        "message": one.message,
        "use": one.use,
        "details": dict(one.details),
    }

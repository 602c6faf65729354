"""Explanations and coverage as a person reads them, and as a program does."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flowlog_config.operate.coverage import Count
from flowlog_config.operate.explain import Explanation
from flowlog_config.operate.why_not import Reason
from flowlog_config.schema.document import Document
from flowlog_config.schema.report import path_text

_THERE = {"firehose": ", straight to Firehose", "s3": ", into the bucket", "lambda": ", by the function"}
"""What is said of a route; nothing of the way through CloudWatch Logs."""


def as_lines(document: Document, one: Explanation, path: Path) -> list[str]:
    """Say what a resource is, whether it is logged, and each entry's reasons with their line of the file."""
    lines = [f"{_described(one)}, in {one.account_id} {one.region}"]
    if one.resource.addresses:
        lines.append(f"  addresses: {', '.join(one.resource.addresses)}")
    lines.append(f"  {_outcome(one)}")
    for verdict in one.verdicts:
        yes = f"yes, {verdict.traffic_type} traffic{_THERE.get(verdict.route, '')}"
        lines.append(f"  {verdict.entry}: {yes if verdict.scope else 'no'}")
        lines += [f"    {_where(document, reason, path)}{reason.text}" for reason in verdict.reasons]
    return lines


def as_data(document: Document, one: Explanation, path: Path) -> dict[str, Any]:
    """Give the same as plain data."""
    return {
        "resource": {**asdict(one.resource), "tags": dict(one.resource.tags)},
        "account": one.account_id,
        "region": one.region,
        "logged": bool(one.covered_by),
        "twice": sorted(one.twice),
        "entries": [
            {
                "entry": verdict.entry,
                "logged": bool(verdict.scope),
                "scope": verdict.scope,
                "route": verdict.route,
                "traffic_type": verdict.traffic_type,
                "reasons": [_reason_data(document, reason, path) for reason in verdict.reasons],
            }
            for verdict in one.verdicts
        ],
    }


def coverage_data(counts: Mapping[tuple[str, str], Mapping[str, Count]]) -> list[dict[str, Any]]:
    """Give a row for each target and kind."""
    return [
        {"account": account_id, "region": region, "kind": kind, **asdict(count)}
        for (account_id, region), kinds in counts.items()
        for kind, count in sorted(kinds.items())
    ]


def _described(one: Explanation) -> str:
    resource = one.resource
    name = f' "{resource.name}"' if resource.name else ""
    belongs = f", {resource.kind}" if resource.kind not in ("", resource.type) else ""
    belongs += f" of {resource.service}" if resource.service else ""
    sort = " ".join(word for word in (resource.availability, resource.attachment_type) if word)
    return f"{resource.id}{name}: {f'{sort} ' if sort else ''}{resource.type}{belongs}"


def _outcome(one: Explanation) -> str:
    times = len(one.covered_by)
    if not times:
        return "not logged"
    if one.twice:
        which = {"ACCEPT": " of accepted traffic", "REJECT": " of rejected traffic"}
        of = which[next(iter(one.twice))] if len(one.twice) == 1 else ""
        return f"logged by {times} flow logs: each record{of} is written, and billed, more than once"
    if times == 1:
        return "logged"
    routes = len({verdict.route for verdict in one.covered_by})
    return f"logged by {times} flow logs {f'on {routes} routes' if routes > 1 else 'of different traffic'}"


def _where(document: Document, reason: Reason, path: Path) -> str:
    return f"{path}:{document.mark(reason.path).line}: " if reason.path else ""


def _reason_data(document: Document, reason: Reason, path: Path) -> dict[str, Any]:
    return {
        "file": str(path) if reason.path else None,
        "line": document.mark(reason.path).line if reason.path else None,
        "path": path_text(document.written(reason.path)),
        "text": reason.text,
    }

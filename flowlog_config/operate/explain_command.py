"""``flowlog explain``: the answer to "why is this one not logged?", with the line of the file each time."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from flowlog_config.operate.coverage import coverage
from flowlog_config.operate.explain import Explainer, Explanation, Reason
from flowlog_config.plan.commands import FILE, JSON
from flowlog_config.plan.file import inventory_of, inventory_path
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text
from flowlog_config.schema.report import path_text, render


@click.command()
@click.argument("what", required=False)
@click.option("--all", "all_", is_flag=True, help="How much is logged, by kind.")
@FILE
@JSON
def explain(what: str | None, all_: bool, path: Path, json_: bool) -> None:  # noqa: FBT001 - click passes flags so
    """
    Say why a resource is logged, or why it is not.

    WHAT is an id, a Name, or an address, which finds the interface that has it. Looks only at the file and its inventory.
    Exits with 1 when there is no such resource.

    \b
    Example:
      flowlog explain eni-0123456789abcdef0
      flowlog explain 10.0.3.7
      flowlog explain --all
    """
    if bool(what) == all_:
        raise click.UsageError("say which resource, or --all")
    loaded, explainer = _open(path)
    if all_:
        _coverage(explainer, json_=json_)
        return
    found = explainer.find(str(what))
    if not found:
        click.echo(f"The inventory has no {what}. If it is new: flowlog discover", err=True)
        sys.exit(1)
    explanations = [explainer.explain(target, resource) for target, resource in found]
    if json_:
        click.echo(json.dumps([_data(loaded, one, path) for one in explanations], indent=2))
    else:
        click.echo("\n\n".join(_text(loaded, one, path) for one in explanations))


def _open(path: Path) -> tuple[Loaded, Explainer]:
    try:
        loaded = load(str(path), read_text(path))
        errors = [p for p in loaded.problems if p.is_error]
        if errors:
            raise InvalidConfigError(errors, loaded.document)
        inventory = inventory_of(loaded, path)
    except InvalidConfigError as error:
        click.echo(render(error.problems, str(path), error.document), err=True)
        sys.exit(1)
    if inventory is None:
        click.echo(f"There is no inventory {inventory_path(loaded, path)}. Make it with: flowlog discover", err=True)
        sys.exit(1)
    return loaded, Explainer(loaded, inventory)


def _text(loaded: Loaded, one: Explanation, path: Path) -> str:
    resource = one.resource
    belongs = f", {resource.kind}" if resource.kind else ""
    belongs += f" of {resource.service}" if resource.service else ""
    name = f' "{resource.name}"' if resource.name else ""
    head = f"{resource.id}{name}: {resource.type}{belongs}, in {one.account_id} {one.region}"
    if resource.addresses:
        head += f"\n  addresses: {', '.join(resource.addresses)}"
    times = len(one.covered_by)
    lines = [head, "  not logged" if not times else "  logged" if times == 1 else f"  logged {times} times, and billed so"]
    for verdict in one.verdicts:
        mark = f"yes, {verdict.traffic_type} traffic" if verdict.scope else "no"
        lines.append(f"  {verdict.entry}: {mark}")
        lines += [f"    {_where(loaded, reason, path)}{reason.text}" for reason in verdict.reasons]
    return "\n".join(lines)


def _where(loaded: Loaded, reason: Reason, path: Path) -> str:
    return f"{path}:{loaded.document.mark(reason.path).line}: " if reason.path else ""


def _data(loaded: Loaded, one: Explanation, path: Path) -> dict[str, Any]:
    return {
        "resource": {**asdict(one.resource), "tags": dict(one.resource.tags)},
        "account": one.account_id,
        "region": one.region,
        "logged": bool(one.covered_by),
        "entries": [
            {
                "entry": v.entry,
                "logged": bool(v.scope),
                "scope": v.scope,
                "traffic_type": v.traffic_type,
                "reasons": [
                    {
                        "file": str(path),
                        "line": loaded.document.mark(r.path).line if r.path else None,
                        "path": path_text(r.path),
                        "text": r.text,
                    }
                    for r in v.reasons
                ],
            }
            for v in one.verdicts
        ],
    }


def _coverage(explainer: Explainer, *, json_: bool) -> None:
    counts = coverage(explainer.everything())
    if json_:
        rows = [
            {"account": account, "region": region, "kind": kind, **asdict(count)}
            for (account, region), kinds in counts.items()
            for kind, count in sorted(kinds.items())
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    from rich.console import Console  # noqa: PLC0415 - costs time no other command should pay
    from rich.table import Table  # noqa: PLC0415

    for (account, region), kinds in counts.items():
        table = Table(title=f"{account} {region}", title_justify="left")
        for column in ("kind", "logged", "logged twice", "not logged"):
            table.add_column(column, justify="left" if column == "kind" else "right")
        for kind, count in sorted(kinds.items()):
            table.add_row(kind, str(count.covered), str(count.doubly), str(count.uncovered))
        Console().print(table)

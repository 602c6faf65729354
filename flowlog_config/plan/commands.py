"""``flowlog check``, ``flowlog plan`` and ``flowlog schema``: what the file says, before anything is made of it."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from flowlog_config.plan.file import plan_file
from flowlog_config.plan.make import Planned
from flowlog_config.plan.model import Plan
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.problems import Problem
from flowlog_config.schema.report import as_json, render

FILE = click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path),
    default=Path("flowlogs.yaml"),
    show_default=True,
    help="Configuration file.",
)
JSON = click.option("--json", "json_", is_flag=True, help="Machine-readable output.")


def planned_or_exit(path: Path, *, quiet: bool = False) -> Planned:
    """Plan a file; report problems on standard error and exit with 1 when it cannot be used."""
    try:
        planned = plan_file(path)
    except InvalidConfigError as error:
        click.echo(render(error.problems, str(path), error.document), err=True)
        click.echo(_count(error.problems), err=True)
        sys.exit(1)
    if planned.warnings and not quiet:
        click.echo(render(planned.warnings, str(path), planned.document), err=True)
    return planned


@click.command()
@FILE
@JSON
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
def check(path: Path, json_: bool, strict: bool) -> None:
    """
    Find every mistake in the file.

    Needs no AWS account and changes nothing. Each problem comes with its place, what to write instead, and an id that
    docs/problems.md explains.

    \b
    Example:
      flowlog check
      flowlog check --file examples/smallest.yaml --json
    """
    if not json_:
        planned = planned_or_exit(path)
        click.echo(_summary(planned.plan), nl=False)
        sys.exit(1 if strict and planned.warnings else 0)
    document: Document | None
    try:
        planned = plan_file(path)
        problems, document, failed = planned.warnings, planned.document, strict and bool(planned.warnings)
    except InvalidConfigError as error:
        problems, document, failed = error.problems, error.document, True
    click.echo(json.dumps({"ok": not failed, "problems": as_json(problems, str(path), document)}, indent=2))
    sys.exit(int(failed))


@click.command()
@FILE
@JSON
def plan(path: Path, json_: bool) -> None:
    """
    Show what a deployment would create.

    \b
    Example:
      flowlog plan
      flowlog plan --json | jq '.targets[].flow_logs[].resource_id'
    """
    planned = planned_or_exit(path, quiet=True)
    click.echo(json.dumps(_as_data(planned.plan), indent=2) if json_ else _detail(planned.plan))


@click.command()
def schema() -> None:
    """
    Print the JSON Schema of the file, for editors.

    \b
    Example (first line of flowlogs.yaml, for editors with a YAML language server):
      # yaml-language-server: $schema=docs/flowlogs.schema.json
    """
    from flowlog_config.schema.json_schema import json_schema_text  # noqa: PLC0415 - only this command needs it

    click.echo(json_schema_text(), nl=False)


def _count(problems: tuple[Problem, ...]) -> str:
    errors = sum(p.is_error for p in problems)
    warnings = len(problems) - errors
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return "\n" + ", ".join(parts)


def _summary(plan_: Plan) -> str:
    flow_logs = sum(len(t.flow_logs) for t in plan_.targets)
    groups = sum(len(t.destinations) for t in plan_.targets)
    return (
        f"The file is right: {flow_logs} flow log{'s' if flow_logs != 1 else ''} into {groups} log "
        f"group{'s' if groups != 1 else ''}, {len(plan_.targets)} stack{'s' if len(plan_.targets) != 1 else ''}.\n"
    )


def _detail(plan_: Plan) -> str:
    lines = [_summary(plan_).rstrip()]
    for target in plan_.targets:
        lines.append(f"\n{target.stack_name}  ({target.target.account_id}, {target.target.region})")
        for destination in target.destinations:
            forwarded = f"only {destination.filter_pattern}" if destination.filter_pattern else "all records"
            lines.append(f"  log group {destination.log_group_prefix}…  kept {destination.retention_days} days")
            lines.append(f"    {destination.family} records of {len(destination.fields)} fields")
            lines.append(f"    stream {destination.stream_name} to {plan_.aggregator.endpoint}: {forwarded}")
            lines += [
                f"    {f.source.id:26} {f.traffic_type or 'all':6} {f.max_aggregation_interval:3} s  {f.entry}"
                for f in target.flow_logs
                if f.destination.id == destination.id
            ]
    return "\n".join(lines)


def _as_data(plan_: Plan) -> dict[str, Any]:
    return {
        "name": plan_.name,
        "endpoint": plan_.aggregator.endpoint,
        "retain": plan_.retain,
        "targets": [
            {
                "name": t.target.name,
                "account": t.target.account_id,
                "region": t.target.region,
                "stack": t.stack_name,
                "access_key_secret": t.access_key_secret or "generated by the stack",
                "destinations": [
                    {
                        "id": d.id,
                        "family": str(d.family),
                        "log_group_prefix": d.log_group_prefix,
                        "stream": d.stream_name,
                        "retention_days": d.retention_days,
                        "filter_pattern": d.filter_pattern,
                        "log_format": d.log_format,
                    }
                    for d in t.destinations
                ],
                "flow_logs": [
                    {
                        "logical_id": f.logical_id,
                        "entry": f.entry,
                        "resource_id": f.source.id,
                        "resource_type": f.source.resource_type,
                        "destination": f.destination.id,
                        "traffic_type": f.traffic_type,
                        "max_aggregation_interval": f.max_aggregation_interval,
                    }
                    for f in t.flow_logs
                ],
            }
            for t in plan_.targets
        ],
    }

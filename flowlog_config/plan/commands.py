"""``flowlog plan`` and ``flowlog schema``: what the file says, before anything is made of it."""

import json
import sys
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from flowlog_config.formats import record_bytes
from flowlog_config.plan.file import plan_file
from flowlog_config.plan.make import Planned
from flowlog_config.plan.model import Plan, TargetPlan
from flowlog_config.plan.organization_show import organization_data, organization_lines, organization_summary
from flowlog_config.plan.record import record
from flowlog_config.plan.show import destination_data, destination_lines, incoming_line, places
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.problems import Problem
from flowlog_config.schema.report import as_json, render

FILE = click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path, readable=False),  # what cannot be read is FL100, as for cdk
    default=Path("flowlogs.yaml"),
    show_default=True,
    help="Configuration file.",
)
JSON = click.option("--json", "json_", is_flag=True, help="Machine-readable output.")


def planned_or_exit(path: Path, *, quiet: bool = False, json_: bool = False) -> Planned:
    """Plan a file; report problems (on standard error, or as JSON) and exit with 1 when it cannot be used."""
    try:
        planned = plan_file(path)
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    if planned.warnings and not quiet:
        click.echo(render(planned.warnings, str(path), planned.document), err=True)
    return planned


@click.command()
@FILE
@click.option("--record", "recording", is_flag=True, help="Write into the inventory which stack each flow log is in.")
@JSON
def plan(path: Path, recording: bool, json_: bool) -> None:
    """
    Show what a deployment would create.

    CloudFormation takes 500 resources in a stack, so a target with more has several. Which stack a flow log is in is
    recorded in the inventory, as moving it would leave a gap: by `flowlog discover`, or by --record after a change of the
    file. Commit what it writes.

    \b
    Example:
      flowlog plan
      flowlog plan --record
      flowlog plan --json | jq '.targets[].flow_logs[].resource_id'
    """
    planned = _recorded_or_exit(path, json_=json_) if recording else planned_or_exit(path, quiet=True, json_=json_)
    click.echo(json.dumps(_as_data(planned.plan), indent=2) if json_ else _detail(planned.plan))


def _recorded_or_exit(path: Path, *, json_: bool) -> Planned:
    try:
        planned, where, doubts = record(path)
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    except OSError as error:
        refuse(f"{error.filename or 'the inventory'} cannot be written: {error.strerror}", json_=json_)
    said = f"Wrote {where}. Review and commit it" if planned.assigned else f"Nothing to record: {path} has no targets"
    click.echo(said, err=True)
    for one in doubts:
        click.echo(f"flowlog: {for_file(one, path)}", err=True)
    return planned


def refuse_file(error: InvalidConfigError, path: Path, *, json_: bool) -> NoReturn:
    """Report a file that cannot be used, and exit with 1."""
    if json_:
        rows = as_json(error.problems, str(path), error.document)
        click.echo(json.dumps({"ok": False, "problems": rows}, indent=2))
    else:
        click.echo(render(error.problems, str(path), error.document), err=True)
        click.echo(count(error.problems), err=True)
    sys.exit(1)


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


def count(problems: Sequence[Problem]) -> str:
    """Say how many problems there are, by severity."""
    errors = sum(p.is_error for p in problems)
    warnings = len(problems) - errors
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return "\n" + ", ".join(parts)


def summary(plan_: Plan) -> str:
    """Say in a line what a plan holds."""
    parts = [part for part in (_in_targets(plan_), organization_summary(plan_)) if part]
    return f"The file is right: {'; and '.join(parts)}{_bytes(plan_)}.\n"


def _in_targets(plan_: Plan) -> str:
    if not plan_.targets:
        return ""
    flow_logs = sum(len(t.flow_logs) for t in plan_.targets)
    stacks = sum(t.opened for t in plan_.targets)
    return f"{flow_logs} flow log{'s' * (flow_logs != 1)} into {places(plan_)}, {stacks} stack{'s' * (stacks != 1)}"


def _bytes(plan_: Plan) -> str:
    sizes = {record_bytes(d.fields) for one in plan_.senders for d in one.destinations}
    ends = sorted({min(sizes), max(sizes)}) if sizes else ()
    return f"; about {' to '.join(map(str, ends))} bytes a record" if sizes else ""


def _detail(plan_: Plan) -> str:
    lines = [summary(plan_).rstrip()]
    for target in plan_.targets:
        used = {f.destination.id for f in target.flow_logs}
        for stack in target.stacks:
            lines += _stack_lines(stack, plan_, used)
    lines += organization_lines(plan_)
    return "\n".join(lines)


def _stack_lines(stack: TargetPlan, plan_: Plan, used: Container[str]) -> Iterator[str]:
    of = f", {stack.number} of {stack.opened}: {len(stack.flow_logs):,} flow logs" if stack.opened > 1 else ""
    yield f"\n{stack.stack_name}  ({stack.target.account_id}, {stack.target.region}{of})"
    for one in stack.incoming:
        yield f"  {incoming_line(one)}"
    if not stack.destinations and not stack.incoming:
        yield "  empty: cdk deploy removes the stack"
    for destination in stack.destinations:
        yield from (f"  {line}" for line in destination_lines(destination, plan_, stack.central))
        if destination.id not in used:
            yield "    retiring: no flow log writes here any more"
        for f in stack.flow_logs:
            if f.destination.id == destination.id:
                yield f"    {f.source.id:26} {f.traffic_type or 'all':6} {f.max_aggregation_interval:3} s  {f.entry}"


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
                "stacks": [one.stack_name for one in t.stacks],
                "deliver_to": t.central.name if t.central else None,
                "incoming": [
                    {"route": one.destination.route, "id": one.destination.id, "from": [by.name for by in one.senders]}
                    for one in t.incoming
                ],
                "access_key_secret": None if t.central else t.access_key_secret or "generated by the stack",
                "destinations": [destination_data(d) for d in t.destinations],
                "flow_logs": [
                    {
                        "logical_id": f.logical_id,
                        "stack_number": f.stack,
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
        "organization": organization_data(plan_.organization) if plan_.organization else None,
    }

"""``flowlog diff``: what the next deployment will do, in words, before it does."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.diff.change import Kind, TargetDiff
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_assembly import AssemblyError, read_assembly
from flowlog_config.operate.diff.from_plan import states_of
from flowlog_config.operate.diff.text import as_data, in_words, summary
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.operate.opened import open_file, refuse, refuse_file
from flowlog_config.plan.commands import FILE, JSON
from flowlog_config.plan.file import inventory_of
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.hidden import printable
from flowlog_config.schema.load import load, read_text

if TYPE_CHECKING:
    from flowlog_config.discovery.sessions import Sessions
    from flowlog_config.operate.diff.state import States


_WITHOUT_INVENTORY = (
    "flowlog: with an inventory (flowlog discover), resources that are gone, or that their VPC logs, are told apart"
)


@click.command()
@FILE
@click.option(
    "--from",
    "before",
    type=click.Path(exists=True, path_type=Path),
    help="Compare with a folder cdk synth made, or with another YAML file (and this file's inventory, if it has none), instead of "
    "what is deployed. Asks no account.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Exit with 1 when a resource would no longer be logged, or not while it moves to another stack. For CI.",
)
@click.option("--allow-unlogged", is_flag=True, help="With --check: resources may stop being logged.")
@access_options
@JSON
def diff(
    path: Path,
    before: Path | None,
    role: str,
    external_id: str,
    profile: str,
    *,
    check: bool,
    allow_unlogged: bool,
    json_: bool,
) -> None:
    """
    Say what the next deployment will do.

    Which flow logs are created, replaced (and why), moved, kept or removed, which resources would no longer be logged, and
    what becomes of log groups. Reads the deployed templates, with the permissions that `flowlog permissions --for
    diff` prints; `cdk diff` shows the same templates property by property.

    \b
    Example:
      flowlog diff
      flowlog diff --check                      # in CI: fail when a resource would stop being logged
      flowlog diff --check --allow-unlogged     # on purpose
      git show main:flowlogs.yaml > old.yaml; flowlog diff --from old.yaml
      flowlog diff --from cdk.out --json

    Exit codes: 0 fine, 1 problems in the file, something could not be read or, with --check, a resource would no longer be
    logged; 2 wrong usage or our own fault.
    """
    check_access(role, external_id)
    try:
        opened = open_file(path)
        plan = make_plan(opened.loaded, opened.inventory).plan
        found = _read(before, plan, opened.inventory) if before else None
    except InvalidConfigError as error:
        refuse_file(error, Path(error.document.name) if error.document else path, json_=json_)
    except AssemblyError as error:
        refuse(str(error), json_=json_)
    if found is None:
        from flowlog_config.discovery.sessions import Sessions  # noqa: PLC0415 - brings boto3

        found = _deployed(plan, Sessions(profile=profile, role=role, external_id=external_id), json_=json_)
    diffs = compare(found, states_of(plan), Coverage(opened.inventory).why)
    _report(diffs, opened.inventory, check=check and not allow_unlogged, json_=json_)


def _read(before: Path, plan: Plan, inventory: Inventory | None) -> "States":
    if before.is_dir():
        return read_assembly(before, project=plan.name)
    loaded = load(str(before), read_text(before))
    return states_of(make_plan(loaded, inventory_of(loaded, before) or inventory).plan)


def _deployed(plan: Plan, sessions: "Sessions", *, json_: bool) -> "States":
    from flowlog_config.operate.diff.deployed import read_stacks  # noqa: PLC0415 - brings boto3

    found = read_stacks([one.target for one in plan.targets], project=plan.name, session_for=sessions)
    failed = [f"{place[0]} {place[1]}: {why}" for place, why in found.items() if isinstance(why, str)]
    if failed:
        refuse("cannot tell what is deployed\n  " + "\n  ".join(failed), json_=json_)
    return {place: stacks for place, stacks in found.items() if not isinstance(stacks, str)}


def _report(diffs: list[TargetDiff], inventory: Inventory | None, *, check: bool, json_: bool) -> None:
    unlogged = sum(len(one.of(Kind.UNLOGGED)) for one in diffs)
    moved = sum(len(one.of(Kind.MOVED)) for one in diffs)
    refused = bool(check and (unlogged or moved))
    if json_:
        data = {"ok": not refused, "unlogged": unlogged, "moved": moved, "targets": [as_data(one) for one in diffs]}
        click.echo(json.dumps(data, indent=2))
        sys.exit(refused)
    for line in (line for one in diffs for line in in_words(one)):
        click.echo(printable(line))
    click.echo(f"\n{summary(diffs)}")
    if unlogged and inventory is None:
        click.echo(_WITHOUT_INVENTORY, err=True)
    if refused and unlogged:
        click.echo(
            f"flowlog: {_resources(unlogged)} would no longer be logged; if that is meant, say --allow-unlogged",
            err=True,
        )
    if refused and moved:
        click.echo(
            f"flowlog: {_resources(moved)} would not be logged while moving; if that may be, say --allow-unlogged",
            err=True,
        )
    sys.exit(refused)


def _resources(number: int) -> str:
    return f"{number:,} resource{'s' if number != 1 else ''}"

"""``flowlog adopt``: what a removed stack left, given back to the next one."""

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.operate.opened import open_targets
from flowlog_config.plan.commands import FILE, JSON
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import file_context, for_file, in_project
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from flowlog_config.operate.adopt.adoption import StackAdoption, TargetAdoption
    from flowlog_config.plan.model import TargetPlan


@click.command()
@FILE
@click.option("--target", "names", multiple=True, help="Only this target. Repeatable.")
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for the mappings, one STACK.import.json a stack.  [default: this one]",
)
@access_options
@JSON
def adopt(
    path: Path, names: tuple[str, ...], folder: Path, role: str, external_id: str, profile: str, *, json_: bool
) -> None:
    """
    Give the next stack what a removed one left.

    Log groups, buckets, the access key's secret and the encryption key outlive their stack. A deployment makes new ones
    beside them; to go on with the old, run this before it. It finds what has this file's tag, writes the mapping that
    `cdk import` takes, and says what to run. It changes and deletes nothing in the account, and what others made is never
    in the mapping. It only reads, with the permissions that `flowlog permissions --for adopt` prints.

    \b
    Example:
      flowlog adopt
      flowlog adopt --target production --role-name flowlog-reader
      flowlog adopt --output /tmp --json

    Exit codes: 0 fine, also when there is nothing to adopt; 1 something is in the way of the deployment or could not be looked
    at; 2 wrong usage or our own fault.
    """
    check_access(role, external_id)
    _, plan, targets = open_targets(path, names, json_=json_)
    from flowlog_config.discovery.sessions import Sessions  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.adopt.run import look  # noqa: PLC0415 - as above

    adoptions = look(plan, targets, session_for=Sessions(profile=profile, role=role, external_id=external_id))
    stacks = _in_order(targets, adoptions)
    files = _write(stacks, folder, json_=json_)
    context = file_context(path) + (f" --profile {shlex.quote(profile)}" if profile else "")
    _report(adoptions, _commands(stacks, files, _alone(targets, adoptions), context), files, path, json_=json_)


def _in_order(targets: "Sequence[TargetPlan]", adoptions: "Sequence[TargetAdoption]") -> "list[StackAdoption]":
    """Give what can have something back, each stack after those it depends on: a sender's deployment makes its receiver, too."""
    pairs = sorted(zip(targets, adoptions, strict=True), key=lambda pair: pair[0].central is not None)
    return [stack for _, adoption in pairs for stack in adoption.stacks if stack.adopted]


def _alone(targets: "Sequence[TargetPlan]", adoptions: "Sequence[TargetAdoption]") -> frozenset[str]:
    """Name stacks that deliver to one nobody looked at: what that could have back, their deployment would make anew."""
    seen = {one.target.name for one in adoptions if one.stacks}
    unseen = (one for one in targets if one.central and one.central.name not in seen)
    return frozenset(stack.stack_name for one in unseen for stack in one.stacks)


def _write(stacks: "Sequence[StackAdoption]", folder: Path, *, json_: bool) -> list[Path]:
    from flowlog_config.operate.adopt.text import mapping  # noqa: PLC0415 - brings boto3

    files = []
    for stack in stacks:
        file = folder / f"{stack.stack_name}.import.json"
        try:
            file.write_text(json.dumps(mapping(stack), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            refuse(f"cannot write {file}: {error.strerror}; give another folder with --output", json_=json_)
        files.append(file)
    return files


def _commands(
    stacks: "Sequence[StackAdoption]", files: Sequence[Path], alone: frozenset[str], context: str
) -> list[str]:
    """Write what to run. Of a stack that exists, what else would change is left for the deployment (``--force``)."""
    commands = []
    for stack, file in zip(stacks, files, strict=True):
        force = ["--force"] if stack.exists else []
        commands.append(["import", stack.stack_name, "--resource-mapping", str(in_project(file)), *force])
        exclusively = ["--exclusively"] if stack.stack_name in alone else []
        commands.append(["deploy", *exclusively, stack.stack_name])
    return [shlex.join(["npx", "cdk", *command]) + context for command in commands]


def _report(
    adoptions: "Sequence[TargetAdoption]", commands: Sequence[str], files: Sequence[Path], path: Path, *, json_: bool
) -> None:
    from flowlog_config.discovery.failures import not_everything  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.adopt.adoption import Why  # noqa: PLC0415 - as above
    from flowlog_config.operate.adopt.text import as_data, in_words  # noqa: PLC0415 - as above

    unread = any(one.not_read for one in adoptions)
    left = [left for one in adoptions for stack in one.stacks for left in stack.left]
    wrong = any(one.why is Why.IN_THE_WAY for one in left)
    lost = any(one.why is Why.CANNOT and one.use for one in left)
    bad = bool(unread or wrong)
    if json_:
        data: dict[str, Any] = {"ok": not bad, "targets": [as_data(one, path) for one in adoptions]}
        click.echo(json.dumps({**data, "files": [str(one) for one in files], "commands": list(commands)}, indent=2))
        sys.exit(bad)
    for line in (line for one in adoptions for line in in_words(one)):
        click.echo(printable(for_file(line, path)))
    if commands:
        instead = "To have back what cannot be imported, do as said above in place of this, which makes it anew. "
        first = "First clear the way; then" if wrong else "Now"
        click.echo(f"\nWrote {', '.join(map(str, files))}. {instead if lost else ''}{first} run, one by one:")
        click.echo("\n".join(f"  {command}" for command in commands))
        click.echo(for_file("An import compares no settings: flowlog drift then says what still differs.", path))
    elif not unread:
        click.echo("\nNothing to adopt.")
    if unread:
        click.echo(not_everything((line for one in adoptions for line in one.not_read), "adopt"), err=True)
    sys.exit(bad)

"""A configuration file and its inventory, opened for a command that looks at both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.commands import refuse_file
from flowlog_config.plan.file import inventory_of, inventory_path
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Plan, TargetPlan
from flowlog_config.refusal import refuse
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text

HOW_ORGANIZATION = "docs/organization.md says how to look at the accounts of `organization`"


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A file that can be used, and its inventory.

    Attributes:
        path: The file.
        loaded: What it says.
        inventory: What the accounts had; None when there is none.
        inventory_path: Where the inventory is, or would be.
    """

    path: Path
    loaded: Loaded
    inventory: Inventory | None
    inventory_path: Path


def open_file(path: Path) -> Opened:
    """
    Read and check a file, and read its inventory.

    Raises:
        InvalidConfigError: With every problem of the file, or FL404 when the inventory cannot be used.
    """
    loaded = load(str(path), read_text(path))
    if any(found.is_error for found in loaded.problems):
        raise InvalidConfigError(loaded.problems, loaded.document)
    return Opened(path, loaded, inventory_of(loaded, path), inventory_path(path, loaded.config.inventory))


def open_targets(path: Path, names: Sequence[str], *, json_: bool) -> tuple[Opened, Plan, list[TargetPlan]]:
    """
    Open and plan a file for a command that looks at accounts; exit with 1, saying why, when it cannot be used.

    Args:
        path: The file.
        names: Targets to look at; empty for all.
        json_: Whether standard output is for a program.

    Returns:
        File and inventory, the plan, and of it the targets to look at.
    """
    try:
        opened = open_file(path)
        plan = make_plan(opened.loaded, opened.inventory).plan
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    only_targets(opened.loaded, path, json_=json_)
    known = {one.target.name: one for one in plan.targets}
    if unknown := [name for name in names if name not in known]:
        refuse(f"there is no target {', '.join(unknown)} in {path}; there are: {', '.join(known)}", json_=json_)
    return opened, plan, [one for name, one in known.items() if not names or name in names]


def only_targets(loaded: Loaded, path: Path, *, json_: bool) -> None:
    """
    Say that a command looks at no account of ``organization``, and exit with 1 when there is nothing else to look at.

    Args:
        loaded: The file.
        path: Its place.
        json_: Whether standard output is for a program.
    """
    if not loaded.config.targets:
        refuse(f"{path} has no targets, and this command looks at nothing else: {HOW_ORGANIZATION}", json_=json_)
    if loaded.config.organization:
        click.echo(f"flowlog: this command looks at targets only: {HOW_ORGANIZATION}", err=True)

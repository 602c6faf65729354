"""A configuration file and its inventory, opened for a command that looks at both."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.file import inventory_of, inventory_path
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text
from flowlog_config.schema.report import as_json, render

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


def refuse_file(error: InvalidConfigError, path: Path, *, json_: bool) -> NoReturn:
    """Report a file that cannot be used, and exit with 1."""
    if json_:
        rows = as_json(error.problems, str(path), error.document)
        click.echo(json.dumps({"ok": False, "problems": rows}, indent=2))
    else:
        click.echo(render(error.problems, str(path), error.document), err=True)
    sys.exit(1)


def refuse(message: str, *, json_: bool) -> NoReturn:
    """Say what is missing or wrong and what to do, and exit with 1."""
    if json_:
        click.echo(json.dumps({"ok": False, "error": message}, indent=2))
    else:
        click.echo(f"flowlog: {message}", err=True)
    sys.exit(1)

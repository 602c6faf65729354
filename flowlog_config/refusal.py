"""How every command says that it cannot go on with what it was given."""

import json
import sys
from typing import NoReturn

import click


def refuse(message: str, *, json_: bool) -> NoReturn:
    """Say what is missing or wrong and what to do, on standard error or as JSON, and exit with 1."""
    if json_:
        click.echo(json.dumps({"ok": False, "error": message}, indent=2))
    else:
        click.echo(f"flowlog: {message}", err=True)
    sys.exit(1)

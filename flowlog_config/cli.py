"""``flowlog …``: one line a command; each lives in its own room and is imported only when it is used."""

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

_COMMANDS = {
    "adopt": "flowlog_config.operate.adopt_command:adopt",
    "check": "flowlog_config.operate.check_command:check",
    "cost": "flowlog_config.operate.cost_command:cost",
    "diff": "stacks.commands:diff",
    "discover": "flowlog_config.discovery.commands:discover",
    "drift": "flowlog_config.operate.drift_command:drift",
    "explain": "flowlog_config.operate.explain_command:explain",
    "formats": "flowlog_config.formats.command:formats",
    "helm": "flowlog_config.aggregator.command:helm",
    "init": "flowlog_config.operate.init_command:init",
    "local": "flowlog_config.local.commands.group:local",
    "permissions": "flowlog_config.operate.permissions_command:permissions",
    "plan": "flowlog_config.plan.commands:plan",
    "query": "flowlog_config.operate.query_command:query",
    "read": "flowlog_config.records.read_command:read",
    "schema": "flowlog_config.plan.commands:schema",
}


INTERRUPTED = 130
"""Exit code after Ctrl-C, as a shell gives it: 128 and the number of the signal."""

_OUTPUT_FAILS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))
"""The disk, or the terminal, that the output goes to takes no more."""


class _Rooms(click.Group):
    """A group whose commands are imported on demand, so that no command pays for another's libraries."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nStopped.", err=True)
            sys.exit(INTERRUPTED)
        except Exception as error:
            if os.environ.get("FLOWLOG_TRACEBACK"):
                raise
            if isinstance(error, OSError) and error.errno in _OUTPUT_FAILS:
                click.echo(f"flowlog: what it says could not be written: {error.strerror}", err=True)
                sys.exit(1)
            click.echo(
                f"This should not happen: {type(error).__name__}. It is our fault, not that of your file. Please report it with "
                "what FLOWLOG_TRACEBACK=1 prints.",
                err=True,
            )
            sys.exit(2)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = _COMMANDS[cmd_name].split(":")
        command: Any = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flowlog")
def main() -> None:
    """
    AWS flow logs as one YAML file.

    Edit flowlogs.yaml, check it, deploy it, and give the aggregator the values that match:

    \b
      flowlog check
      npx cdk deploy --all
      flowlog helm > values.yaml

    Exit codes: 0 fine, 1 problems in your input or in what was looked at, 2 our own fault or wrong usage, 130 stopped by Ctrl-C.
    """

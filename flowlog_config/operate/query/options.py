"""The options of ``flowlog query``, and all that is wrong with them before a file is opened."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import click

from flowlog_config.operate.query.window import Window, WindowError, make_window
from flowlog_config.plan.commands import JSON
from flowlog_config.questions import PARAMETERS, QUESTIONS, Condition, ConditionError, narrowed, where
from flowlog_config.schema.hidden import printable

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,62}")


def narrowing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each parameter, and ``--where`` for any field."""
    for one in reversed(PARAMETERS.values()):
        command = click.option(f"--{one.name}", help=f"Only {one.meaning}, such as {one.example}.")(command)
    words = "Only such records: action=REJECT, dstport=22,3389, action!=ACCEPT, bytes>=1000. Repeatable: all must hold."
    return click.option("--where", "wheres", multiple=True, metavar="CONDITION", help=words)(command)


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what to write."""
    for option in (
        click.option(
            "--bucket",
            default="BUCKET",
            show_default=True,
            help="For --athena: name of the bucket, where the file leaves it to the stack.",
        ),
        click.option(
            "--athena", is_flag=True, help="Print tables and queries for Athena, for the route s3; AWS is not asked."
        ),
        click.option("--print", "print_", is_flag=True, help="Print the Logs Insights query; AWS is not asked."),
        click.option("--csv", "csv_", is_flag=True, help="Comma-separated values."),
        JSON,
    ):
        command = option(command)
    return command


def checked(name: str, options: dict[str, Any]) -> tuple[list[Condition], Window]:
    """
    Check everything that can be checked without the file; gives what narrows the question, and the time.

    Raises:
        click.UsageError: With what is right.
    """
    if name not in QUESTIONS:
        raise click.UsageError(f"there is no question {name}; there are: {', '.join(QUESTIONS)}")
    if sum(bool(options[one]) for one in ("print_", "athena", "csv_")) > 1 or (options["csv_"] and options["json_"]):
        raise click.UsageError("give one of --print, --athena, --json and --csv (--json goes with the first two)")
    for needed in QUESTIONS[name].takes:
        if options[needed] is None:
            raise click.UsageError(f"{name} needs --{needed}, such as --{needed} {PARAMETERS[needed].example}")
    if not _BUCKET.fullmatch(options["bucket"]):
        raise click.UsageError("--bucket takes the name of a bucket")
    try:
        return list(_narrow(options)), make_window(options["since"], options["length"], datetime.now(UTC))
    except (ConditionError, WindowError) as error:
        raise click.UsageError(printable(str(error))) from error


def _narrow(options: dict[str, Any]) -> Iterator[Condition]:
    yield from (narrowed(one, options[one]) for one in PARAMETERS if options[one] is not None)
    yield from map(where, options["wheres"])

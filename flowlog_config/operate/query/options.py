"""The options of ``flowlog query``, and all that is wrong with them before a file is opened."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from flowlog_config.operate.query.window import Window, WindowError, make_window
from flowlog_config.plan.commands import JSON
from flowlog_config.questions import QUESTIONS, Condition
from flowlog_config.questions.options import check_takes, read_conditions
from flowlog_config.schema.hidden import printable

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,62}")


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
    if not _BUCKET.fullmatch(options["bucket"]):
        raise click.UsageError("--bucket takes the name of a bucket")
    given = read_conditions(options["wheres"], options)
    check_takes(QUESTIONS[name], given)
    try:
        return given, make_window(options["since"], options["length"], datetime.now(UTC))
    except WindowError as error:
        raise click.UsageError(printable(str(error))) from error

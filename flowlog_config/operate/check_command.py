"""``flowlog check``: every mistake in the file, for AWS and for the aggregator."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.aggregator import values
from flowlog_config.plan.commands import FILE, JSON, count, summary
from flowlog_config.plan.file import plan_file
from flowlog_config.plan.make import Planned
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.report import as_json, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowlog_config.schema.problems import Problem


@click.command()
@FILE
@JSON
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
def check(path: Path, json_: bool, strict: bool) -> None:
    """
    Find every mistake in the file.

    All in keys and values at once, and when there is none, all between them. Needs no AWS account and changes nothing. Each
    problem comes with its place, what to write instead, and an id that docs/problems.md explains.

    \b
    Example:
      flowlog check
      flowlog check --file examples/smallest.yaml --json
    """
    problems: Sequence[Problem]
    document: Document | None
    line = ""
    try:
        planned = _examined(path)
        problems, document, line = planned.warnings, planned.document, summary(planned.plan)
    except InvalidConfigError as error:
        problems, document = error.problems, error.document
    failed = not line or (strict and bool(problems))
    if json_:
        click.echo(json.dumps({"ok": not failed, "problems": as_json(problems, str(path), document)}, indent=2))
    elif problems:
        click.echo(render(problems, str(path), document), err=True)
        click.echo(count(problems), err=True)
    if not json_:
        click.echo(line, nl=False)
    sys.exit(int(failed))


def _examined(path: Path) -> Planned:
    """Plan the file, and see whether its aggregator takes what the file says."""
    planned = plan_file(path)
    try:
        if planned.plan.feeds_aggregator:
            values(planned.plan)
    except InvalidConfigError as error:
        raise InvalidConfigError([*planned.warnings, *error.problems], planned.document) from error
    return planned

"""``flowlog query``: ask the deployed log groups one of the questions, or see how it is asked."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.operate.opened import Opened, open_targets
from flowlog_config.operate.query.asks import Ask, Lacking, make_asks
from flowlog_config.operate.query.list import list_questions
from flowlog_config.operate.query.options import checked, output_options
from flowlog_config.operate.query.texts import Written, athena_texts, insights_texts
from flowlog_config.operate.query.window import Window
from flowlog_config.plan.commands import FILE
from flowlog_config.plan.model import LogDestination
from flowlog_config.questions import QUESTIONS
from flowlog_config.questions.options import narrowing_options
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from flowlog_config.operate.query.run import Answer


@click.command()
@click.argument("name", required=False)
@FILE
@click.option("--target", "names", multiple=True, help="Only this target. Repeatable.")
@click.option("--since", default="1h", show_default=True, help="How long ago (30m, 2h, 7d) or a time (ISO 8601, UTC).")
@click.option("--window", "length", default="", help="How long from then, such as 30m. Left out: until now.")
@narrowing_options
@click.option("--limit", type=click.IntRange(1, 10_000), help="Most rows. Left out: the question's own.")
@click.option(
    "--timeout",
    "timeout_seconds",
    type=click.FloatRange(1, 3600),
    default=300,
    show_default=True,
    help="Seconds after which a query is stopped.",
)
@access_options
@output_options
def query(name: str | None, path: Path, **options: Any) -> None:
    """
    Ask the deployed log groups a question, and name who is behind the addresses in the answer.

    Without NAME it lists the questions. Each query scans all records of the time and is billed by what it scanned, which is
    said below the answer; Ctrl-C stops it. It needs the permissions that `flowlog permissions --for query` prints.

    \b
    Example:
      flowlog query
      flowlog query top-bytes --since 2h
      flowlog query rejected-by-source --since 2026-11-20T10:00 --window 30m --where dstport=443
      flowlog query conversations --interface eni-0123456789abcdef0 --csv > conversations.csv
      flowlog query port-scans --print
      flowlog query internet-egress --athena > egress.sql

    Exit codes: 0 answered, also by "no such records"; 1 something could not be asked, or the file cannot be used; 2 wrong
    usage or our own fault.
    """
    json_, limit = options["json_"], options["limit"]
    if name is None:
        list_questions(path, json_=json_)
        return
    narrow, window = checked(name, options)
    if not (options["print_"] or options["athena"]):
        check_access(options["role"], options["external_id"])
    opened, plan, targets = open_targets(path, options["names"], json_=json_)
    if targets and not any(one.destinations for one in targets):
        refuse(f"{path} selects nothing there: {for_file('flowlog check', path)} says why", json_=json_)
    if options["athena"]:
        folders, lacking = make_asks(QUESTIONS[name], targets, lambda one: one.folders, narrow=narrow, limit=limit)
        _some(folders, lacking, f"files in S3 ({path} has no route s3 there)", json_=json_)
        written = athena_texts(folders, plan.name, plan.s3.existing_bucket or options["bucket"], window)
        _write(list(written), lacking, sql=True, json_=json_)
        return
    asks, lacking = make_asks(QUESTIONS[name], targets, lambda one: one.log_groups, narrow=narrow, limit=limit)
    _some(asks, lacking, f"log groups ({path} has no route cloudwatch there; for s3: --athena)", json_=json_)
    if options["print_"]:
        _write(list(insights_texts(asks)), lacking, sql=False, json_=json_)
    else:
        _ask(asks, lacking, opened, window, options)


def _some(asks: Sequence[Ask[Any]], lacking: Sequence[Lacking], of: str, *, json_: bool) -> None:
    """Exit with 1, saying why, when nothing can be asked."""
    if not asks and lacking:
        reasons = "; ".join(dict.fromkeys(f"{one.destination.id}: {one.reason}" for one in lacking))
        refuse(f"no records can answer that: {printable(reasons)}", json_=json_)
    if not asks:
        refuse(f"there are no {of}", json_=json_)


def _write(written: Sequence[Written], lacking: Sequence[Lacking], *, sql: bool, json_: bool) -> None:
    if json_:
        rows = [{"records": one.where, "texts": one.texts} for one in written]
        click.echo(json.dumps({"ok": True, "queries": rows}, indent=2))
    else:
        for one in written:
            click.echo(f"{'--' if sql else '#'} {one.where}")
            for text in one.texts:
                click.echo(f"{text}{';' if sql else ''}\n")
    _say_lacking(lacking)


def _ask(
    asks: Sequence[Ask[LogDestination]],
    lacking: Sequence[Lacking],
    opened: Opened,
    window: Window,
    options: dict[str, Any],
) -> None:
    from flowlog_config.discovery.sessions import Sessions  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.query.progress import reporting  # noqa: PLC0415 - as above
    from flowlog_config.operate.query.run import run  # noqa: PLC0415 - as above

    sessions = Sessions(profile=options["profile"], role=options["role"], external_id=options["external_id"])
    try:
        with reporting(asks) as on_progress:
            timeout_seconds = options["timeout_seconds"]
            answers = run(asks, window, session_for=sessions, timeout_seconds=timeout_seconds, on_progress=on_progress)
    except KeyboardInterrupt:
        click.echo("flowlog: stopped, and the queries with it", err=True)
        sys.exit(130)
    _report(answers, lacking, opened, window, options)


def _report(
    answers: Sequence["Answer"],
    lacking: Sequence[Lacking],
    opened: Opened,
    window: Window,
    options: dict[str, Any],
) -> None:
    from flowlog_config.operate.query import show  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.query.owners import Owners  # noqa: PLC0415 - not needed to print a query

    owners = Owners(opened.inventory)
    answers = [replace(one, problem=for_file(one.problem, opened.path)) for one in answers]
    if options["json_"]:
        show.write_json(answers, lacking, owners, window, sys.stdout)
    elif options["csv_"]:
        show.write_csv(answers, owners, sys.stdout)
    else:
        show.write_tables(answers, owners, window)
    _say_lacking(lacking)
    failed = [one for one in answers if one.problem]
    for line in dict.fromkeys(f"flowlog: {one.ask.target.name}: {printable(one.problem)}" for one in failed):
        click.echo(line, err=True)
    if opened.inventory is None:
        again = for_file("flowlog discover", opened.path)
        click.echo(f"flowlog: without {opened.inventory_path} no address has a name: {again}", err=True)
    sys.exit(1 if failed else 0)


def _say_lacking(lacking: Sequence[Lacking]) -> None:
    for one in lacking:
        click.echo(f"flowlog: {one.target.name}: {one.destination.id} left out: {printable(one.reason)}", err=True)

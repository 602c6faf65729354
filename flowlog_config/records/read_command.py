"""``flowlog read``: records in files, on standard input or in S3, shown, converted or counted, without any backend."""

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from flowlog_config.questions import QUESTIONS, Condition
from flowlog_config.questions.options import check_takes, narrowing_options, read_conditions
from flowlog_config.records.answer import Answer
from flowlog_config.records.answer_text import as_csv, as_data, as_text
from flowlog_config.records.batches import Batch
from flowlog_config.records.conditions import matching, present
from flowlog_config.records.faults import Faults, LackingError
from flowlog_config.records.options import read_columns, read_format
from flowlog_config.records.read import Reader
from flowlog_config.records.sources import sources
from flowlog_config.records.writers import Csv, JsonLines, Table, Writer


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--format",
    "format_",
    default="",
    help="Of records without a header: a name (flowlog formats), '${field} ${field} …', or names of fields.",
)
@narrowing_options
@click.option("--columns", default="", help="Only these fields, in this order, with commas between.")
@click.option("--limit", type=click.IntRange(1), help="At most so many records, or rows of a summary.")
@click.option("--summary", "question", type=click.Choice(list(QUESTIONS)), help="Count, instead of showing records.")
@click.option("--json", "json_", is_flag=True, help="JSON lines; one object for a summary.")
@click.option("--csv", "csv_", is_flag=True, help="CSV with a header.")
@click.option("--profile", default="", help="AWS profile for S3.")
def read(
    files: tuple[str, ...],
    format_: str,
    wheres: tuple[str, ...],
    columns: str,
    limit: int | None,
    question: str | None,
    profile: str,
    *,
    json_: bool,
    csv_: bool,
    **narrow: str | None,
) -> None:
    """
    Read flow-log records: show, filter, convert or count them.

    FILE is a file, - for standard input, s3://BUCKET/KEY, or s3://BUCKET/PREFIX/ for all below it. Text or gzip: as flow
    logs write it to S3 (with a header), as CloudWatch Logs exports or tails it, JSON as Firehose delivers or backs it
    up, and Parquet. Reads as a stream: memory grows with the groups of a summary only.

    \b
    Example:
      flowlog read records.log.gz
      flowlog read *.log.gz --where action=REJECT --columns srcaddr,dstaddr,dstport
      flowlog read s3://bucket/AWSLogs/111122223333/vpcflowlogs/ --summary top-bytes
      aws logs tail LOG_GROUP --since 10m | flowlog read - --format default --json

    Lines that are no record are counted, and the first are named on standard error.

    Exit codes: 0 all was read, 1 some lines or files could not be read, 2 wrong usage or our own fault.
    """
    gc.disable()  # millions of lists and no circle among them: looking for circles costs a fifth of the time
    click.get_current_context().call_on_close(gc.enable)
    if json_ and csv_:
        raise click.UsageError("--json or --csv, not both")
    if question and columns:
        raise click.UsageError("--columns is for records; a summary has its own")
    wanted, names = read_conditions(wheres, narrow), read_columns(columns)
    reader = Reader(read_format(format_), lambda text: click.echo(f"flowlog: {text}", err=True))
    batches = ((name, batch) for file in files for name, batch in _batches(reader, file, profile))
    try:
        if question:
            check_takes(QUESTIONS[question], wanted)
            answer = Answer(QUESTIONS[question], wanted, limit)
            _count(answer, batches)
            _print_answer(answer, reader.faults, json_=json_, csv_=csv_)
        else:
            writer = JsonLines() if json_ else Csv() if csv_ else Table()
            if not _show(writer, batches, wanted, names, limit) and not reader.faults.count:
                click.echo(f"flowlog: no record{' meets every condition' if wanted else ''}", err=True)
    except LackingError as error:
        click.echo(f"flowlog: {error}", err=True)
        sys.exit(1)
    _report(reader.faults)


def _batches(reader: Reader, file: str, profile: str) -> Iterator[tuple[str, Batch]]:
    for name, chunks in sources(file, profile=profile):
        for batch in reader.read(name, chunks):
            yield name, batch


def _show(
    writer: Writer,
    batches: Iterable[tuple[str, Batch]],
    conditions: Sequence[Condition],
    columns: Sequence[str],
    limit: int | None,
) -> bool:
    """Write records, and say whether there were any."""
    left, written = limit, False
    for name, batch in batches:
        names = columns or batch.layout.fields
        with _naming(name):
            if missing := [one for one in names if one not in batch.columns]:
                raise LackingError(
                    f"its records have no {', '.join(missing)}; they have {', '.join(batch.layout.fields)}"
                )
            found = matching(batch, present(conditions, batch.layout.fields), names)
            if left is not None:
                found = found.only([True] * left, names)
            if len(found):
                click.echo(writer.text(found, names), nl=False)
                written = True
        if left is not None and not (left := left - len(found)):
            break
    return written


def _count(answer: Answer, batches: Iterable[tuple[str, Batch]]) -> None:
    for name, batch in batches:
        with _naming(name):
            answer.add(batch)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Put the source's name before what its records lack."""
    try:
        yield
    except LackingError as error:
        raise LackingError(f"{name}: {error}") from None


def _print_answer(answer: Answer, faults: Faults, *, json_: bool, csv_: bool) -> None:
    results = answer.results()
    if json_:
        data = {"ok": not faults.count, "not_read": faults.count, "answers": as_data(results)}
        click.echo(json.dumps(data, indent=2))
    else:
        click.echo(as_csv(results) if csv_ else f"{as_text(results)}\n", nl=False)


def _report(faults: Faults) -> None:
    if faults.count:
        what = "lines or files" if faults.count > 1 else "line or file"
        click.echo(f"flowlog: {faults.count:,} {what} could not be read:", err=True)
        for line in faults.lines():
            click.echo(f"  {line}", err=True)
        sys.exit(1)

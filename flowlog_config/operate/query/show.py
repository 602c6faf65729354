"""Answers for people, for programs, and for spreadsheets."""

import csv
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from flowlog_config.operate.query.asks import Ask, Lacking
from flowlog_config.operate.query.cost import cost_words, scan_usd, size
from flowlog_config.operate.query.owners import Owners
from flowlog_config.operate.query.rows import Row
from flowlog_config.operate.query.run import Answer
from flowlog_config.operate.query.window import Window
from flowlog_config.plan.model import LogDestination
from flowlog_config.questions import insights_text
from flowlog_config.questions.addresses import ADDRESS_FIELDS
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from rich.table import Table

_OWNER = "_owner"
_WIDEST = 10_000
"""Columns within which a table is measured."""


def owned(answer: Answer, row: Row, owners: Owners) -> dict[str, str | int]:
    """Put who is behind an address after each address of a row, as ``…_owner``."""
    given: dict[str, str | int] = {}
    for name, value in row.items():
        given[name] = value
        if name in ADDRESS_FIELDS:
            given[f"{name}{_OWNER}"] = owners.of(_key(answer), str(value))
    return given


def columns(ask: Ask[LogDestination]) -> list[str]:
    """Name the columns of an answer, owners included."""
    groups = [
        name for one in ask.query.group_by for name in ((one, f"{one}{_OWNER}") if one in ADDRESS_FIELDS else (one,))
    ]
    return [*groups, *(measure.name for measure in ask.query.measures)]


def write_tables(answers: Sequence[Answer], owners: Owners, window: Window) -> None:
    """Print a table for each answer, with what it cost, on standard output. A wide answer is never cut, but may wrap."""
    from rich.console import Console  # noqa: PLC0415 - costs time no other output should pay
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(soft_wrap=True)
    for answer in (one for one in answers if not one.problem):
        console.print(Text(f"{_title(answer, answers, window)}{'' if answer.rows else ': no such records'}", "bold"))
        if answer.rows:
            table = _table(answer, owners)
            least = console.measure(table, options=console.options.update(width=_WIDEST)).minimum
            table.width = least if least > console.width else None  # Rich would leave columns out of a narrower one
            console.print(table, soft_wrap=False, crop=False)
        for line in (*_below(answer), ""):
            console.print(Text(line))


def _table(answer: Answer, owners: Owners) -> "Table":
    from rich.table import Table  # noqa: PLC0415 - costs time no other output should pay
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table()
    numbers = {measure.name for measure in answer.ask.query.measures}
    for name in columns(answer.ask):
        is_owner = name.endswith(_OWNER)
        heading = "owner" if is_owner else name.replace("total_", "")
        table.add_column(heading, justify="right" if name in numbers else "left", no_wrap=not is_owner, overflow="fold")
    for row in answer.rows:
        values = owned(answer, row, owners).values()
        table.add_row(*(Text(f"{one:,}" if isinstance(one, int) else printable(one)) for one in values))
    return table


def write_json(
    answers: Sequence[Answer],
    lacking: Sequence[Lacking],
    owners: Owners,
    window: Window,
    stream: TextIO,
) -> None:
    """Write everything that is known of the answers."""
    data = {
        "ok": bool(answers) and not any(answer.problem for answer in answers),
        "begin": window.begin.isoformat(),
        "end": window.end.isoformat(),
        "answers": [_as_data(answer, owners) for answer in answers],
        "not_asked": [
            {"target": one.target.name, "destination": one.destination.id, "reason": one.reason} for one in lacking
        ],
    }
    stream.write(json.dumps(data, indent=2) + "\n")


def write_csv(answers: Sequence[Answer], owners: Owners, stream: TextIO) -> None:
    """Write the rows of all answers, with account and region before them; a column one answer lacks is empty there."""
    names = dict.fromkeys(name for answer in answers for name in columns(answer.ask))
    writer = csv.DictWriter(stream, ["account", "region", *names], lineterminator="\n", restval="")
    writer.writeheader()
    for answer in answers:
        account, region = _key(answer)
        for row in answer.rows:
            writer.writerow({"account": account, "region": region, **owned(answer, row, owners)})


def _title(answer: Answer, answers: Sequence[Answer], window: Window) -> str:
    """Say whose records it is of; of several formats in a target, which destinations."""
    whose = _whose(answer)
    if sum(_whose(one) == whose for one in answers) > 1:
        whose += f" of {', '.join(one.id for one in answer.ask.destinations)}"
    return f"{answer.ask.query.question.title}: {whose}, {window}"


def _whose(answer: Answer) -> str:
    return f"{answer.ask.target.name}, {answer.ask.destinations[0].family} records"


def _below(answer: Answer) -> Iterator[str]:
    region = answer.ask.target.region
    groups = f"{len(answer.groups)} log group{'s' if len(answer.groups) != 1 else ''}"
    scanned = f"{size(answer.bytes_scanned)}, {answer.records_scanned:,.0f} records of {groups}"
    yield f"Scanned {scanned}; {cost_words(answer.bytes_scanned, region)}"
    if answer.ask.query.note:
        yield f"Note: {answer.ask.query.note}"
    if len(answer.rows) == answer.ask.query.limit:
        yield f"Only the first {len(answer.rows):,} are shown; --limit gives more"
    for prefix in answer.missing:
        yield f"Not there yet, and so not in the answer: log group {prefix}…"


def _as_data(answer: Answer, owners: Owners) -> dict[str, Any]:
    ask = answer.ask
    return {
        "question": ask.query.question.name,
        "target": ask.target.name,
        "account": ask.target.account_id,
        "region": ask.target.region,
        "destinations": [one.id for one in ask.destinations],
        "log_groups": list(answer.groups),
        "log_groups_not_there": [f"{prefix}*" for prefix in answer.missing],
        "query": insights_text(ask.query),
        "note": ask.query.note,
        "problem": answer.problem,
        "rows": [owned(answer, row, owners) for row in answer.rows],
        "bytes_scanned": int(answer.bytes_scanned),
        "records_scanned": int(answer.records_scanned),
        "records_matched": int(answer.records_matched),
        "usd": scan_usd(answer.bytes_scanned, ask.target.region),
    }


def _key(answer: Answer) -> tuple[str, str]:
    return answer.ask.target.account_id, answer.ask.target.region

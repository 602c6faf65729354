"""Records written by hand, one thing each, and the two engines that answer questions about them."""

import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import sqlglot

from flowlog_config.formats import DEFAULT_FORMATS, FIELDS, Family
from flowlog_config.local.engine.insights_language import compile_query
from flowlog_config.operate.query.rows import row_of
from flowlog_config.questions import Table, athena_sql, insights_text

BEGIN, END = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 20, 11, tzinfo=UTC)
START = int(BEGIN.timestamp()) + 60
DEFAULT = DEFAULT_FORMATS[Family.VPC]
GATEWAY = DEFAULT_FORMATS[Family.TRANSIT_GATEWAY]
COST = (
    *("account-id", "region", "az-id", "interface-id", "flow-direction", "srcaddr", "dstaddr", "srcport", "dstport"),
    *("protocol", "packets", "bytes", "start", "end", "action", "log-status", "traffic-path", "pkt-src-aws-service"),
    *("pkt-dst-aws-service", "next-hop-az-id", "reject-reason"),
)
"""A format for what AWS bills."""

_USUAL = {
    "version": "2",
    "account-id": "111122223333",
    "interface-id": "eni-a",
    "srcaddr": "10.0.0.1",
    "dstaddr": "10.0.0.2",
    "srcport": "40000",
    "dstport": "443",
    "protocol": "6",
    "packets": "1",
    "bytes": "100",
    "start": str(START),
    "end": str(START + 60),
    "action": "ACCEPT",
    "log-status": "OK",
    "flow-direction": "egress",
    "traffic-path": "1",
}
NODATA = {"log-status": "NODATA"} | dict.fromkeys(
    ("srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "action"), "-"
)


def record(fields, **values):
    """Write a record; what is not given is usual, or ``-``."""
    given = {**_USUAL, **{name.replace("_", "-"): str(value) for name, value in values.items()}}
    return " ".join(given.get(name, "-") for name in fields)


def nodata(fields):
    """Write a record that says there was no traffic."""
    return record(fields, **{name.replace("-", "_"): value for name, value in NODATA.items()})


def insights_answer(query, lines):
    """Ask as Logs Insights does, of the local engine's own reader of its language."""
    rows, _ = compile_query(insights_text(query))(lines)
    return [tuple(row_of([{"field": k, "value": v} for k, v in row.items()], query).values()) for row in rows]


def athena_answer(query, lines):
    """Ask as Athena does: the statement, read as Athena's and run by SQLite on columns typed as the table has them."""
    table = Table(name="records", fields=query.fields, location="s3://bucket/", hourly=True)
    statement = athena_sql(query, table, BEGIN, END)
    connection = sqlite3.connect(":memory:")
    connection.create_function(
        "REGEXP", 2, lambda pattern, value: value is not None and bool(re.search(pattern, value))
    )
    names = [f'"{name.replace("-", "_")}"' for name in query.fields]
    connection.execute(f"CREATE TABLE records ({', '.join((*names, *table.partitions))})")
    for line in lines:
        values = [_typed(*pair) for pair in zip(query.fields, line.split(" "), strict=True)]
        values += ["2026", "11", "20", "10"]
        connection.execute(f"INSERT INTO records VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - no input
    (translated,) = sqlglot.transpile(statement, read="athena", write="sqlite")
    found = connection.execute(translated).fetchall()
    connection.close()
    return [tuple(_as_recorded(query, row)) for row in found]


def both(query, lines):
    """Ask both, of everything; gives the one answer they agree on, without regard to the order of equals."""
    whole = replace(query, limit=10_000)
    insights, athena = insights_answer(whole, lines), athena_answer(whole, lines)
    assert sorted(insights) == sorted(athena)
    first = len(query.group_by)
    assert [row[first] for row in insights] == [row[first] for row in athena]
    return insights


def _typed(field, text):
    """A value as Athena's table gives it: a number, or NULL for what is none, where the column is one of numbers."""
    if not FIELDS[field].is_integer:
        return text
    return int(text) if text.isdigit() else None


def _as_recorded(query, row):
    groups = len(query.group_by)
    yield from ("-" if value is None else str(value) for value in row[:groups])
    yield from (value or 0 for value in row[groups:])

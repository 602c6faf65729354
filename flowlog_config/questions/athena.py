"""
A query as Athena takes it, and the table it is asked of: records that flow logs wrote into S3.

Source: Athena user guide, "Create and query a table for Amazon VPC flow logs using partition projection", the same "in
Apache Parquet format", and "Supported types for partition projection"; VPC user guide "Flow log files" and "Flow log
records" (checked 2026-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flowlog_config.formats import FIELDS
from flowlog_config.questions.addresses import ADDRESS, PRIVATE
from flowlog_config.questions.model import Condition, Function, Measure, Operator, Query

_TYPES = {"string": "string", "int32": "int", "int64": "bigint"}
_RESERVED = frozenset({"end"})
_PARTS = {
    "log_year": ("year", "%Y", 4, "2015,2099"),
    "log_month": ("month", "%m", 2, "1,12"),
    "log_day": ("day", "%d", 2, "1,31"),
    "log_hour": ("hour", "%H", 2, "0,23"),
}
"""Partition column to the word of its folder in Hive's spelling, how a time is written in it, its digits and range."""
_LATEST_FILE = timedelta(hours=1)
"""Files are written some ten minutes after their records; an hour is plenty."""


class FileFormat(StrEnum):
    """How flow logs write their files: AWS's words."""

    PLAIN_TEXT = "plain-text"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Records of one format in a bucket. Those of another format need another table, since columns have no names in text.

    Attributes:
        name: Of the table: letters, digits and underscores.
        fields: Of the records, in order.
        location: What is above the years: ``s3://BUCKET/…/``, with a slash at the end.
        file_format: Of the files.
        hive: Whether folders are called ``year=2026`` (``HiveCompatiblePartitions``), or ``2026``.
        hourly: Whether each hour has its own folder (``PerHourPartition``).
    """

    name: str
    fields: tuple[str, ...]
    location: str
    file_format: FileFormat = FileFormat.PLAIN_TEXT
    hive: bool = False
    hourly: bool = False

    @property
    def partitions(self) -> list[str]:
        """The columns that say when a file was written: one for each folder on the way to it."""
        return list(_PARTS) if self.hourly else list(_PARTS)[:-1]


def table_ddl(table: Table) -> str:
    """Write the statement that makes a table, whose partitions Athena works out instead of being told each hour's."""
    columns = ",\n".join(f"  `{_name(field)}` {_TYPES[FIELDS[field].type]}" for field in table.fields)
    partitions = ", ".join(f"`{name}` string" for name in table.partitions)
    properties = ",\n".join(f"  '{key}' = '{value}'" for key, value in _properties(table).items())
    return (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `{table.name}` (\n{columns}\n)\nPARTITIONED BY ({partitions})\n"
        f"{_storage(table.file_format)}\nLOCATION '{table.location}'\nTBLPROPERTIES (\n{properties}\n)"
    )


def _properties(table: Table) -> dict[str, str]:
    found = {"skip.header.line.count": "1"} if table.file_format is FileFormat.PLAIN_TEXT else {}
    found["projection.enabled"] = "true"
    folders = []
    for name in table.partitions:
        word, _, digits, values = _PARTS[name]
        found[f"projection.{name}.type"] = "integer"
        found[f"projection.{name}.range"] = values
        found[f"projection.{name}.digits"] = str(digits)
        folders.append(f"{word}=${{{name}}}" if table.hive else f"${{{name}}}")
    return {**found, "storage.location.template": f"{table.location}{'/'.join(folders)}/"}


def _storage(file_format: FileFormat) -> str:
    if file_format is FileFormat.PARQUET:
        return "STORED AS PARQUET"
    return "ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '\nSTORED AS TEXTFILE"


def athena_sql(query: Query, table: Table, begin: datetime, end: datetime) -> str:
    """
    Write a query as SQL.

    Args:
        query: What is asked; its fields are the table's.
        table: Of what.
        begin: Records that begin at this time (UTC) or later, where the format has ``start``; else files from then on.
        end: And before this time. Files are looked for until an hour later, since they are written after the records.
    """
    groups = [_quoted(column) for column in query.group_by]
    selected = [*groups, *(f"{_number(measure)} AS {measure.name}" for measure in query.measures)]
    where = [*_window(table, begin, end), *(_condition(condition) for condition in query.where)]
    return "\n".join(
        (
            f"SELECT {', '.join(selected)}",
            f'FROM "{table.name}"',
            "WHERE " + "\n  AND ".join(where),
            f"GROUP BY {', '.join(groups)}",
            f"ORDER BY {query.measures[0].name} DESC",
            f"LIMIT {query.limit}",
        )
    )


def _window(table: Table, begin: datetime, end: datetime) -> list[str]:
    """
    Ask for the files of a time: first each folder's names by themselves, so that Athena lists few, then exactly.

    Hours are not listed by themselves: a day has few.
    """
    last = end + _LATEST_FILE
    days = [begin.replace(hour=0) + timedelta(days=number) for number in range((last.date() - begin.date()).days + 1)]
    names = table.partitions
    where = [
        _equals(name, [f"'{one}'" for one in dict.fromkeys(f"{day:{_PARTS[name][1]}}" for day in days)])
        for name in names
        if name != "log_hour"
    ]
    spelling = "/".join(_PARTS[name][1] for name in names)
    joined = " || '/' || ".join(names)
    where.append(f"{joined} BETWEEN '{begin:{spelling}}' AND '{last:{spelling}}'")
    if "start" in table.fields:
        where += [f"start >= {int(begin.timestamp())}", f"start < {int(end.timestamp())}"]
    return where


def _name(field: str) -> str:
    return field.replace("-", "_")


def _quoted(field: str) -> str:
    return f'"{_name(field)}"' if field in _RESERVED else _name(field)


def _number(measure: Measure) -> str:
    match measure.function:
        case Function.COUNT:
            return "count(*)"
        case Function.SUM:
            return f"sum({_quoted(measure.column)})"
        case _:
            return f"count(DISTINCT {_quoted(measure.column)})"


def _condition(condition: Condition) -> str:
    if condition.operator is Operator.DIFFER:
        one, other = map(_quoted, condition.columns)
        return f"{one} <> '-' AND {other} <> '-' AND {one} <> {other}"
    tests = [_test(condition, column) for column in condition.columns]
    return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"


def _test(condition: Condition, column: str) -> str:
    name = _quoted(column)
    match condition.operator:
        case Operator.IS:
            return _among(name, column, condition.values)
        case Operator.IS_NOT:
            return f"NOT ({_among(name, column, condition.values)})"
        case Operator.AT_LEAST:
            return f"{name} >= {condition.values[0]}"
        case Operator.PRIVATE:
            return f"regexp_like({name}, '{PRIVATE}')"
        case _:
            return f"(regexp_like({name}, '{ADDRESS}') AND NOT regexp_like({name}, '{PRIVATE}'))"


def _among(name: str, column: str, values: Sequence[str]) -> str:
    """Compare with values. A column of numbers has NULL where the record has ``-``."""
    if not FIELDS[column].is_integer:
        return _equals(name, ["'" + value.replace("'", "''") + "'" for value in values])
    numbers = [value for value in values if value.isdigit()]
    return _equals(name, numbers) if numbers else f"{name} IS NULL"


def _equals(name: str, literals: Sequence[str]) -> str:
    return f"{name} = {literals[0]}" if len(literals) == 1 else f"{name} IN ({', '.join(literals)})"

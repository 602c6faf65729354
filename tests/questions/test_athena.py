"""The table and the statements for Athena, read by a parser of its language."""

from datetime import UTC, datetime

import pytest
import sqlglot
from asked_records import BEGIN, COST, DEFAULT, END, GATEWAY
from sqlglot import exp

from flowlog_config.formats import FIELDS, Family, fields_of
from flowlog_config.questions import QUESTIONS, FileFormat, Table, answered, athena_sql, fit, narrowed, table_ddl

ALL = tuple(fields_of(Family.VPC))


def made(fields=DEFAULT, **more):
    """A table."""
    return Table(**({"name": "records", "fields": fields, "location": "s3://bucket/above/"} | more))


def properties(table):
    """The table's properties by name."""
    parsed = sqlglot.parse_one(table_ddl(table), read="athena")
    return {one.name: one.args["value"].name for one in parsed.find_all(exp.Property) if type(one) is exp.Property}


@pytest.mark.parametrize("file_format", FileFormat)
@pytest.mark.parametrize("hourly", [False, True])
@pytest.mark.parametrize("fields", [DEFAULT, GATEWAY, COST, ALL], ids=["default", "transit-gateway", "cost", "all"])
def test_the_table_has_the_records_columns_in_their_order(fields, file_format, hourly):
    """Text has no names, so the order is all there is; no partition column takes a field's name."""
    parsed = sqlglot.parse_one(table_ddl(made(fields, file_format=file_format, hourly=hourly)), read="athena")
    assert isinstance(parsed, exp.Create)
    columns = {one.name: one.kind.this.name for one in parsed.this.expressions}
    assert list(columns) == [field.replace("-", "_") for field in fields]
    widths = {"string": "TEXT", "int32": "INT", "int64": "BIGINT"}
    assert list(columns.values()) == [widths[FIELDS[field].type] for field in fields]
    (partitions,) = parsed.find_all(exp.PartitionedByProperty)
    names = [one.name for one in partitions.this.expressions]
    assert names == ["log_year", "log_month", "log_day", "log_hour"][: 4 if hourly else 3]
    assert not {*names} & {*columns}


@pytest.mark.parametrize(
    ("hive", "hourly", "folders"),
    [
        (True, True, "year=${log_year}/month=${log_month}/day=${log_day}/hour=${log_hour}/"),
        (True, False, "year=${log_year}/month=${log_month}/day=${log_day}/"),
        (False, True, "${log_year}/${log_month}/${log_day}/${log_hour}/"),
        (False, False, "${log_year}/${log_month}/${log_day}/"),
    ],
)
def test_athena_works_out_every_partition(hive, hourly, folders):
    """Each partition column has a projection, and stands in the place of the files as AWS calls their folders."""
    table = made(hive=hive, hourly=hourly)
    found = properties(table)
    assert found["projection.enabled"] == "true"
    assert found["storage.location.template"] == f"s3://bucket/above/{folders}"
    for name in table.partitions:
        assert found[f"projection.{name}.type"] == "integer"
        first, last = found[f"projection.{name}.range"].split(",")
        assert len(last) == int(found[f"projection.{name}.digits"])
        assert int(first) < int(last)


def test_only_text_has_a_first_line_to_skip():
    """A Parquet file has its names inside."""
    assert properties(made())["skip.header.line.count"] == "1"
    assert "skip.header.line.count" not in properties(made(file_format=FileFormat.PARQUET))


@pytest.mark.parametrize("fields", [DEFAULT, GATEWAY, COST, ALL], ids=["default", "transit-gateway", "cost", "all"])
def test_every_statement_is_one_select_of_what_the_table_has(fields):
    """Parsed as Athena's, with no column that is not there."""
    for query in answered(fields)[0]:
        parsed = sqlglot.parse_one(athena_sql(query, made(fields), BEGIN, END), read="athena")
        assert isinstance(parsed, exp.Select)
        selected = {one.alias_or_name for one in parsed.expressions}
        used = {one.name for one in parsed.find_all(exp.Column)} - {one.name for one in query.measures}
        assert used <= {field.replace("-", "_") for field in fields} | {*made().partitions}
        assert selected == {*(one.replace("-", "_") for one in query.group_by), *(one.name for one in query.measures)}


def test_only_the_files_of_the_time_are_read():
    """And of an hour more, in which the last records are written."""
    hourly = athena_sql(fit(QUESTIONS["top-bytes"], DEFAULT), made(hourly=True), BEGIN, END)
    assert "log_day || '/' || log_hour BETWEEN '2026/11/20/10' AND '2026/11/20/12'" in hourly
    assert f"start >= {int(BEGIN.timestamp())}" in hourly
    fields = ("srcaddr", "dstaddr", "bytes")
    daily = athena_sql(fit(QUESTIONS["top-bytes"], fields), made(fields), BEGIN, END)
    assert "log_month || '/' || log_day BETWEEN '2026/11/20' AND '2026/11/20'" in daily
    assert "start" not in daily


def test_a_time_across_new_year_names_both_years():
    """Each folder by itself, so that Athena lists few of them."""
    begin, end = datetime(2026, 12, 30, 23, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    statement = athena_sql(fit(QUESTIONS["top-bytes"], DEFAULT), made(), begin, end)
    assert "log_year IN ('2026', '2027')" in statement
    assert "log_month IN ('12', '01')" in statement
    assert "log_day IN ('30', '31', '01')" in statement


def test_a_word_of_the_language_is_quoted():
    """The field `end` ends a CASE in SQL."""
    query = fit(QUESTIONS["top-bytes"], DEFAULT, also=[narrowed("end", "1795000000")])
    assert '"end" = 1795000000' in athena_sql(query, made(), BEGIN, END)


def test_a_dash_in_a_column_of_numbers_is_null():
    """Athena reads it as such."""
    query = fit(QUESTIONS["top-bytes"], COST, also=[narrowed("traffic-path", "-")])
    assert "traffic_path IS NULL" in athena_sql(query, made(COST), BEGIN, END)

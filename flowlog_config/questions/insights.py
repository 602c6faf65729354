"""
A query as CloudWatch Logs Insights takes it.

Source: CloudWatch Logs user guide, "Logs Insights QL query syntax" and its pages on parse, filter, stats, sort, limit,
"Supported logs and discovered fields"; API reference PutQueryDefinition (checked 2026-11).
"""

from collections.abc import Mapping, Sequence

from flowlog_config.formats import DEFAULT_FORMATS, FIELDS, Family
from flowlog_config.questions.addresses import ADDRESS, PRIVATE
from flowlog_config.questions.model import Condition, Function, Measure, Operator, Query

MOST_CHARACTERS = 10_000
"""Of a saved query's text."""

_DISCOVERED = {
    "version": "version",
    "account-id": "accountId",
    "interface-id": "interfaceId",
    "srcaddr": "srcAddr",
    "dstaddr": "dstAddr",
    "srcport": "srcPort",
    "dstport": "dstPort",
    "protocol": "protocol",
    "packets": "packets",
    "bytes": "bytes",
    "start": "startTime",
    "end": "endTime",
    "action": "action",
    "log-status": "logStatus",
}
"""What Insights itself calls the fields of the default format of VPC records. It discovers no other format's."""

_FUNCTIONS = {Function.COUNT: "count", Function.SUM: "sum", Function.DISTINCT: "count_distinct"}


def column_names(fields: Sequence[str]) -> Mapping[str, str]:
    """Give what Insights calls the fields of a format, by AWS's name: its own names, or with dashes turned underscores."""
    if tuple(fields) == DEFAULT_FORMATS[Family.VPC]:
        return _DISCOVERED
    return {name: name.replace("-", "_") for name in fields}


def insights_text(query: Query) -> str:
    """
    Write a query in Logs Insights QL: parse, filter, stats, sort and limit, a line each.

    ``parse`` names every field, so that the number of its stars is the number of a record's columns; it is left out where
    Insights discovers the fields by itself.
    """
    names = column_names(query.fields)
    groups = ", ".join(names[name] for name in query.group_by)
    measures = ", ".join(f"{_number(measure, names)} as {measure.name}" for measure in query.measures)
    lines = [
        *_parse(query.fields, names),
        *(f"filter {_condition(condition, names)}" for condition in query.where),
        f"stats {measures} by {groups}",
        f"sort {query.measures[0].name} desc",
        f"limit {query.limit}",
    ]
    return "\n| ".join(lines)


def _parse(fields: Sequence[str], names: Mapping[str, str]) -> list[str]:
    if names is _DISCOVERED:
        return []
    stars = " ".join("*" for _ in fields)
    return [f'parse @message "{stars}" as {", ".join(names[name] for name in fields)}']


def _number(measure: Measure, names: Mapping[str, str]) -> str:
    return f"{_FUNCTIONS[measure.function]}({names[measure.column] if measure.column else '*'})"


def _condition(condition: Condition, names: Mapping[str, str]) -> str:
    if condition.operator is Operator.DIFFER:
        one, other = (names[column] for column in condition.columns)
        return f'{one} != "-" and {other} != "-" and {one} != {other}'
    return " or ".join(_test(condition, column, names[column]) for column in condition.columns)


def _test(condition: Condition, column: str, name: str) -> str:
    values = [_literal(value, column) for value in condition.values]
    match condition.operator:
        case Operator.IS:
            return " or ".join(f"{name} = {value}" for value in values)
        case Operator.IS_NOT:
            tested = " and ".join(f"{name} != {value}" for value in values)
            return f"({tested})" if len(condition.columns) > 1 else tested
        case Operator.AT_LEAST:
            return f"{name} >= {values[0]}"
        case Operator.PRIVATE:
            return f"{name} like /{PRIVATE}/"
        case _:
            tested = f"{name} like /{ADDRESS}/ and {name} not like /{PRIVATE}/"
            return f"({tested})" if len(condition.columns) > 1 else tested


def _literal(value: str, column: str) -> str:
    """Write a number as one, so that it is compared as one; anything else in quotes, which no value contains."""
    return value if FIELDS[column].is_integer and value.isdigit() else f'"{value}"'

"""A row of an answer: from the names and texts Insights gives to AWS's field names and numbers."""

from collections.abc import Mapping, Sequence

from flowlog_config.questions import Query
from flowlog_config.questions.insights import column_names

Row = Mapping[str, str | int]
"""Values by AWS's field name and by the name of the measure."""


def row_of(items: Sequence[Mapping[str, str]], query: Query) -> dict[str, str | int]:
    """Read a row as GetQueryResults gives it; a value that is not there is ``-``, as in a record."""
    given = {item.get("field", ""): item.get("value", "") for item in items}
    names = column_names(query.fields)
    groups: dict[str, str | int] = {name: given.get(names[name]) or "-" for name in query.group_by}
    return groups | {measure.name: whole(given.get(measure.name) or "0") for measure in query.measures}


def whole(text: str) -> int:
    """Read a number, which Insights may write with a decimal point or an exponent."""
    try:
        return int(text)
    except ValueError:
        return round(float(text))

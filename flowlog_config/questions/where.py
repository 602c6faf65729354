"""Conditions as a person writes them."""

import re
from dataclasses import replace

from flowlog_config.formats import FIELDS
from flowlog_config.questions.model import Condition, Operator
from flowlog_config.questions.parameters import ConditionError, narrowed

_WHERE = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)(!=|>=|=)(.+)", re.DOTALL)


def where(text: str) -> Condition:
    """
    Read a condition: ``action=REJECT``, ``dstport=22,3389`` (any of them), ``action!=ACCEPT``, ``bytes>=1000``.

    Names are fields, or parameters of questions: interface, address, port.

    Raises:
        ConditionError: When it is none, or no record can meet it.
    """
    found = _WHERE.fullmatch(text)
    if not found:
        raise ConditionError("a condition is FIELD=VALUE, FIELD=VALUE,VALUE, FIELD!=VALUE or FIELD>=NUMBER")
    name, sign, wanted = found.groups()
    made = [narrowed(name, value, negated=sign == "!=") for value in wanted.split(",")]
    columns = tuple(dict.fromkeys(column for one in made for column in one.columns))
    values = tuple(value for one in made for value in one.values)
    if sign != ">=":
        return replace(made[0], columns=columns, values=values)
    if len(values) > 1 or not values[0].isdigit() or not FIELDS[columns[0]].is_integer:
        raise ConditionError(f"{name}>= compares a number with one number")
    return Condition(columns, Operator.AT_LEAST, values)

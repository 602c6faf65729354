"""What a question can be narrowed down to: an interface, an address, a port, or any field."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address

from flowlog_config.formats import FIELDS
from flowlog_config.questions.addresses import ADDRESS_FIELDS
from flowlog_config.questions.model import Condition, Operator


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    A narrowing with a short name.

    Attributes:
        name: The name.
        columns: Fields one of which must have the value; those a format lacks do not count.
        meaning: What it narrows down to.
        example: A value.
    """

    name: str
    columns: tuple[str, ...]
    meaning: str
    example: str


_INTERFACE = {"eni-": "interface-id", "tgw-attach-": "tgw-attachment-id"}
"""How ids begin, and the field that holds them."""
_ALL = (
    Parameter(
        "interface",
        tuple(_INTERFACE.values()),
        "records of a network interface or a transit gateway attachment",
        "eni-0123456789abcdef0",
    ),
    Parameter("address", ADDRESS_FIELDS, "records from or to an address", "10.0.3.7"),
    Parameter("port", ("srcport", "dstport"), "records from or to a port", "443"),
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
"""Every parameter by its name."""

_WORDS = {
    "action": ("ACCEPT", "REJECT"),
    "log-status": ("OK", "NODATA", "SKIPDATA"),
    "flow-direction": ("ingress", "egress"),
    "type": ("IPv4", "IPv6", "EFA"),
    "resource-type": ("TransitGateway", "TransitGatewayAttachment"),
}
"""Fields with a few words for values. Source: VPC user guide, Flow log records; Transit Gateway guide (checked 2026-11)."""

_VALUE = re.compile(r"""[^\s"'`\\\x00-\x1f\x7f]{1,512}""")
"""What stands in a column, as far as it can be asked for: nothing that would end a text in a query."""


class ConditionError(ValueError):
    """A narrowing that no record can meet; the message says what is asked for instead."""


def narrowed(name: str, value: str, *, negated: bool = False) -> Condition:
    """
    Make the condition of a narrowing, whatever the format; ``fit`` leaves out the columns a format lacks.

    Args:
        name: Of a parameter, or of a field in AWS's spelling or with underscores.
        value: What a record must have.
        negated: The record must have anything else. Not for parameters, which look at several columns.

    Raises:
        ConditionError: When there is no such field, or it cannot have the value.
    """
    columns = _columns(name, value)
    if negated and name in PARAMETERS:
        raise ConditionError(f"{name} cannot be excluded, but its columns can: {', '.join(columns)}")
    return Condition(columns, Operator.IS_NOT if negated else Operator.IS, (_as_recorded(value, columns[0], name),))


def _word(value: str, column: str) -> str:
    """Spell one of a field's few words as records do."""
    found = next((word for word in _WORDS[column] if word.lower() == value.lower()), None)
    if found is None:
        raise ConditionError(f"{column} is one of {', '.join(_WORDS[column])}")
    return found


def _columns(name: str, value: str) -> tuple[str, ...]:
    if name == "interface":
        columns = tuple(column for begins, column in _INTERFACE.items() if value.startswith(begins))
        if not columns:
            raise ConditionError(f"interface takes an id that begins with {' or '.join(_INTERFACE)}")
        return columns
    if name in PARAMETERS:
        return PARAMETERS[name].columns
    field = name.replace("_", "-")
    if field not in FIELDS:
        near = get_close_matches(field[:100], FIELDS, n=1)
        raise ConditionError(
            f"there is no such field{f'; {near[0]} is one' if near else ''}: flowlog formats lists them"
        )
    return (field,)


def _as_recorded(value: str, column: str, name: str) -> str:
    """Spell a value as records do: no zeros before a number, IPv6 addresses shortened, words in their letters."""
    if not _VALUE.fullmatch(value):
        raise ConditionError(f"{name} takes a value as records have it, without spaces, quotes and backslashes")
    if value == "-":
        return value
    if FIELDS[column].is_integer:
        if not (value.isascii() and value.isdigit()):
            raise ConditionError(f"{name} takes a whole number")
        return str(int(value))
    if column in _WORDS:
        return _word(value, column)
    if column not in ADDRESS_FIELDS:
        return value
    try:
        return str(ip_address(value))
    except ValueError:
        raise ConditionError(f"{name} takes one IPv4 or IPv6 address, no range") from None

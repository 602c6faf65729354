"""What a record holds (``format``) and which records go on (``forward``), as the file says it."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from flowlog_config.formats import (
    FIELDS,
    NAMED_FORMATS,
    Family,
    FormatProblem,
    check_fields,
    nearest_format,
    parse_log_format,
)
from flowlog_config.schema.hidden import shown
from flowlog_config.schema.values import describe, fail

_NAMES = ", ".join(NAMED_FORMATS)
_USE_FORMAT = f"a name ({_NAMES}), a list of field names, or ${{field}} ${{field}} … in quotes"
_USE_CONDITION = "a text such as REJECT or 10.0.*, or a number"
_MOST_LISTED = 5
_PLAIN = re.compile(r"[A-Za-z0-9.:_/@-]{1,256}")
_WILDCARD = re.compile(r"[A-Za-z0-9.*]{1,256}")
"""Beside * only letters, digits and dots: the rest needs quotes in a pattern, and in quotes * is no wildcard."""


def _format(value: Any) -> Any:
    """Read a format: a name that ships, a ``${field}`` string or a list of field names, all known to the catalogue."""
    if isinstance(value, str) and value in NAMED_FORMATS:
        return value
    names = _names(value) if isinstance(value, str) else value
    if not isinstance(names, list):
        raise fail("FL213", f"a format cannot be {describe(value)}", _USE_FORMAT)
    if not names:
        raise fail("FL219", "the format has no field", f"a name ({_NAMES}), or at least one field")
    other = next((i for i, name in enumerate(names) if not isinstance(name, str)), None)
    if other is not None:
        raise fail("FL213", f"a field cannot be {describe(names[other])}", "the name of a field", at=(other,))
    if wrong := check_fields(names, _family(names)):
        raise _wrong_fields(wrong)
    return tuple(names)


def _names(text: str) -> list[str]:
    try:
        return list(parse_log_format(text))
    except ValueError:
        raise fail("FL213", f"{describe(text)} is not a format", nearest_format(text) or _USE_FORMAT) from None


def _family(names: Sequence[str]) -> Family:
    """Choose the family that more of the fields belong to."""
    known = [FIELDS[name].families for name in names if name in FIELDS]
    alone = [families[0] for families in known if len(families) == 1]
    transit = alone.count(Family.TRANSIT_GATEWAY)
    return Family.TRANSIT_GATEWAY if transit > len(alone) - transit else Family.VPC


def _wrong_fields(wrong: Sequence[FormatProblem]) -> PydanticCustomError:
    """Name every field of the first wrong kind, at the place of the first of them."""
    same = [one for one in wrong if one.reason == wrong[0].reason]
    names = ", ".join(f'"{shown(one.field)}" (position {one.position + 1})' for one in same[:_MOST_LISTED])
    names += " …" if len(same) > _MOST_LISTED else ""
    at = (same[0].position,)
    if same[0].reason == "unknown":
        if len(same) == 1 and same[0].field in NAMED_FORMATS:
            message = f'"{same[0].field}" is a format, and cannot be one field of another'
            raise fail("FL213", message, f"format: {same[0].field}", at=at)
        near = ", ".join(one.suggestion for one in same[:_MOST_LISTED] if one.suggestion)
        field = "field" if len(same) == 1 else "fields"
        return fail("FL212", f"AWS has no {field} {names}", near or "a field of docs/formats.md", at=at)
    if same[0].reason == "duplicate":
        return fail("FL213", f"{names} stands in the format twice", "each field once", at=at)
    message = f"{names} and the other fields belong to different kinds of record"
    return fail("FL307", message, "fields of one kind (docs/formats.md)", at=at)


def _condition(value: Any) -> Any:
    """Read a condition of ``forward``: a text or number, or a list of which any may match."""
    values = value if isinstance(value, list) else [value]
    if not values:
        raise fail("FL219", "no value can match an empty list", "at least one value")
    for i, one in enumerate(values):
        if isinstance(one, bool) or not isinstance(one, str | int) or one == "":
            raise fail("FL218", f"a condition cannot be {describe(one)}", _USE_CONDITION, at=(i,))
        if not (_WILDCARD if "*" in str(one) else _PLAIN).fullmatch(str(one)):
            use = "at most 256 letters, digits and . : _ / @ -; beside * only ."
            raise fail("FL218", f"{describe(one)} cannot be compared", use, at=(i,))
    return tuple(values)


Format = Annotated[
    str | tuple[str, ...],
    BeforeValidator(_format),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(NAMED_FORMATS)},
                {"type": "string", "pattern": r"^\s*\$\{[a-z0-9-]+\}(\s+\$\{[a-z0-9-]+\})*\s*$"},
                {"type": "array", "items": {"enum": list(FIELDS)}, "minItems": 1, "uniqueItems": True},
            ]
        }
    ),
]
_SCALAR = [{"type": "string", "minLength": 1}, {"type": "integer"}]
Condition = Annotated[
    tuple[str | int, ...],
    BeforeValidator(_condition),
    WithJsonSchema({"anyOf": [*_SCALAR, {"type": "array", "items": {"anyOf": _SCALAR}, "minItems": 1}]}),
]

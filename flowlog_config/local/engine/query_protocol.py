"""
EC2's wire protocol, both ways, read from botocore's own model of EC2 instead of being written by hand.

A request becomes the dict boto3's caller wrote; an answer is the dict boto3's caller will read. Names, nesting and
types therefore cannot drift from AWS's, and wrong values are refused with AWS's error codes.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import botocore.session

from flowlog_config.local.engine.errors import AwsError

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


@cache
def _operation(action: str) -> Any:
    return _service().operation_model(action)


@cache
def _service() -> Any:
    return botocore.session.get_session().get_service_model("ec2")


def parse_request(action: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read the members of a request.

    Args:
        action: Operation, such as ``CreateFlowLogs``.
        params: Flattened form fields, each a value or a list of one.

    Raises:
        AwsError: ``MissingParameter`` or ``InvalidParameterValue`` as AWS words them.
    """
    flat = {key: value[0] if isinstance(value, list) else value for key, value in params.items()}
    known = {prefix for key in flat for prefix in _prefixes(key)}
    shape = _operation(action).input_shape
    return {} if shape is None else _read_structure(shape, "", flat, known)


def check_members(action: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Read members given as a tree (a template's properties), with the checks and types of a request."""
    return parse_request(action, dict(_flatten(_operation(action).input_shape, "", members)))


def render_response(action: str, result: Mapping[str, Any]) -> bytes:
    """Write the answer of an operation as EC2's XML; keys the model does not know are left out."""
    shape = _operation(action).output_shape
    body = "" if shape is None else _write_members(shape, result)
    if shape is None or not shape.members:
        body = "<return>true</return>"
    root = f"{action}Response"
    return f'<{root} xmlns="{_NAMESPACE}"><requestId>{uuid4()}</requestId>{body}</{root}>'.encode()


def _prefixes(key: str) -> Iterable[str]:
    parts = key.split(".")
    return (".".join(parts[: end + 1]) for end in range(len(parts)))


def _wire_name(member: str, shape: Any) -> str:
    """Form fields carry the query name, or the location name with its first letter raised."""
    if "queryName" in shape.serialization:
        return str(shape.serialization["queryName"])
    name = str(shape.serialization.get("name", member))
    return name[0].upper() + name[1:]


def _read_structure(shape: Any, path: str, flat: Mapping[str, str], known: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member, sub in shape.members.items():
        name = path + _wire_name(member, sub)
        if name in known:
            found[member] = _read(sub, name, flat, known)
        elif member in shape.required_members:
            raise AwsError("MissingParameter", f"The request must contain the parameter {name}")
    return found


def _read(shape: Any, name: str, flat: Mapping[str, str], known: set[str]) -> Any:
    if shape.type_name == "structure":
        return _read_structure(shape, f"{name}.", flat, known)
    if shape.type_name == "list":
        values, index = [], 1
        while f"{name}.{index}" in known:
            values.append(_read(shape.member, f"{name}.{index}", flat, known))
            index += 1
        return values
    return _scalar(shape, name, flat.get(name, ""))


def _scalar(shape: Any, name: str, text: str) -> Any:
    wrong = AwsError("InvalidParameterValue", f"Value ({text}) for parameter {name} is invalid.")
    if shape.type_name == "boolean":
        if text.lower() not in {"true", "false"}:
            raise wrong
        return text.lower() == "true"
    if shape.type_name in {"integer", "long"}:
        try:
            return int(text)
        except ValueError:
            raise wrong from None
    if getattr(shape, "enum", None) and text not in shape.enum:
        raise wrong
    return text


def _flatten(shape: Any, path: str, value: Any) -> Iterable[tuple[str, str]]:
    if shape.type_name == "structure":
        wire = {member: _wire_name(member, sub) for member, sub in shape.members.items()}
        for member, sub in value.items():
            if member not in wire:
                raise AwsError("InvalidRequest", f"extraneous key [{member}] is not permitted")
            yield from _flatten(shape.members[member], f"{path}.{wire[member]}" if path else wire[member], sub)
    elif shape.type_name == "list":
        for index, item in enumerate(value, 1):
            yield from _flatten(shape.member, f"{path}.{index}", item)
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _write_members(shape: Any, values: Mapping[str, Any]) -> str:
    return "".join(
        _write(sub, str(sub.serialization.get("name", member)), values[member])
        for member, sub in shape.members.items()
        if values.get(member) is not None
    )


def _write(shape: Any, tag: str, value: Any) -> str:
    if shape.type_name == "structure":
        text = _write_members(shape, value)
    elif shape.type_name == "list":
        item = str(shape.member.serialization.get("name", "item"))
        text = "".join(_write(shape.member, item, each) for each in value)
    elif shape.type_name == "boolean":
        text = "true" if value else "false"
    elif isinstance(value, datetime):
        text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    else:
        text = escape(str(value))
    return f"<{tag}>{text}</{tag}>"

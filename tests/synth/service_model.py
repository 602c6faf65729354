"""AWS's own request models, as botocore has them, with the bounds that botocore itself does not check."""

import re
from functools import cache

import botocore.session
from botocore.validate import ParamValidator


@cache
def _service(name):
    return botocore.session.Session().get_service_model(name)


def faults(service, operation, request):
    """List what the service's model says against a request: missing, unknown and mistyped members, and bounds."""
    shape = _service(service).operation_model(operation).input_shape
    report = ParamValidator().validate(request, shape)
    found = [report.generate_report()] if report.has_errors() else []
    return found + list(_beyond(operation, shape, request))


def _beyond(path, shape, value):
    yield from (f"{path}: {fault}" for fault in _bounds(shape, value))
    if shape.type_name == "structure" and isinstance(value, dict):
        yield from (f"{path}: no member {name}" for name in value.keys() - shape.members.keys())
        for name in value.keys() & shape.members.keys():
            yield from _beyond(f"{path}.{name}", shape.members[name], value[name])
    elif shape.type_name == "list" and isinstance(value, list):
        for one in value:
            yield from _beyond(f"{path}[]", shape.member, one)
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, one in value.items():
            yield from _beyond(f"{path} key", shape.key, key)
            yield from _beyond(f"{path}.{key}", shape.value, one)


def _bounds(shape, value):
    size = value if isinstance(value, int) else len(value)
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        yield f"{value!r} is below {low}"
    if high is not None and size > high:
        yield f"{value!r} is above {high}"
    if isinstance(value, str):
        if shape.enum and value not in shape.enum:
            yield f"{value!r} is not one of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern.replace(r"\p{L}\p{Z}\p{N}", r"\w\s"), value, re.DOTALL):
            yield f"{value!r} does not match {pattern}"

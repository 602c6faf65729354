"""A template's resources as data, so that whatever is not said in words is at least seen to change."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flowlog_config.operate.diff.values import properties_of

_COMPARED = ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy")
_UNREADABLE = re.compile(r"(?:\\u[0-9a-f]{4})+|[?]+")
"""Whatever is not ASCII as JSON writes it, and question marks, which CloudFormation gives back in its place."""


def digest(resources: Mapping[str, Any]) -> str:
    """
    Give a text that is the same for resources that are the same, but for what the CDK alone adds.

    Args:
        resources: Of a template, by logical id.
    """
    ones = {id_: _compared(one) for id_, one in resources.items() if one.get("Type") != "AWS::CDK::Metadata"}
    return hashlib.sha256(_UNREADABLE.sub("?", json.dumps(ones, sort_keys=True)).encode()).hexdigest()


def _compared(resource: Mapping[str, Any]) -> list[Any]:
    """Leave out a function's code, whose place only the CDK knows."""
    said = [resource.get(key) for key in _COMPARED]
    if resource.get("Type") == "AWS::Lambda::Function":
        said[1] = {key: value for key, value in properties_of(resource).items() if key != "Code"}
    return said

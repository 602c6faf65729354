"""A template's resources as data, so that whatever is not said in words is at least seen to change."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flowlog_config.operate.diff.values import as_given_back, properties_of

_COMPARED = ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy")


def digest(resources: Mapping[str, Any]) -> str:
    """
    Give a text that is the same for resources that are the same, but for what the CDK alone adds.

    Args:
        resources: Of a template, by logical id.
    """
    ones = {id_: _compared(one) for id_, one in resources.items() if one.get("Type") != "AWS::CDK::Metadata"}
    return hashlib.sha256(as_given_back(json.dumps(ones, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()


def _compared(resource: Mapping[str, Any]) -> list[Any]:
    """Leave out a function's code, whose place only the CDK knows."""
    said = [resource.get(key) for key in _COMPARED]
    if resource.get("Type") == "AWS::Lambda::Function":
        said[1] = {key: value for key, value in properties_of(resource).items() if key != "Code"}
    return said

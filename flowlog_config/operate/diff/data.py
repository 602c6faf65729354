"""A template's resources as data, so that whatever is not said in words is at least seen to change."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flowlog_config.operate.diff.values import as_given_back, properties_of

_COMPARED = ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy")


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """
    Give the logical ids of resources that differ, or are on one side only.

    Args:
        before: Of a template, by logical id.
        after: Of the other one.
    """
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if old != new and (old is None or new is None or _text(old) != _text(new)):
            yield id_


def _text(resource: Mapping[str, Any]) -> str:
    """Write what is compared of a resource; a function's code is left out, whose place only the CDK knows."""
    said = [resource.get(key) for key in _COMPARED]
    if resource.get("Type") == "AWS::Lambda::Function":
        said[1] = {key: value for key, value in properties_of(resource).items() if key != "Code"}
    return as_given_back(json.dumps(said, sort_keys=True, ensure_ascii=False))

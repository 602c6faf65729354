"""Tags in the shape that resources take, always in one order."""

from collections.abc import Mapping
from typing import Any


def template_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Write tags as in a template: small letters beside capital ones."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags, key=_place)]


def in_order(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Give a resource of a template with its tags in the order of ours.

    The CDK sorts those of its constructs as the language of the machine does: ``-`` and ``_``, or letters beyond ASCII, elsewhere
    than Python, and not everywhere in the same place. AWS sees no order in them.
    """
    tags = resource.get("Properties", {}).get("Tags")
    if not isinstance(tags, list) or not all(isinstance(tag, dict) and isinstance(tag.get("Key"), str) for tag in tags):
        return resource
    ordered = sorted(tags, key=lambda tag: _place(tag["Key"]))
    return {**resource, "Properties": {**resource["Properties"], "Tags": ordered}}


def _place(key: str) -> tuple[str, str]:
    return key.lower(), key

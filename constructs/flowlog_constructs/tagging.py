"""Tags in the shape the typed resources take."""

from collections.abc import Mapping

from aws_cdk import CfnTag


def cfn_tags(tags: Mapping[str, str] | None) -> list[CfnTag] | None:
    """Write tags in the order of their keys, or None where there are none, which leaves the property out."""
    return [CfnTag(key=key, value=tags[key]) for key in sorted(tags)] if tags else None

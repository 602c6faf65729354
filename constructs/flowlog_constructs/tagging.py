"""Tags in the shape that resources take."""

from collections.abc import Mapping


def template_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Write tags as in a template, in the CDK's order: small letters beside capital ones."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags, key=lambda key: (key.lower(), key))]

"""A format: the ordered field names of a record. Parsing, checking and writing it the way AWS wants it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from flowlog_config.formats.catalogue import FIELDS, Family, fields_of

TAG_FIELDS: dict[str, tuple[str, int]] = {
    "instance-tag": ("instance", 1),
    "instance-tag-2": ("instance", 2),
    "interface-tag": ("network-interface", 1),
    "interface-tag-2": ("network-interface", 2),
    "asg-tag": ("auto-scaling-group", 1),
    "asg-tag-2": ("auto-scaling-group", 2),
}
"""Tag field to the resource type of its TagFieldSpecification and the 1-based place of its tag key there."""

_TOKEN = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class FormatProblem:
    """
    Why a list of fields is not a format of its family.

    Attributes:
        position: 0-based place in the list.
        field: The name as given.
        reason: ``unknown``, ``other-family`` or ``duplicate``.
        suggestion: The nearest right name, or empty.
    """

    position: int
    field: str
    reason: str
    suggestion: str = ""


def check_fields(names: Sequence[str], family: Family) -> list[FormatProblem]:
    """Find every field that is unknown, belongs to the other family only, or stands twice."""
    allowed = fields_of(family)
    problems, seen = [], set()
    for position, name in enumerate(names):
        if name not in FIELDS:
            near = get_close_matches(name.replace("_", "-"), allowed, n=1)
            problems.append(FormatProblem(position, name, "unknown", near[0] if near else ""))
        elif name not in allowed:
            problems.append(FormatProblem(position, name, "other-family"))
        elif name in seen:
            problems.append(FormatProblem(position, name, "duplicate"))
        seen.add(name)
    return problems


def parse_log_format(text: str) -> tuple[str, ...]:
    """
    Read the field names of a ``LogFormat`` string such as ``${version} ${account-id}``.

    Raises:
        ValueError: When the text is anything but ``${field}`` tokens separated by spaces.
    """
    names = tuple(_TOKEN.findall(text))
    if not names or " ".join(f"${{{name}}}" for name in names) != " ".join(text.split()):
        raise ValueError(text)
    return names


def log_format(names: Sequence[str]) -> str:
    """Write the ``LogFormat`` string AWS takes: ``${field}`` tokens separated by one space."""
    return " ".join(f"${{{name}}}" for name in names)

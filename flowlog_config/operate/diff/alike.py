"""Lines that say the same of the same thing in several stacks of a target, as one."""

import re
from collections.abc import Iterable, Iterator

_NUMBER = re.compile(r"--[0-9]+(?=[-: ]|$)|(?<=-[0-9a-f]{8})-[0-9]+(?=[: ]|$)")
"""What further stacks have in their name, and their streams after the name of the destination (``plan/naming.py``)."""


def said_once(lines: Iterable[str], *, before: str = "") -> Iterator[str]:
    """
    Give each line once, in order, as it is said of the first of the stacks, and of how many it is said.

    Args:
        lines: Of one target.
        before: What each begins with.
    """
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(_NUMBER.sub("", line), []).append(line)
    for ones in found.values():
        yield f"{f'alike in {len(ones):,} stacks: ' if ones[1:] else ''}{before}{ones[0]}"

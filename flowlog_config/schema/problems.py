"""A problem: what is wrong with the file, where, and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from flowlog_config.schema.kinds import KINDS, Kind, Severity

Path = tuple[str | int, ...]
"""Way from the root of the file to a value: keys and 0-based list positions."""


_MOST_COMPARED = 100
"""Characters of a text that are compared with words."""


class Anchor(StrEnum):
    """Which text of a path's place is at fault."""

    VALUE = "value"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A place in the file.

    Attributes:
        line: 1-based.
        column: 1-based.
        length: Characters to underline on that line, at least 1.
    """

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing wrong with the file.

    Attributes:
        kind: What sort of problem, with its stable id.
        message: What was received and why it cannot be.
        path: The value it is about; a missing key has its parent's path.
        use: What to write instead; empty when nothing better can be said.
        anchor: Whether the key or its value is at fault.
        mark: The place, for problems of the text itself that have no path.
    """

    kind: Kind
    message: str
    path: Path = ()
    use: str = ""
    anchor: Anchor = Anchor.VALUE
    mark: Mark | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing may be built from the file because of it."""
        return self.kind.severity is Severity.ERROR


def problem(
    id_: str,
    message: str,
    path: Sequence[str | int] = (),
    *,
    use: str = "",
    anchor: Anchor = Anchor.VALUE,
    mark: Mark | None = None,
) -> Problem:
    """Make the problem with that id; an unknown id is a mistake of ours and raises KeyError."""
    return Problem(KINDS[id_], message, tuple(path), use, anchor, mark)


def nearest(text: str, words: Iterable[str]) -> str:
    """Give the word that a text is most likely meant as; empty when it is like none."""
    return next(iter(get_close_matches(text[:_MOST_COMPARED], list(words), n=1)), "")

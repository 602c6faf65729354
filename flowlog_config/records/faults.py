"""What could not be read: counted always, and shown for the first few."""

from dataclasses import dataclass, field

_MOST_SHOWN = 5
_MOST_CHARACTERS = 60


class UnreadableError(Exception):
    """A whole source, or the rest of it, cannot be read; the message says why and what to do."""


class LackingError(Exception):
    """Records of a format lack a field that was asked for; the message says which."""


@dataclass(slots=True)
class Faults:
    """
    Lines and sources that could not be read.

    Attributes:
        count: How many.
        first: Place and reason of the first few, a line each.
    """

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, place: str, reason: str) -> None:
        """Count one, at a place such as ``a.log:17``."""
        self.count += 1
        if len(self.first) < _MOST_SHOWN:
            self.first.append(f"{place}: {reason}")

    def lines(self) -> list[str]:
        """Say it for people: the first few, and how many more there are."""
        more = self.count - len(self.first)
        return [*self.first, *([f"and {more:,} more"] if more else [])]


def printable(text: str) -> str:
    """Replace what a terminal would obey instead of show."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def cut(text: str) -> str:
    """Write a text of a file in a message: on one line, printable, cut short."""
    safe = printable(text[: _MOST_CHARACTERS + 1])
    return safe if len(safe) <= _MOST_CHARACTERS else f"{safe[:_MOST_CHARACTERS]}…"

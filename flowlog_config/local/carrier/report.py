"""What the carrier has to say, as data: for the terminal, for JSON lines, and for tests."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """
    What happened.

    ``refused`` records could or may not be moved, and wait; ``lost`` ones real Firehose would have dropped; ``held`` ones could
    neither be delivered nor backed up and are tried again.
    """

    REFUSED = "refused"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    RETRY = "retry"
    BACKED_UP = "backed-up"
    LOST = "lost"
    HELD = "held"
    NOTE = "note"


TROUBLE = frozenset({Kind.REFUSED, Kind.BACKED_UP, Kind.LOST, Kind.HELD})
"""Kinds after which the records are not where the file says they should be."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, to which subscription or stream, in words; ``events`` counts log events if any."""

    kind: Kind
    subject: str
    text: str
    events: int = 0


Report = Callable[[Happening], None]
"""Takes what happened; called from several threads."""

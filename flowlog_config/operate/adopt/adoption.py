"""What becomes of each thing that is there already: adopted, left alone, or in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flowlog_config.operate.adopt.account import Thing
from flowlog_config.operate.adopt.adoptable import Adoptable
from flowlog_config.plan.model import Target


class Why(StrEnum):
    """Why something is not adopted; the values are stable, for ``--json``."""

    IN_THE_WAY = "in-the-way"
    CANNOT = "cannot-be-imported"
    NOT_OURS = "not-ours"
    OLDER = "older"
    SUPERSEDED = "stack-has-its-own"


HEADINGS: Mapping[Why, str] = {
    Why.IN_THE_WAY: "In the way: the deployment would fail",
    Why.CANNOT: "Cannot be imported; the deployment makes new ones beside them",
    Why.NOT_OURS: "Of others, left alone",
    Why.OLDER: "Others of the same, older or without records, left alone",
    Why.SUPERSEDED: "Left alone, because the stack has its own by now",
}
"""What each is called above its things."""


@dataclass(frozen=True, slots=True)
class Left:
    """
    One thing that is not adopted.

    Attributes:
        why: The sort of reason.
        what: Such as ``log group``.
        name: Its name or id.
        message: The reason, as a sentence after the name; may be empty.
        use: What to do; empty for nothing.
    """

    why: Why
    what: str
    name: str
    message: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class StackAdoption:
    """
    What one stack can have back.

    Attributes:
        stack_name: Its name.
        exists: Whether it is there.
        adopted: What it can have back, by what it is in the template.
        left: What is not adopted.
        notes: What is worth knowing.
    """

    stack_name: str
    exists: bool
    adopted: Mapping[Adoptable, Thing] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetAdoption:
    """
    What the stacks of one target can have back.

    Attributes:
        target: Where.
        stacks: In the order of the plan; none when something could not be looked at.
        not_read: What that was, each with the reason.
    """

    target: Target
    stacks: tuple[StackAdoption, ...] = ()
    not_read: tuple[str, ...] = ()

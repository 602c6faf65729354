"""What a dialect has to say for itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flowlog_config.plan import Plan
from flowlog_config.schema.problems import Problem


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    How one aggregator wants its Helm values.

    Attributes:
        template: File in this folder that lays the values out for a reader.
        check: What of the plan this aggregator cannot take.
        values: The data the template must come to.
        notes: What a person has to do besides, a sentence or two each.
    """

    template: str
    check: Callable[[Plan], Iterable[Problem]]
    values: Callable[[Plan], dict[str, Any]]
    notes: Callable[[Plan], list[str]]

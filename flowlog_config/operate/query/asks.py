"""What to ask where: one query for each target and format, over all that holds such records."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flowlog_config.plan.model import Destination, Target, TargetPlan
from flowlog_config.questions import Condition, Query, Question, Unanswerable, fit

Kind = TypeVar("Kind", bound=Destination)


@dataclass(frozen=True, slots=True)
class Ask(Generic[Kind]):
    """
    A query and where it goes.

    Attributes:
        target: Where.
        query: What is asked.
        destinations: Whose records; all have the fields of the query.
    """

    target: Target
    query: Query
    destinations: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """
    Records that cannot be asked.

    Attributes:
        target: Where.
        destination: Whose records.
        reason: What they lack, in words.
    """

    target: Target
    destination: Destination
    reason: str


def make_asks(
    question: Question,
    targets: Iterable[TargetPlan],
    of: Callable[[TargetPlan], Sequence[Kind]],
    *,
    narrow: Sequence[Condition] = (),
    limit: int | None = None,
) -> tuple[list[Ask[Kind]], list[Lacking]]:
    """
    Put a question to every format of every target.

    Args:
        question: What is asked.
        targets: Where.
        of: Gives a target's destinations that can be asked.
        narrow: What else a record must be like.
        limit: Groups in an answer; the question's own choice when None.
    """
    asks: list[Ask[Kind]] = []
    lacking: list[Lacking] = []
    for target in targets:
        for fields, destinations in _by_fields(of(target)).items():
            query = fit(question, fields, also=narrow, limit=limit, family=destinations[0].family)
            if isinstance(query, Query):
                asks.append(Ask(target.target, query, tuple(destinations)))
            else:
                lacking += [Lacking(target.target, one, lacks(query, one)) for one in destinations]
    return asks, lacking


def lacks(found: Unanswerable, destination: Destination) -> str:
    """Say which fields are missing."""
    fields = " and ".join(found.missing)
    if not found.possible:
        return f"{destination.family} records never have {fields}"
    return f"its format lacks {fields}; add {'it' if len(found.missing) == 1 else 'them'} to `format`"


def _by_fields(destinations: Sequence[Kind]) -> Mapping[tuple[str, ...], list[Kind]]:
    found: dict[tuple[str, ...], list[Kind]] = defaultdict(list)
    for destination in destinations:
        found[destination.fields].append(destination)
    return found

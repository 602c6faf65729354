"""A question of the catalogue, answered from records in files: counted batch by batch, column by column."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from flowlog_config.questions import Condition, Function, Measure, Query, Question, Unanswerable, fit
from flowlog_config.records.batches import Batch
from flowlog_config.records.conditions import matching
from flowlog_config.records.faults import LackingError

if TYPE_CHECKING:
    from flowlog_config.records.layout import Layout


@dataclass(frozen=True, slots=True)
class Result:
    """
    An answer, as rows.

    Attributes:
        query: What was asked, in the form the records' format allows.
        rows: Values of ``query.group_by``, then of ``query.measures``; the greatest first.
        groups: How many groups there are, of which ``rows`` are the first.
    """

    query: Query
    rows: list[tuple[str | int, ...]]
    groups: int


class Answer:
    """
    Collects what a question asks for. Memory grows with the groups of the answer, not with the records.

    Args:
        question: What is asked.
        conditions: What else a record must be like.
        limit: Rows of the answer; the question's own when None.
    """

    def __init__(self, question: Question, conditions: Sequence[Condition] = (), limit: int | None = None) -> None:
        self._question, self._conditions, self._limit = question, conditions, limit
        self._layout: Layout | None = None
        self._query: Query | None = None
        self._groups: dict[tuple[tuple[str, ...], tuple[Measure, ...]], _Groups] = {}

    def add(self, batch: Batch) -> None:
        """
        Count the records of a batch.

        Raises:
            LackingError: When these records lack a field the question or a condition needs.
        """
        if batch.layout != self._layout:
            self._query, self._layout = self._fit(batch.layout.fields), batch.layout
        query = self._query
        if query:
            groups = self._groups.setdefault((query.group_by, query.measures), _Groups(query))
            needed = (*query.group_by, *(one.column for one in query.measures if one.column))
            groups.add(matching(batch, query.where, needed))

    def results(self) -> list[Result]:
        """Give what was found: one result, or more where formats differ so much that it was asked in different forms."""
        return [groups.result() for groups in self._groups.values()]

    def _fit(self, fields: Sequence[str]) -> Query:
        fitted = fit(self._question, fields, also=self._conditions, limit=self._limit)
        if isinstance(fitted, Unanswerable):
            what = "A format with that can" if fitted.possible else "Records of this kind never can"
            raise LackingError(f"its records have no {', '.join(fitted.missing)}. {what} tell")
        return fitted


class _Groups:
    """Numbers by group. A group is a list with a number, or for different values a set, for each measure."""

    def __init__(self, query: Query) -> None:
        self._query = query
        distinct = [one.function is Function.DISTINCT for one in query.measures]
        zeros: Callable[[], list[Any]] = ([0] * len(distinct)).copy  # a call of C: groups may be millions
        with_sets: Callable[[], list[Any]] = lambda: [set() if one else 0 for one in distinct]  # noqa: E731
        self._by_key: dict[Hashable, list[Any]] = defaultdict(with_sets if any(distinct) else zeros)

    def add(self, batch: Batch) -> None:
        """Count the records of a batch, measure by measure."""
        columns = [batch.columns[name] for name in self._query.group_by]
        by_key = self._by_key
        keys: Iterable[Hashable] = columns[0] if len(columns) == 1 else zip(*columns, strict=True)
        groups = [by_key[key] for key in keys]
        for i, measure in enumerate(self._query.measures):
            if measure.function is Function.COUNT:
                for group in groups:
                    group[i] += 1
            elif measure.function is Function.SUM:
                for group, number in zip(groups, batch.numbers(measure.column), strict=True):
                    group[i] += number
            else:
                for group, value in zip(groups, batch.columns[measure.column], strict=True):
                    group[i].add(value)

    def result(self) -> Result:
        """Give the greatest groups, those alike in the order of their names."""
        query = self._query
        rows = (
            (key if isinstance(key, tuple) else (key,), [len(n) if isinstance(n, set) else n for n in numbers])
            for key, numbers in self._by_key.items()
        )
        first = nsmallest(query.limit, rows, key=lambda row: (-row[1][0], row[0]))
        return Result(query, [(*key, *numbers) for key, numbers in first], len(self._by_key))

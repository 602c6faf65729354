"""The questions as saved queries of CloudWatch Logs Insights: what of each is saved beside the log group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flowlog_config.formats import Family
from flowlog_config.questions.fit import answered
from flowlog_config.questions.insights import insights_text
from flowlog_config.questions.model import Condition, Operator, Query
from flowlog_config.questions.parameters import PARAMETERS

_NO_PARAMETERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """
    One saved query.

    Attributes:
        question: Name of its question.
        text: In Logs Insights QL, at most 10,000 characters.
        parameters: What must be filled in before it runs: names and what each means.
    """

    question: str
    text: str
    parameters: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMETERS)


@lru_cache(maxsize=256)
def saved_queries(fields: tuple[str, ...], family: Family) -> tuple[SavedQuery, ...]:
    """
    Give the saved query of every question that records of a format can answer.

    What a question takes becomes ``{{name}}``, which the console asks for.
    Source: CloudWatch Logs API reference, QueryParameter (checked 2026-11).
    """
    queries, _ = answered(fields, family)
    return tuple(
        SavedQuery(
            query.question.name,
            insights_text(_with_parameters(query)),
            {name: PARAMETERS[name].meaning for name in query.question.takes},
        )
        for query in queries
    )


def _with_parameters(query: Query) -> Query:
    return replace(query, where=(*query.where, *(_open(name, query.fields) for name in query.question.takes)))


def _open(name: str, fields: Sequence[str]) -> Condition:
    columns = tuple(column for column in PARAMETERS[name].columns if column in fields)
    return Condition(columns, Operator.IS, (f"{{{{{name}}}}}",))

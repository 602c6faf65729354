"""Putting a question to the records of one format."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flowlog_config.formats import Family, fields_of
from flowlog_config.questions.addresses import ADDRESS_FIELDS
from flowlog_config.questions.catalogue import QUESTIONS
from flowlog_config.questions.model import Condition, Form, Operator, Query, Question, Unanswerable


def fit(
    question: Question,
    fields: Sequence[str],
    *,
    also: Sequence[Condition] = (),
    limit: int | None = None,
    family: Family | None = None,
) -> Query | Unanswerable:
    """
    Put a question to the records of a format, in the first form for which the format has all fields.

    Args:
        question: What is asked.
        fields: Of the records, in order.
        also: What else a record must be like (``parameters.narrowed``), of which the columns the format has count. A
            parameter the question takes is not asked for here, so that a saved query can leave it open.
        limit: Groups in the answer; the question's own choice when None.
        family: Of the records; guessed from the fields when None.
    """
    can_have = fields_of(family or family_of(fields))
    narrow = tuple(replace(one, columns=tuple(name for name in one.columns if name in fields)) for one in also)
    for given, kept in zip(also, narrow, strict=True):
        if not kept.columns:
            possible = tuple(name for name in given.columns if name in can_have)
            return Unanswerable(question, (possible or given.columns)[:1], bool(possible))
    lacking = [_lacking(question, form, fields) for form in question.forms]
    for form, missing in zip(question.forms, lacking, strict=True):
        if not missing:
            return _query(question, form, tuple(fields), narrow, limit)
    within = [missing for missing in lacking if all(name in can_have for name in missing)]
    if within:
        return Unanswerable(question, min(within, key=len), possible=True)
    never = [tuple(name for name in missing if name not in can_have) for missing in lacking]
    return Unanswerable(question, min(never, key=len), possible=False)


def answered(fields: Sequence[str], family: Family | None = None) -> tuple[list[Query], list[Unanswerable]]:
    """Give every question that records of a format can answer, and those they cannot, each in the catalogue's order."""
    fitted = [fit(question, fields, family=family) for question in QUESTIONS.values()]
    return [one for one in fitted if isinstance(one, Query)], [one for one in fitted if isinstance(one, Unanswerable)]


def family_of(fields: Iterable[str]) -> Family:
    """Tell whose records have these fields; VPC's, where it could be either's."""
    return Family.VPC if all(name in fields_of(Family.VPC) for name in fields) else Family.TRANSIT_GATEWAY


def _lacking(question: Question, form: Form, fields: Sequence[str]) -> tuple[str, ...]:
    first = question.measures[0].column
    needed = (*form.fields, first) if first else form.fields
    return tuple(name for name in dict.fromkeys(needed) if name not in fields)


def _query(
    question: Question, form: Form, fields: tuple[str, ...], also: tuple[Condition, ...], limit: int | None
) -> Query:
    return Query(
        question=question,
        fields=fields,
        where=(*_with_traffic(fields), *form.where, *also),
        group_by=(*form.group_by, *(name for name in form.also_by if name in fields)),
        measures=tuple(one for one in question.measures if not one.column or one.column in fields),
        limit=limit or question.limit,
        note=form.note,
    )


def _with_traffic(fields: Sequence[str]) -> tuple[Condition, ...]:
    """Exclude NODATA and SKIPDATA, which have ``-`` in place of an address: by the status, or else by an address."""
    if "log-status" in fields:
        return (Condition(("log-status",), Operator.IS, ("OK",)),)
    address = next((name for name in ADDRESS_FIELDS if name in fields), None)
    return (Condition((address,), Operator.IS_NOT, ("-",)),) if address else ()

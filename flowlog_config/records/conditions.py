"""Which records are meant: conditions of questions, and of ``--where``, on whole columns."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import or_

from flowlog_config.questions import Condition, Operator
from flowlog_config.questions.addresses import ADDRESS, PRIVATE
from flowlog_config.records.batches import Batch
from flowlog_config.records.faults import LackingError
from flowlog_config.records.layout import MISSING

_PRIVATE, _ADDRESS = re.compile(PRIVATE), re.compile(ADDRESS)
_MOST_REMEMBERED = 1 << 16
Mask = list[bool]


def present(conditions: Sequence[Condition], fields: Sequence[str]) -> list[Condition]:
    """
    Leave out the columns that records lack: it is enough that one passes.

    Raises:
        LackingError: When none is left.
    """
    kept = [replace(one, columns=tuple(name for name in one.columns if name in fields)) for one in conditions]
    for condition, left in zip(conditions, kept, strict=True):
        if not left.columns:
            raise LackingError(f"its records have no {' or '.join(condition.columns)}; they have {', '.join(fields)}")
    return kept


def matching(batch: Batch, conditions: Iterable[Condition], names: Sequence[str]) -> Batch:
    """Give the records that meet all conditions, with the columns of these names."""
    wanted = list(conditions)
    for i, condition in enumerate(wanted):
        mask = _mask(batch, condition)
        if not all(mask):
            later = (column for one in wanted[i + 1 :] for column in one.columns)
            batch = batch.only(mask, dict.fromkeys((*names, *later)))
    return batch


def _mask(batch: Batch, condition: Condition) -> Mask:
    columns = [batch.columns[name] for name in condition.columns]
    if condition.operator is Operator.DIFFER:
        return list(map(_differ, *columns))
    test = _test(condition)
    mask = list(map(test, columns[0]))
    for column in columns[1:]:
        mask = list(map(or_, mask, map(test, column)))
    return mask


def _test(condition: Condition) -> Callable[[str], bool]:
    values = frozenset(condition.values)
    if condition.operator is Operator.IS:
        return values.__contains__
    if condition.operator is Operator.IS_NOT:
        return lambda value: value not in values
    if condition.operator is Operator.AT_LEAST:
        least = int(condition.values[0])
        return lambda value: value != MISSING and int(value) >= least
    return is_private if condition.operator is Operator.PRIVATE else is_public


def _differ(one: str, other: str) -> bool:
    return one != other and MISSING not in (one, other)


@lru_cache(_MOST_REMEMBERED)
def is_private(address: str) -> bool:
    """Whether the internet does not route an address."""
    return bool(_PRIVATE.search(address))


@lru_cache(_MOST_REMEMBERED)
def is_public(address: str) -> bool:
    """Whether a value is an address that the internet routes."""
    return bool(_ADDRESS.search(address)) and not is_private(address)

"""
A question about records as data: what it looks at, counts and sorts by, without saying who answers.

A ``Question`` knows AWS's field names; ``fit`` puts it to the fields of one format and gives a ``Query``, of which every
column is there. Logs Insights, Athena and a reader of files each answer the same ``Query``.
"""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """
    What a condition asks of a value. Values are compared as the text of the record, numbers as numbers.

    ``-`` stands for "none" in a record, so that it is no number, no address and differs from nothing.
    """

    IS = "is"
    """It is one of the condition's values."""
    IS_NOT = "is not"
    """It is none of the condition's values."""
    AT_LEAST = "at least"
    """It is a number, and not below the condition's only value."""
    PRIVATE = "private"
    """It is an address that is not routed in the internet (``addresses.PRIVATE``). Takes no values."""
    PUBLIC = "public"
    """It is any other address. Takes no values."""
    DIFFER = "differ"
    """The condition's two columns have different values, and both have one. Takes no values."""


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What a record must be like.

    Attributes:
        columns: AWS's field names; it is enough that one of them passes, but for ``Operator.DIFFER``, which compares two.
        operator: What is asked.
        values: What is compared with, as a record has it: ``("22", "3389")``.
    """

    columns: tuple[str, ...]
    operator: Operator
    values: tuple[str, ...] = ()


class Function(StrEnum):
    """How the records of a group become a number."""

    COUNT = "count"
    """Number of records; takes no column."""
    SUM = "sum"
    """Sum of a column; ``-`` adds nothing."""
    DISTINCT = "distinct"
    """Number of different values of a column."""


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One number of each group.

    Attributes:
        name: Of its column in the answer; never the name of a field. Letters and underscores.
        function: How it is counted.
        column: AWS's field name; empty for ``Function.COUNT``.
    """

    name: str
    function: Function
    column: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """
    One way to ask a question; another may need other fields.

    Attributes:
        group_by: Fields whose values make a group.
        where: Conditions, all of which a record must meet.
        also_by: Fields that make smaller groups where the format has them.
        note: What an answer in this form does not tell; empty for nothing.
    """

    group_by: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    also_by: tuple[str, ...] = ()
    note: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field this form cannot do without."""
        tested = (column for condition in self.where for column in condition.columns)
        return tuple(dict.fromkeys((*tested, *self.group_by)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What one wants to know about traffic.

    Attributes:
        name: What it is called on the command line: ``top-bytes``.
        title: What it is called in a heading.
        asks: What it answers, in a sentence or two.
        forms: Ways to ask it, the most exact first.
        measures: Numbers of each group, the first of which decides the order, the greatest first. One whose field the
            format lacks is left out, but never the first.
        takes: Names of the parameters (``parameters.PARAMETERS``) it cannot be asked without.
        limit: Groups in an answer, unless told otherwise.
    """

    name: str
    title: str
    asks: str
    forms: tuple[Form, ...]
    measures: tuple[Measure, ...]
    takes: tuple[str, ...] = ()
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Query:
    """
    A question put to the records of one format: all its columns are there. Records without traffic are excluded.

    Attributes:
        question: What is asked.
        fields: Of the records, in order.
        where: Conditions, all of which a record must meet.
        group_by: Fields whose values make a group, and the first columns of the answer.
        measures: The other columns of the answer; groups are in the order of the first, the greatest first.
        limit: Groups in the answer.
        note: What the answer does not tell; empty for nothing.
    """

    question: Question
    fields: tuple[str, ...]
    where: tuple[Condition, ...]
    group_by: tuple[str, ...]
    measures: tuple[Measure, ...]
    limit: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """
    Why records of a format cannot answer a question.

    Attributes:
        question: What is asked.
        missing: Fields the format would need, of the form that needs the fewest.
        possible: Whether records of the family can have them; else no format of the family answers the question.
    """

    question: Question
    missing: tuple[str, ...]
    possible: bool

"""One problem for one mistake: what only follows from another problem is left out."""

from collections.abc import Sequence
from dataclasses import replace

from flowlog_config.schema.document import Document
from flowlog_config.schema.problems import Mark, Path, Problem


def one_a_mistake(problems: Sequence[Problem], document: Document) -> list[Problem]:
    """
    Leave out that a key is missing where it is misspelt or at the left margin, and that ``yes`` is not true or false.

    Args:
        problems: Those of the text (FL1xx) and of the single values (FL2xx).
        document: The file's places.
    """
    there = {missing for one in problems if one.kind.id == "FL202" for missing in _meant(one)}
    typed = {_mark(one, document) for one in problems if one.kind.id == "FL203"}
    words = {_mark(one, document) for one in problems if one.kind.id == "FL104"}
    return [
        replace(one, use="true or false") if one.kind.id == "FL104" and _mark(one, document) in typed else one
        for one in problems
        if not (_missing(one) in there or (one.kind.id == "FL203" and _mark(one, document) in words))
    ]


def _meant(unknown: Problem) -> list[tuple[Path, str]]:
    """Give the keys, each with the place it belongs to, that an unknown key may be meant as."""
    key = str(unknown.path[-1])
    misplaced = [((word,), key) for word in unknown.use.split("`")[1::2]] if len(unknown.path) == 1 else []
    return [(unknown.path[:-1], unknown.use), *misplaced]


def _missing(one: Problem) -> tuple[Path, str] | None:
    return (one.path, one.use.removesuffix(": …")) if one.kind.id == "FL201" else None


def _mark(one: Problem, document: Document) -> Mark:
    return one.mark or document.mark(one.path, one.anchor)

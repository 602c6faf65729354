"""Cutting what is sent into calls that a service takes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def in_parts(items: Iterable[_T], weigh: Callable[[_T], int], *, most: int, heaviest: int) -> Iterator[list[_T]]:
    """
    Give items in their order, in parts; one that is too heavy by itself is a part of its own.

    Args:
        items: To cut.
        weigh: Gives the weight of one, such as its bytes.
        most: Items a part may have.
        heaviest: Weight a part may have.
    """
    part: list[_T] = []
    weight = 0
    for item in items:
        more = weigh(item)
        if part and (len(part) == most or weight + more > heaviest):
            yield part
            part, weight = [], 0
        part.append(item)
        weight += more
    if part:
        yield part

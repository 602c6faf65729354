"""From how much to how much: nobody knows an account's traffic before it is logged."""

from collections.abc import Iterable
from math import floor, log10

Range = tuple[float, float]
"""At least and at most."""


def times(one: Range, other: Range | float) -> Range:
    """Multiply both ends."""
    low, high = other if isinstance(other, tuple) else (other, other)
    return one[0] * low, one[1] * high


def total(ranges: Iterable[Range]) -> Range:
    """Add both ends."""
    low = high = 0.0
    for one in ranges:
        low, high = low + one[0], high + one[1]
    return low, high


def in_order(range_: Range) -> list[float]:
    """Give both ends with two significant digits, the lesser first."""
    return sorted(rounded(one) for one in range_)


def rounded(number: float) -> float:
    """Keep two significant digits: more would say that more is known."""
    return 0.0 if number <= 0 else round(number, 1 - floor(log10(number)))

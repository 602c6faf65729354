"""
Conditions on one column: numbers, text with ``*``, regular expressions.

Source: CloudWatch Logs User Guide, "Filter pattern syntax" (checked 2026-11).
"""

import operator
import re
from collections.abc import Callable
from decimal import Decimal

from flowlog_config.local.subscription.pattern_errors import PatternError

Condition = Callable[[str], bool]
"""Tells whether the value of a column fits."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_MAX_REGEXES = 2
"""Quota of CloudWatch Logs."""


def read_regex(text: str) -> re.Pattern[str]:
    """
    Read a regular expression that stood between ``%``.

    Raises:
        PatternError: It is not valid.
    """
    try:
        return re.compile(text)
    except re.error as error:
        raise PatternError(f"the regular expression %{text}% is not valid: {error}") from error


def check_regexes(number: int) -> None:
    """
    Check how many regular expressions a pattern has.

    Raises:
        PatternError: Too many.
    """
    if number > _MAX_REGEXES:
        raise PatternError(f"a filter pattern has at most {_MAX_REGEXES} regular expressions")


def unescaped(quoted: str) -> str:
    """Give the text that stood in double quotes."""
    return re.sub(r"\\(.)", r"\1", quoted)


def parse_condition(sign: str, quoted: str | None, regex: str | None, bare: str | None) -> Condition:
    """
    Make the test for ``sign value``, where the value was written in exactly one of three ways.

    A bare number compares as a number, and a value that is no number (such as ``-`` in a record without traffic) then
    never fits, not even ``!=``.

    Raises:
        PatternError: An order between things that are no numbers, or a regular expression that is not valid.
    """
    if bare is not None and _NUMBER.fullmatch(bare):
        return _number(sign, Decimal(bare))
    if sign not in ("=", "!="):
        shown = bare if bare is not None else quoted if quoted is not None else regex
        raise PatternError(f"{sign} compares numbers, and {shown} is not one")
    wanted = sign == "="
    if regex is not None:
        expression = read_regex(regex)
        return lambda value: (expression.search(value) is not None) is wanted
    text = unescaped(quoted) if quoted is not None else bare or ""
    glob = re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)
    return lambda value: (glob.fullmatch(value) is not None) is wanted


def _number(sign: str, limit: Decimal) -> Condition:
    compare = _COMPARE[sign]

    def fits(value: str) -> bool:
        return _NUMBER.fullmatch(value) is not None and compare(Decimal(value), limit)

    return fits

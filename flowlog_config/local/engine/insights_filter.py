"""Conditions of Logs Insights' ``filter``: comparisons, ``like /regular expression/``, ``not``, ``and``, ``or``, parentheses."""

import operator
import re
from collections.abc import Callable, Mapping

from flowlog_config.local.engine.errors import AwsError

Record = dict[str, str]
Test = Callable[[Mapping[str, str]], bool]

_TOKEN = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|/((?:[^/\\]|\\.)*)/|(-?\d+(?:\.\d+)?)(?!\w)|([@A-Za-z_][\w.]*)|(<=|>=|!=|=|<|>|\(|\)))"""
)
_TEXT, _REGEX, _NUMBER, _WORD, _SIGN = range(1, 6)
_COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_filter(text: str) -> Test:
    """
    Give the function that tells whether a record passes.

    Raises:
        AwsError: MalformedQueryException.
    """
    return _Reader(text).everything()


def number(text: str) -> float | None:
    """Read a number; None for what is none, such as ``-``."""
    try:
        return float(text)
    except ValueError:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, position = text, [], 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None or match.lastindex is None:
                raise self._wrong()
            self._tokens.append((match.lastindex, match[match.lastindex]))
            position = match.end()

    def everything(self) -> Test:
        test = self._any()
        if self._tokens:
            raise self._wrong()
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._takes("or"):
            tests.append(self._all())
        return lambda record: any(test(record) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return lambda record: all(test(record) for test in tests)

    def _one(self) -> Test:
        if self._takes("not"):
            test = self._one()
            return lambda record: not test(record)
        if self._takes("("):
            inside = self._any()
            if not self._takes(")"):
                raise self._wrong()
            return inside
        return self._comparison(self._next(_WORD))

    def _comparison(self, field: str) -> Test:
        negated = self._takes("not")
        if self._takes("like"):
            pattern = self._pattern()
            return lambda record: field in record and (pattern.search(record[field]) is None) == negated
        compare = _COMPARISONS.get(self._next(_SIGN))
        if compare is None or negated or not self._tokens:
            raise self._wrong()
        kind, value = self._tokens.pop(0)

        def test(record: Mapping[str, str]) -> bool:
            other = record.get(value, "") if kind == _WORD else value
            if field not in record:
                return False
            one, two = number(record[field]), number(other)
            return bool(compare(record[field], other) if one is None or two is None else compare(one, two))

        return test

    def _pattern(self) -> re.Pattern[str]:
        try:
            return re.compile(self._next(_REGEX))
        except re.error:
            raise self._wrong() from None

    def _takes(self, token: str) -> bool:
        if self._tokens and self._tokens[0] in ((_WORD, token), (_SIGN, token)):
            self._tokens.pop(0)
            return True
        return False

    def _next(self, kind: int) -> str:
        if not self._tokens or self._tokens[0][0] != kind:
            raise self._wrong()
        return self._tokens.pop(0)[1]

    def _wrong(self) -> AwsError:
        return AwsError("MalformedQueryException", f"unexpected in filter: {self._text[:80]!r}")

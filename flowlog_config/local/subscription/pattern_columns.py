"""
Space-delimited filter patterns: one name a column, with conditions, and at most one ``...``.

Source: CloudWatch Logs User Guide, "Filter pattern syntax", space-delimited log events (checked 2026-11).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flowlog_config.local.subscription.pattern_conditions import Condition, check_regexes, parse_condition
from flowlog_config.local.subscription.pattern_errors import PatternError

_COLUMN = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)|\[([^\]]*)\](?=\s|$)|(\S+)')
_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*")
_OPERATOR = re.compile(r"\s*(!=|<=|>=|=|<|>)\s*")
_VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([^\s,&|\]"%]+)')
_JOIN = re.compile(r"\s*(&&|\|\|)\s*")
_ELLIPSIS = re.compile(r"\s*\.\.\.\s*")


def split_columns(line: str) -> list[str]:
    """Split a line at spaces; text in double quotes or square brackets is one column, without these."""
    found = []
    for match in _COLUMN.finditer(line):
        quoted, bracketed, plain = match.groups()
        found.append(next(text for text in (quoted, bracketed, plain) if text is not None))
    return found


@dataclass(frozen=True, slots=True)
class _Column:
    """One name with its conditions as or-ed groups of and-ed conditions; no group means any value."""

    name: str
    any_of: tuple[tuple[Condition, ...], ...]

    def takes(self, value: str) -> bool:
        return not self.any_of or any(all(condition(value) for condition in group) for group in self.any_of)


def parse_columns(pattern: str) -> Callable[[str], Mapping[str, str] | None]:
    """
    Read a pattern in square brackets.

    Returns:
        A function from a line to its columns by name, or to None when the line does not match; without ``...`` a line
        with another number of columns never matches.

    Raises:
        PatternError: The pattern breaks the syntax.
    """
    before, after, has_rest = _parse(pattern)

    def match(line: str) -> Mapping[str, str] | None:
        values = split_columns(line)
        between = len(values) - len(before) - len(after)
        if between < 0 or (between and not has_rest):
            return None
        rest = [_Column(f"${len(before) + index + 1}", ()) for index in range(between)]
        columns = [*before, *rest, *after]
        if not all(column.takes(value) for column, value in zip(columns, values, strict=True)):
            return None
        return {column.name: value for column, value in zip(columns, values, strict=True)}

    return match


def _parse(pattern: str) -> tuple[list[_Column], list[_Column], bool]:
    before: list[_Column] = []
    after: list[_Column] = []
    has_rest = False
    at, regexes = 1, 0
    while True:
        if rest := _ELLIPSIS.match(pattern, at):
            if has_rest:
                raise PatternError("a pattern can have ... only once")
            has_rest, at = True, rest.end()
        else:
            column, at, used = _parse_column(pattern, at)
            regexes += used
            (after if has_rest else before).append(column)
        if pattern[at:].strip() == "]":
            break
        if not pattern.startswith(",", at):
            raise PatternError(f'expected "," or "]" at "{pattern[at : at + 20]}"')
        at += 1
    names = [column.name for column in (*before, *after)]
    if len(set(names)) != len(names):
        raise PatternError("two columns have the same name")
    check_regexes(regexes)
    return before, after, has_rest


def _parse_column(pattern: str, at: int) -> tuple[_Column, int, int]:
    """Read ``name`` or ``name = a || name = b && name != c``; ``&&`` binds more tightly."""
    first = _NAME.match(pattern, at)
    if first is None:
        raise PatternError(f'expected the name of a column at "{pattern[at : at + 20]}"')
    name, groups, regexes = first[1], [[]], 0  # type: tuple[str, list[list[Condition]], int]
    if _OPERATOR.match(pattern, first.end()) is None:
        return _Column(name, ()), first.end(), 0
    while True:
        again = _NAME.match(pattern, at)
        if again is None or again[1] != name:
            raise PatternError(f"the conditions of column {name} must all name {name}")
        condition, at, is_regex = _parse_comparison(pattern, again.end(), name)
        groups[-1].append(condition)
        regexes += is_regex
        join = _JOIN.match(pattern, at)
        if join is None:
            break
        if join[1] == "||":
            groups.append([])
        at = join.end()
    end = len(pattern) - len(pattern[at:].lstrip())
    return _Column(name, tuple(tuple(group) for group in groups)), end, regexes


def _parse_comparison(pattern: str, at: int, name: str) -> tuple[Condition, int, bool]:
    operator = _OPERATOR.match(pattern, at)
    value = _VALUE.match(pattern, operator.end()) if operator else None
    if operator is None or value is None:
        raise PatternError(f'cannot read the condition of column {name} at "{pattern[at : at + 20]}"')
    quoted, regex, bare = value.groups()
    return parse_condition(operator[1], quoted, regex, bare), value.end(), regex is not None

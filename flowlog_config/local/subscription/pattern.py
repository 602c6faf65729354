"""
Filter patterns of CloudWatch Logs for text events: everything, plain terms, and space-delimited columns.

A pattern this module does not understand is an error and never a guess, because a wrong guess would lose records.
JSON patterns (``{ ... }``) are not supported: a flow-log record is not JSON.

Source: CloudWatch Logs User Guide, "Filter pattern syntax" (checked 2026-11).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flowlog_config.local.subscription.pattern_columns import parse_columns
from flowlog_config.local.subscription.pattern_conditions import check_regexes, read_regex, unescaped
from flowlog_config.local.subscription.pattern_errors import PatternError

MAX_CHARACTERS = 1024
_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([^\s"%]+))(?=\s|$)')


@dataclass(frozen=True, slots=True)
class Match:
    """
    A line the pattern takes.

    ``columns`` are the values by the pattern's names for a space-delimited pattern, else None. Columns that ``...``
    stands for are named ``$`` and their number, from 1 (the exact spelling AWS uses there is not established).
    """

    columns: Mapping[str, str] | None = None


Matcher = Callable[[str], Match | None]
"""Takes a line; returns None when the pattern does not take it."""


def compile_pattern(text: str) -> Matcher:
    """
    Make a matcher of a filter pattern.

    Args:
        text: The pattern as deployed, 0 to 1024 characters; empty takes every line.

    Raises:
        PatternError: The pattern breaks the syntax, or uses a part of it that is not supported here.
    """
    if len(text) > MAX_CHARACTERS:
        raise PatternError(f"a filter pattern has at most {MAX_CHARACTERS} characters, this has {len(text)}")
    pattern = text.strip()
    if not pattern:
        return lambda _line: Match()
    if pattern.startswith("{"):
        raise PatternError("JSON filter patterns are not supported here; flow-log records are not JSON")
    if pattern.startswith("["):
        columns = parse_columns(pattern)
        return lambda line: None if (found := columns(line)) is None else Match(found)
    return _terms(pattern)


def _terms(pattern: str) -> Matcher:
    """
    Read plain terms: all must be there, one of the ``?`` terms, none of the ``-`` terms; case counts.

    ``?`` terms beside others are ignored, as the guide says.
    """
    tests: dict[str, list[Callable[[str], bool]]] = {"": [], "?": [], "-": []}
    at = regexes = 0
    while at < len(pattern):
        term = _TERM.match(pattern, at)
        if term is None:
            raise PatternError(f'cannot read the pattern at "{pattern[at : at + 20]}"; quote what is no letter')
        sign, quoted, regex, word = term.groups()
        regexes += regex is not None
        tests[sign].append(_term_test(quoted, regex, word))
        at = term.end()
    check_regexes(regexes)
    must, must_not = tests[""], tests["-"]
    one_of = tests["?"] if not (must or must_not) else []

    def match(line: str) -> Match | None:
        fits = all(test(line) for test in must) and not any(test(line) for test in must_not)
        return Match() if fits and (not one_of or any(test(line) for test in one_of)) else None

    return match


def _term_test(quoted: str | None, regex: str | None, word: str | None) -> Callable[[str], bool]:
    if regex is not None:
        expression = read_regex(regex)
        return lambda line: expression.search(line) is not None
    text = unescaped(quoted) if quoted is not None else word or ""
    return lambda line: text in line

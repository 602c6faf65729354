"""What breaks YAML's grammar, in words a person can act on. The parser's own words do not get through."""

import re

import yaml
from yaml.events import ScalarEvent

from flowlog_config.schema.problems import Mark, Problem, problem

_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters YAML takes nowhere. Source: YAML 1.1, 5.1 Character Set."""
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_VALUE_BEFORE = re.compile(r"[^\s,\[\]{}]*[^\s\[{]?$")
"""The value that a place is in, up to that place, which may be the first character after it."""

_INDENT = "spaces to indent, never tabs"
_QUOTES = "quotes around the value"
_CLOSE = ("is not closed, or a comma is missing before this place", "the closing bracket, or the comma")
_TAG = ("the tag or anchor is malformed", "the value without & and !, which are not supported anyway")
_REASONS: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "a colon with a space after it makes a key, and no key can stand here",
        "quotes around a text that contains `: `; else the indentation of the lines around it",
    ),
    "did not find expected ',' or ']'": (f"a list that starts with [ {_CLOSE[0]}", _CLOSE[1]),
    "did not find expected ',' or '}'": (f"a mapping that starts with {{ {_CLOSE[0]}", _CLOSE[1]),
    "did not find expected node content": ("a value is missing here, or a bracket is not closed", "the missing value"),
    "did not find expected '-' indicator": (
        "the list above ends here, but what follows fits nothing",
        "`- ` before another item; else the indentation of the lines around it",
    ),
    "did not find expected key": (
        "no key can stand here",
        "the indentation of the keys above it; else the quotes of the line above",
    ),
    "could not find expected ':'": ("a key lacks its colon", "`key: value`, with a space after the colon"),
    "found unexpected end of stream": ("a quote is opened here and never closed", "the closing quote"),
    "found unexpected document indicator": ("a quote is opened here and never closed", "the closing quote"),
    "found unknown escape character": (
        "a backslash in double quotes starts an escape, and this is none",
        "single quotes, in which a backslash is just a backslash",
    ),
    "did not find expected hexdecimal number": ("the escape lacks its hexadecimal digits", "single quotes"),
    "found invalid Unicode character escape code": ("the escape names no character", "the character itself"),
    "did not find expected comment or line break": (
        "after | or > only a line break may follow",
        "the text on the lines below, indented",
    ),
    "found character that cannot start any token": ("no value can start with this character", _QUOTES),
    "found undefined tag handle": _TAG,
    "did not find expected alphabetic or numeric character": _TAG,
    "did not find expected <document start>": (
        "the file's data is over here, but something follows",
        "one document; else the indentation and brackets of the lines above",
    ),
    "block sequence entries are not allowed in this context": (
        "no list item can stand here",
        "the list on the lines below its key",
    ),
    "exceeded maximum nesting depth": ("the nesting is too deep", "fewer levels"),
}
_AT_START = frozenset(
    {"found unexpected end of stream", "found unexpected document indicator", "could not find expected ':'"}
)
"""What is best shown where the quote or the key began."""


def not_yaml(error: Exception, text: str, last: yaml.Event | None) -> Problem:
    """
    Give FL101 for what the parser refused.

    Args:
        error: What it raised: ``yaml.YAMLError``, or UnicodeError for half a surrogate pair.
        text: What it read.
        last: The last thing it understood.
    """
    refused = _NOT_YAML.search(text)
    if refused or not isinstance(error, yaml.MarkedYAMLError):
        return _refused(refused, text)
    if isinstance(last, ScalarEvent) and last.style in ("'", '"') and (found := _long_quote(last)):
        return found
    said = error.problem or ""
    mark = (said in _AT_START and error.context_mark) or error.problem_mark or error.context_mark
    place = Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
    default = ("the text breaks YAML's grammar here", "the indentation, quotes, colons and brackets around this place")
    reason, use = _in_a_value(lines_of(text), place) or _REASONS.get(said, default)
    if error.context_mark and said.endswith(("or ']'", "or '}'")):
        opened = Mark(error.context_mark.line + 1, error.context_mark.column + 1)
        reason = reason.replace("that starts with", f"that starts on line {opened.line} with")
        place = place if character_at(text, place) else opened
    if "tab character" in said or (mark and character_at(text, place) == "\t"):
        reason, use = "a tab cannot indent", _INDENT
    return problem("FL101", reason, mark=place, use=use)


def _in_a_value(lines: list[str], place: Mark) -> tuple[str, str] | None:
    """Give what to say of the two texts of this file that YAML takes for something else: a wildcard and a format."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    before = _VALUE_BEFORE.search(line[: place.column])
    if before and before[0].startswith("*"):
        return "a value that starts with * is an alias in YAML", 'quotes around the value, as in "*-prod"'
    if line[max(0, place.column - 2) : place.column] == "${":
        return (
            "inside { } or [ ], an unquoted ${ opens a mapping",
            'quotes around the text, as in "${srcaddr} ${dstaddr}"',
        )
    return None


def _long_quote(last: ScalarEvent) -> Problem | None:
    """A quote that is never closed ends at the next one, lines below, and only there the grammar breaks."""
    if last.start_mark is None or last.end_mark is None or last.start_mark.line == last.end_mark.line:
        return None
    start = Mark(last.start_mark.line + 1, last.start_mark.column + 1)
    message = f"the quote opened here is closed on line {last.end_mark.line + 1} only, and nothing fits after that"
    return problem("FL101", message, mark=start, use="the closing quote on its own line")


def character_at(text: str, place: Mark) -> str:
    """Give the character at a place, empty past the end of its line."""
    lines = lines_of(text)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return line[place.column - 1 : place.column]


def lines_of(text: str) -> list[str]:
    """Split a text where YAML does, which is at fewer characters than ``str.splitlines`` takes for line breaks."""
    return _LINE_BREAK.split(text)


def _refused(refused: re.Match[str] | None, text: str) -> Problem:
    if refused is None:
        return problem("FL101", "the text breaks YAML's grammar", mark=Mark(1, 1))
    before = lines_of(text[: refused.start()])
    message = f"the character U+{ord(refused[0]):04X} is not allowed in YAML"
    return problem("FL101", message, mark=Mark(len(before), len(before[-1]) + 1), use="the file without it")

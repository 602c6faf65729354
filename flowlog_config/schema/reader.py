"""
YAML text to plain data that remembers where each key and value stood.

Built on libyaml's events, because building nodes first costs five times as much on a large file. Only the part of YAML
that cannot surprise is read: plain scalars are null, true, false, decimal numbers or text. The traps of YAML 1.1
(octal numbers, `no` as false, duplicate keys, anchors) are refused by name.
"""

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from flowlog_config.schema.document import Document, InvalidConfigError, Places
from flowlog_config.schema.grammar import not_yaml
from flowlog_config.schema.hidden import hides, shown
from flowlog_config.schema.problems import Mark, Problem, problem
from flowlog_config.schema.scalars import is_no_key, is_trap, plain, trap

MOST_LEVELS = 60
"""Levels of mappings and lists inside each other; the deepest sensible selector needs a third of them."""

_SHORTHAND = "tag:yaml.org,2002:"


def read_document(name: str, text: str) -> Document:
    """
    Read YAML text.

    Returns:
        The data, with FL102 to FL107 in its ``problems``.

    Raises:
        InvalidConfigError: FL101 when the text breaks YAML's grammar, FL106 when it holds nothing, FL108 when its levels
            are too many.
    """
    document = Document(name, text.removeprefix("\ufeff"))
    broken = _read(document)
    if broken is None and document.data is None and not document.problems:
        broken = problem("FL106", "the file holds no data", mark=Mark(1, 1), use="examples/smallest.yaml to begin with")
    if broken:
        raise InvalidConfigError(sorted([*document.problems, broken], key=_place), document)
    return document


def _read(document: Document) -> Problem | None:
    reader = _Reader(document)
    try:
        for event in yaml.parse(document.text, Loader=yaml.CSafeLoader):
            if not reader.take(event):
                return None
    except _TooDeepError as error:
        return error.problem
    except (yaml.YAMLError, UnicodeError) as error:
        return not_yaml(error, document.text, reader.last)
    return None


class _TooDeepError(Exception):
    def __init__(self, mark: Mark) -> None:
        self.problem = problem(
            "FL108", f"more than {MOST_LEVELS} levels inside each other", mark=mark, use="fewer levels"
        )
        super().__init__()


_NO_KEY = object()
_IGNORED = object()
"""Stands for a key that cannot be one; its value is read and dropped."""


class _Reader:
    """Turns events into data, one at a time."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._problems = document.problems
        self._stack: list[tuple[Any, Places, Any, Any]] = []
        self._current: Any = None
        self._places = Places(Mark(1, 1))
        self._key: Any = _NO_KEY
        self._key_mark = Mark(1, 1)
        self._documents = 0
        self.last: yaml.Event | None = None

    def take(self, event: Any) -> bool:
        """Take the next event; False when nothing after it counts."""
        self.last = event
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open({} if kind is MappingStartEvent else [], event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._current, self._places, self._key, _ = self._stack.pop()
        elif kind is AliasEvent:
            use = 'quotes if the * is a wildcard ("*-prod"); else the value itself, or `defaults`'
            self._refuse(event, "the alias", f"*{event.anchor}", use)
            if self._expects_key():
                self._key = _IGNORED
            else:
                mark = _mark(event)
                self._document.holes.add(mark)
                self._put(None, mark)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "a second document", "(---)", "one file for each, with another `name`")
                return False
        return True

    def _scalar(self, event: ScalarEvent) -> None:
        mark = _mark(event)
        self._check_features(event)
        if self._expects_key():
            self._take_key(event, mark)
            return
        value: Any = event.value
        if event.implicit[0]:
            value = plain(event.value)
            if value is event.value and is_trap(value):
                self._problems.append(trap(value, mark, hidden=self._is_hidden()))
        self._put(value, mark)

    def _expects_key(self) -> bool:
        return type(self._current) is dict and self._key is _NO_KEY

    def _take_key(self, event: ScalarEvent, mark: Mark) -> None:
        key = event.value
        self._key, self._key_mark = key, mark
        if event.implicit[0] and is_no_key(key):
            use = f'"{shown(key)}" in quotes' if key else "a word before the colon"
            self._problems.append(problem("FL107", f"`{shown(key)}` cannot be a key", mark=mark, use=use))
            self._key = _IGNORED
        elif key == "<<" and event.implicit[0]:
            self._refuse(event, "the merge key", "<<", "the keys themselves, or `defaults`")
            self._key = _IGNORED
        elif key in self._current:
            first = self._places.keys[key].line
            message = f"`{shown(key)}` stands here again, first on line {first}"
            self._problems.append(problem("FL102", message, mark=mark, use="one of the two"))

    def _open(self, new: Any, event: Any) -> None:
        mark = _mark(event)
        if len(self._stack) >= MOST_LEVELS:
            raise _TooDeepError(mark)
        self._check_features(event)
        key = self._key
        if self._expects_key():
            self._problems.append(
                problem("FL107", "a list or mapping cannot be a key", mark=mark, use="a word before the colon")
            )
            key = self._key = _IGNORED
        else:
            self._put(new, mark)
        self._stack.append((self._current, self._places, self._key, key))
        self._current, self._places, self._key = new, Places(mark), _NO_KEY
        self._document.places[id(new)] = self._places

    def _put(self, value: Any, mark: Mark) -> None:
        if self._current is None:
            self._document.data = value
        elif type(self._current) is list:
            self._places.values[len(self._current)] = mark
            self._current.append(value)
        else:
            if self._key is not _IGNORED:
                self._current[self._key] = value
                self._places.keys[self._key] = self._key_mark
                self._places.values[self._key] = mark
            self._key = _NO_KEY

    def _check_features(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, "the anchor", f"&{event.anchor}", "no anchor; `defaults` is for what entries share")
        if event.tag and event.tag != "!":
            self._refuse(event, "the tag", event.tag.replace(_SHORTHAND, "!!"), "the value alone, in quotes for text")

    def _refuse(self, event: Any, what: str, text: str, use: str) -> None:
        message = f"{what} {'' if self._is_hidden() else shown(text) + ' '}is not supported here"
        self._problems.append(problem("FL105", message, mark=_mark(event), use=use))

    def _is_hidden(self) -> bool:
        keys = [*(key for *_, key in self._stack), self._key]
        return hides(tuple(key for key in keys if isinstance(key, str)))


def _place(found: Problem) -> tuple[int, int]:
    return (found.mark.line, found.mark.column) if found.mark else (0, 0)


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Mark(start.line + 1, start.column + 1, max(1, length))

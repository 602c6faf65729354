"""
YAML text to plain data that remembers where each key and value stood.

Built on libyaml's events, because building nodes first costs five times as much on a large file. Only the part of YAML
that cannot surprise is read: plain scalars are null, true, false, decimal numbers or text. The traps of YAML 1.1
(octal numbers, `no` as false, duplicate keys, anchors) are refused by name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
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

from flowlog_config.schema.problems import Anchor, Mark, Path, Problem, problem

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?")
_OCTAL = re.compile(r"[-+]?0[0-9]+")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_YES_NO = frozenset(w for word in ("yes", "no", "on", "off") for w in (word, word.title(), word.upper()))


@dataclass(slots=True)
class _Places:
    """Marks of one mapping or sequence: by key or position, and of the keys themselves."""

    start: Mark
    values: dict[str | int, Mark] = field(default_factory=dict)
    keys: dict[str | int, Mark] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """
    The data of a YAML file with the place of everything in it.

    Attributes:
        name: File name for reports.
        text: The file's text.
        data: Mappings, lists, text, numbers, booleans and None.
        problems: Traps of YAML found in a text that could be read all the same.
    """

    name: str
    text: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    _places: dict[int, _Places] = field(default_factory=dict)

    def mark(self, path: Path, anchor: Anchor = Anchor.VALUE) -> Mark:
        """Find where a path's key or value stands; the nearest existing parent when it does not exist."""
        current, mark = self.data, Mark(1, 1)
        for i, step in enumerate(path):
            places = self._places.get(id(current))
            if places is None or step not in places.values:
                break
            last = i == len(path) - 1
            mark = places.values[step]
            if (last and anchor is Anchor.KEY) or isinstance(current[step], dict | list):
                mark = places.keys.get(step, mark)
            current = current[step]
        return mark

    def line(self, number: int) -> str:
        """Give the text of a 1-based line, empty past the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


class InvalidConfigError(Exception):
    """
    The file cannot be used.

    Attributes:
        problems: Every problem found, errors and warnings, in the order of the file.
        document: The text with its places; None when it could not be read at all.
    """

    def __init__(self, problems: Iterable[Problem], document: Document | None = None) -> None:
        self.problems = tuple(problems)
        self.document = document
        super().__init__("; ".join(f"{p.kind.id} {p.message}" for p in self.problems))


def read_document(name: str, text: str) -> Document:
    """
    Read YAML text.

    Returns:
        The data, with FL102 to FL107 in its ``problems``.

    Raises:
        InvalidConfigError: FL101 when the text breaks YAML's grammar, FL106 when it holds nothing.
    """
    document = Document(name, text)
    reader = _Reader(document)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.YAMLError as error:
        raise InvalidConfigError([*document.problems, _not_yaml(error)], document) from error
    if document.data is None:
        raise InvalidConfigError([problem("FL106", "the file holds no data", mark=Mark(1, 1))], document)
    return document


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable text"
    hint = "indent with spaces" if "character" in said and "token" in said else "check indentation, quotes and colons"
    place = Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
    return problem("FL101", f"the YAML cannot be read: {said}", mark=place, use=hint)


_NO_KEY = object()


class _Reader:
    """Turns events into data, one at a time."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._problems = document.problems
        self._stack: list[tuple[Any, _Places, Any]] = []
        self._current: Any = None
        self._places = _Places(Mark(1, 1))
        self._key: Any = _NO_KEY
        self._key_mark = Mark(1, 1)
        self._documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open({} if kind is MappingStartEvent else [], event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._current, self._places, self._key = self._stack.pop()
        elif kind is AliasEvent:
            self._refuse(event, f"the alias *{event.anchor}")
            self._put(None, _mark(event))
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "a second document (---)")

    def _scalar(self, event: ScalarEvent) -> None:
        mark = _mark(event)
        self._check_features(event)
        if self._expects_key():
            self._take_key(event, mark)
            return
        value: Any = event.value
        if event.implicit[0]:
            value = self._plain(event.value, mark)
        self._put(value, mark)

    def _plain(self, text: str, mark: Mark) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if text in _YES_NO:
            use = f'true or false, or "{text}" in quotes'
            self._problems.append(problem("FL104", f"YAML reads the word {text} as true or false", mark=mark, use=use))
        elif _INTEGER.fullmatch(text):
            return int(text)
        elif _OCTAL.fullmatch(text):
            message = f"YAML reads {text} as an octal number"
            self._problems.append(problem("FL103", message, mark=mark, use=f'"{text}" in quotes'))
        elif _FLOAT.fullmatch(text):
            return float(text)
        return text

    def _expects_key(self) -> bool:
        return type(self._current) is dict and self._key is _NO_KEY

    def _take_key(self, event: ScalarEvent, mark: Mark) -> None:
        key = event.value
        self._key, self._key_mark = key, mark
        if event.implicit[0] and (key in _WORDS or _INTEGER.fullmatch(key)):
            self._problems.append(problem("FL107", f"`{key}` cannot be a key", mark=mark, use=f'"{key}" in quotes'))
        elif key == "<<" and event.implicit[0]:
            self._refuse(event, "the merge key <<")
        elif key in self._current:
            first = self._places.keys[key].line
            message = f"`{key}` stands here again, first on line {first}"
            self._problems.append(problem("FL102", message, mark=mark, use="one of the two"))

    def _open(self, new: Any, event: Any) -> None:
        mark = _mark(event)
        self._check_features(event)
        if self._expects_key():
            self._problems.append(problem("FL107", "a list or mapping cannot be a key", mark=mark))
            self._key, self._key_mark = f"?{mark.line}", mark
        self._put(new, mark)
        self._stack.append((self._current, self._places, self._key))
        self._current, self._places, self._key = new, _Places(mark), _NO_KEY
        self._document._places[id(new)] = self._places  # noqa: SLF001 - the reader fills the document it made

    def _put(self, value: Any, mark: Mark) -> None:
        if self._current is None:
            self._document.data = value
            return
        step = len(self._current) if type(self._current) is list else self._key
        if type(self._current) is list:
            self._current.append(value)
        else:
            self._current[self._key] = value
            self._places.keys[step] = self._key_mark
            self._key = _NO_KEY
        self._places.values[step] = mark

    def _check_features(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, f"the anchor &{event.anchor}")
        if event.tag and event.tag != "!":
            self._refuse(event, f"the tag {event.tag}")

    def _refuse(self, event: Any, what: str) -> None:
        self._problems.append(problem("FL105", f"{what} is not supported here", mark=_mark(event)))


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Mark(start.line + 1, start.column + 1, max(1, length))

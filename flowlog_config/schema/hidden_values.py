"""Which regions of a file hold values that must not be repeated, by its structure. Works on broken YAML as far as it goes."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, MappingStartEvent, ScalarEvent

from flowlog_config.schema.grammar import lines_of
from flowlog_config.schema.hidden import Span, hidden_in, hides, is_harmless, merged

_Place = tuple[int, int]
_END: _Place = (1 << 60, 0)
_NO_KEY = ""
_MOST_LEVELS = 100
"""Deeper than any file can be that is read; what is deeper is hidden."""


class HiddenValues:
    """
    The regions of one text.

    Args:
        text: The file's text, which may be no YAML at all.
    """

    def __init__(self, text: str) -> None:
        self._regions = sorted(_merged(_regions(text)))
        self._lines: dict[int, list[Span]] = {}

    def in_line(self, number: int, line: str) -> list[Span]:
        """Give the hidden parts of a 1-based line, by its structure and by its words."""
        if number not in self._lines:
            self._lines[number] = self._find(number, line)
        return self._lines[number]

    def _find(self, number: int, line: str) -> list[Span]:
        spans = hidden_in(line)
        first = max(0, bisect_right(self._regions, ((number - 1, 0), _END)) - 1)
        for start, end in self._regions[first:]:
            if start[0] >= number:
                break
            if end >= (number - 1, 0):
                left = start[1] if start[0] == number - 1 else len(line) - len(line.lstrip())
                right = end[1] if end[0] == number - 1 else len(line)
                if left < right:
                    spans.append((left, right))
        return merged(spans)


def _merged(regions: Iterator[tuple[_Place, _Place]]) -> Iterator[tuple[_Place, _Place]]:
    """Leave out regions inside the one before, so that no two overlap."""
    last: _Place = (-1, -1)
    for start, end in sorted(regions):
        if end > last:
            yield max(start, last), end
            last = end


def _regions(text: str) -> Iterator[tuple[_Place, _Place]]:
    walk = _Walk()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            yield from walk.take(event)
            if walk.depth > _MOST_LEVELS:
                yield walk.reached, _END
                return
    except (yaml.YAMLError, UnicodeError):
        if walk.opened is not None or walk.is_hidden():
            yield walk.opened or walk.reached, _END
            return
        lines = lines_of(text)
        for number in range(walk.reached[0], len(lines)):
            begin = walk.reached[1] if number == walk.reached[0] else 0
            for start, _ in sorted(hidden_in(lines[number][begin:]))[:1]:
                yield (number, begin + start), _END
                return
            if _promises_secret(lines[number][begin:]):
                yield (number + 1, 0), _END
                return


def _promises_secret(line: str) -> bool:
    """Whether a line ends with a word that sounds secret, so that the next one may hold it."""
    return bool(hidden_in(f"{line.rstrip()} x"))


class _Walk:
    """Follows the keys through the events of a text."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._is_mapping: list[bool] = []
        self._expects_key: list[bool] = []
        self.opened: _Place | None = None
        self._opened_at = 0
        self.reached: _Place = (0, 0)

    @property
    def depth(self) -> int:
        """Levels of mappings and lists around what comes next."""
        return len(self._is_mapping)

    def is_hidden(self, *, mapping: bool = False) -> bool:
        """Whether the value that comes next must not be repeated."""
        return hides(tuple(key for key in self._keys if key), mapping=mapping)

    def take(self, event: Any) -> Iterator[tuple[_Place, _Place]]:
        """Follow one event; give the region it completes."""
        start, end = (event.start_mark.line, event.start_mark.column), (event.end_mark.line, event.end_mark.column)
        if isinstance(event, CollectionEndEvent):
            self._is_mapping.pop()
            self._expects_key.pop()
            self._keys.pop()
            if self.opened is not None and len(self._is_mapping) == self._opened_at:
                yield self.opened, end
                self.opened = None
            self._valued()
        elif isinstance(event, CollectionStartEvent):
            mapping = isinstance(event, MappingStartEvent)
            # A list is looked at item by item, so that complete ARNs in it are shown.
            if mapping and self.opened is None and self.is_hidden(mapping=True):
                self.opened, self._opened_at = start, len(self._is_mapping)
            self._is_mapping.append(mapping)
            self._expects_key.append(mapping)
            self._keys.append(_NO_KEY)
        elif self._expects_key and self._is_mapping[-1] and self._expects_key[-1]:
            self._keys[-1] = event.value if isinstance(event, ScalarEvent) else "?"
            self._expects_key[-1] = False
        elif hasattr(event, "anchor"):
            harmless = isinstance(event, ScalarEvent) and is_harmless(event.value)
            if self.opened is None and not harmless and self.is_hidden():
                yield start, end
            self._valued()
        self.reached = end

    def _valued(self) -> None:
        """Note that the innermost mapping has the value of its key."""
        if self._is_mapping and self._is_mapping[-1]:
            self._expects_key[-1] = not self._expects_key[-1]
            self._keys[-1] = _NO_KEY if self._expects_key[-1] else self._keys[-1]

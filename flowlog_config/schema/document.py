"""The data of a YAML file with the place of everything in it, and the exception for a file that cannot be used."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flowlog_config.schema.grammar import lines_of
from flowlog_config.schema.problems import Anchor, Mark, Path, Problem


@dataclass(slots=True)
class Places:
    """
    Where the parts of one mapping or list stand.

    Attributes:
        start: Of the mapping or list.
        values: Mark of each value, by key or 0-based position.
        keys: Mark of each key.
    """

    start: Mark
    values: dict[str | int, Mark] = field(default_factory=dict)
    keys: dict[str | int, Mark] = field(default_factory=dict)


@dataclass
class Document:
    """
    The data of a YAML file with the place of everything in it. Its ``repr`` shows none of the text: it may hold a secret.

    Attributes:
        name: File name for reports.
        text: The file's text.
        data: Mappings, lists, text, numbers, booleans and None.
        problems: Traps of YAML found in a text that could be read all the same.
        holes: Places of values that were not read, and so can have no fault of their own.
        places: Of each mapping and list in ``data``, by its ``id()``.
    """

    name: str
    text: str = field(repr=False)
    data: Any = field(default=None, repr=False)
    problems: list[Problem] = field(default_factory=list, repr=False)
    holes: set[Mark] = field(default_factory=set, repr=False)
    places: dict[int, Places] = field(default_factory=dict, repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The text by lines."""
        return lines_of(self.text)

    def mark(self, path: Path, anchor: Anchor = Anchor.VALUE) -> Mark:
        """Find where a path's key or value stands; the nearest existing parent when it does not exist."""
        root = self.places.get(id(self.data)) if isinstance(self.data, dict | list) else None
        current, mark = self.data, root.start if root else Mark(1, 1)
        path = self.written(path)
        for i, step in enumerate(path):
            places = self.places.get(id(current)) if isinstance(current, dict | list) else None
            if places is None or step not in places.values:
                break
            last = i == len(path) - 1
            mark = places.values[step]
            if (last and anchor is Anchor.KEY) or isinstance(current[step], dict | list):
                mark = places.keys.get(step, mark)
            current = current[step]
        return mark

    def written(self, path: Path) -> Path:
        """Give a path as the file has it: without the positions in a list where one value stands instead of a list."""
        current, written = self.data, []
        for step in path:
            if isinstance(step, int) and current is not None and not isinstance(current, list):
                continue
            written.append(step)
            inside = isinstance(current, dict) or (isinstance(current, list) and isinstance(step, int))
            try:
                current = current[step] if inside else None
            except (KeyError, IndexError):
                current = None
        return tuple(written)

    def line(self, number: int) -> str:
        """Give the text of a 1-based line, empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


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

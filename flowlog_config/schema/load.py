"""A file's text to a checked Config, or every problem in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from flowlog_config.schema.check import check
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Mark, Path, Problem, problem
from flowlog_config.schema.reader import read_document
from flowlog_config.schema.translate import translate

_STAND_IN: dict[str, Any] = {
    "version": 1,
    "aggregator": {"endpoint": "https://stand-in.example.com/", "cluster_name": "stand-in"},
}
"""What takes the place of a section that is wrong, while the rest is checked."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """
    A file, read and checked.

    Attributes:
        document: Its text with the place of everything in it.
        config: What it says; when some problem is an error, only the part that is right.
        entries: Place in the file of each of ``config.flow_logs``, 0-based.
        problems: Everything found, by place.
    """

    document: Document
    config: Config
    entries: tuple[int, ...]
    problems: tuple[Problem, ...] = ()

    def in_file(self, found: Problem) -> Problem:
        """Move a problem from the place in ``config`` to the place in the file."""
        if found.path[:1] != ("flow_logs",) or len(found.path) == 1:
            return found
        path = ("flow_logs", self.entries[int(found.path[1])], *found.path[2:])
        return Problem(found.kind, found.message, path, found.use, found.anchor, found.mark)


def read_text(path: FilePath) -> str:
    """
    Read a configuration file.

    Raises:
        InvalidConfigError: FL100 when it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        message, use = (
            f"there is no file {path}",
            "--file PATH, or copy examples/smallest.yaml to flowlogs.yaml",
        )
    except UnicodeDecodeError as error:
        message, use = f"byte {error.start + 1} is not UTF-8 text", "save the file as UTF-8"
    except OSError as error:
        message, use = f"{path} cannot be read: {error.strerror}", ""
    raise InvalidConfigError([problem("FL100", message, use=use, mark=Mark(1, 1))])


def load(name: str, text: str) -> Loaded:
    """
    Check a file's text, as far as it can be read.

    Args:
        name: File name, for reports.
        text: YAML.

    Raises:
        InvalidConfigError: When so much is wrong that nothing is left to plan with.
    """
    document = read_document(name, text)
    problems = list(document.problems)
    config: Config | None
    try:
        config = Config.model_validate(document.data)
        entries = tuple(range(len(config.flow_logs)))
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems += translate(details)
        config, entries = _right_part(document.data, [tuple(one["loc"]) for one in details])
    if config is None:
        raise InvalidConfigError(by_place(document, problems), document)
    loaded = Loaded(document, config, entries)
    problems += map(loaded.in_file, check(config))
    return Loaded(document, config, entries, tuple(by_place(document, problems)))


def by_place(document: Document, problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by line and column."""

    def place(found: Problem) -> tuple[int, int]:
        mark = found.mark or document.mark(found.path, found.anchor)
        return mark.line, mark.column

    return sorted(problems, key=place)


def _right_part(data: Any, wrong: list[Path]) -> tuple[Config | None, tuple[int, ...]]:
    """Leave out what is wrong, so that one run reports what is wrong between the rest, too."""
    if not isinstance(data, dict) or not isinstance(data.get("flow_logs"), list):
        return None, ()
    sections = {path[0] for path in wrong if path} - {"flow_logs"}
    bad = {path[1] for path in wrong if path[0] == "flow_logs" and len(path) > 1}
    entries = tuple(i for i in range(len(data["flow_logs"])) if i not in bad)
    right = {key: value for key, value in data.items() if key not in sections}
    right |= {key: value for key, value in _STAND_IN.items() if key in sections}
    right["flow_logs"] = [data["flow_logs"][i] for i in entries]
    try:
        return Config.model_validate(right), entries
    except ValidationError:
        return None, ()

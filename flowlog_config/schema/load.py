"""A file's text to a checked Config, or every problem in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from pydantic import ValidationError

from flowlog_config.schema.check import check
from flowlog_config.schema.check_sections import check_sections
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.model import Config
from flowlog_config.schema.one_mistake import one_a_mistake
from flowlog_config.schema.problems import Mark, Problem, problem
from flowlog_config.schema.reader import read_document
from flowlog_config.schema.right_part import Part, right_part, whole
from flowlog_config.schema.translate import path_of, translate


@dataclass(frozen=True, slots=True)
class Loaded:
    """
    A file, read and checked.

    Attributes:
        document: Its text with the place of everything in it.
        part: What is right in it: all, when no problem is an error.
        problems: Everything found, by place.
    """

    document: Document
    part: Part
    problems: tuple[Problem, ...]

    @property
    def config(self) -> Config:
        """What it says; when some problem is an error, only the part that is right, and its lists may be empty."""
        return self.part.config

    def in_file(self, found: Problem) -> Problem:
        """Move a problem from the place in ``config`` to the place in the file."""
        return _in_file(self.part, found)


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
            "another path (--file PATH, or -c file=PATH for cdk), or copy examples/smallest.yaml to flowlogs.yaml",
        )
    except UnicodeDecodeError as error:
        message, use = f"byte {error.start + 1} is not UTF-8 text", "save the file as UTF-8"
    except IsADirectoryError:
        message, use = f"{path} is a directory", f"--file {path}/flowlogs.yaml"
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no file name'}"
        use = "a file you may read"
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
    problems = [*document.problems, *check_sections(document)]
    part: Part | None
    try:
        part = whole(Config.model_validate(document.data))
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems += [one for one in translate(details) if document.mark(one.path, one.anchor) not in document.holes]
        problems = one_a_mistake(problems, document)
        part = right_part(document.data, [path_of(one) for one in details])
    if part is None:
        raise InvalidConfigError(by_place(document, problems), document)
    found = [one for one in check(part.config) if part.is_certain(one)]
    problems += [_in_file(part, one) for one in found]
    part = part.settled(found)
    return Loaded(document, part, tuple(by_place(document, problems)))


def _in_file(part: Part, found: Problem) -> Problem:
    places = {"flow_logs": part.entries, "targets": part.targets}.get(str(found.path[0]) if found.path else "")
    if not places or len(found.path) == 1:
        return found
    return replace(found, path=(found.path[0], places[int(found.path[1])], *found.path[2:]))


def by_place(document: Document, problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by line and column."""

    def place(found: Problem) -> tuple[int, int]:
        mark = found.mark or document.mark(found.path, found.anchor)
        return mark.line, mark.column

    return sorted(problems, key=place)

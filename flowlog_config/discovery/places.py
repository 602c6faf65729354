"""Which targets a configuration file names, whatever else is wrong with it: a discovery often comes before the rest."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flowlog_config.plan.file import inventory_path
from flowlog_config.plan.model import Target
from flowlog_config.schema import model
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import by_place, read_text
from flowlog_config.schema.problems import Anchor, Problem, problem
from flowlog_config.schema.reader import read_document
from flowlog_config.schema.translate import translate
from flowlog_config.schema.values import FileName

_ORGANIZATION = "organization"


class _Needed(BaseModel):
    """The part of the file a discovery needs."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    targets: list[model.Target] = Field(min_length=1)
    inventory: FileName | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """
    Where to look and where to write.

    Attributes:
        targets: In the order of the file.
        inventory: The inventory's file.
    """

    targets: tuple[Target, ...]
    inventory: Path


def read_places(path: Path) -> Places:
    """
    Read a configuration file's targets.

    Raises:
        InvalidConfigError: When the file, its ``targets`` or its ``inventory`` cannot be read; nothing else matters.
    """
    document = read_document(str(path), read_text(path))
    ours = [one for one in document.problems if _concerns_us(one, document)]
    if isinstance(document.data, dict) and _ORGANIZATION in document.data and "targets" not in document.data:
        message, use = (
            "there is nothing to discover: `organization` needs no inventory",
            "targets and flow_logs, to choose resources by selectors",
        )
        useless = problem("FL201", message, (_ORGANIZATION,), use=use, anchor=Anchor.KEY)
        raise InvalidConfigError(by_place(document, [*document.problems, useless]), document)
    try:
        needed = _Needed.model_validate(document.data)
    except ValidationError as error:
        found = [*document.problems, *translate(error.errors(include_url=False))]
        raise InvalidConfigError(by_place(document, found), document) from error
    if any(one.is_error for one in ours):
        raise InvalidConfigError(by_place(document, ours), document)
    targets = [Target(t.account, t.region, t.called) for t in needed.targets]
    return Places(tuple(targets), inventory_path(path, needed.inventory))


def _concerns_us(found: Problem, document: Document) -> bool:
    """Tell whether a trap of YAML stands in a section we read, such as the same key twice in a target."""
    if not isinstance(document.data, dict):
        return True
    line = (found.mark or document.mark(found.path, found.anchor)).line
    begins = {key: document.mark((key,), Anchor.KEY).line for key in document.data}
    section = max((key for key in begins if begins[key] <= line), key=lambda key: begins[key], default="")
    return section in _Needed.model_fields

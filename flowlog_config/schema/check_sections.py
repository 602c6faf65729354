"""Whether a file says what to log: in the targets it lists, in every account of an organization, or in both."""

from collections.abc import Iterator
from typing import Any

from flowlog_config.schema.document import Document
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Problem, nearest, problem

_NEEDS = {
    "targets": ("flow_logs", "`targets` log nothing without `flow_logs`"),
    "flow_logs": ("targets", "`flow_logs` need `targets`, the accounts and regions to make them in"),
}
"""Of each section, which other it needs, and why."""


def check_sections(document: Document) -> Iterator[Problem]:
    """
    Give FL201 for a file with nothing to log, for targets without flow logs, and for flow logs without targets.

    Args:
        document: The file, right or wrong; a misspelt key stands for the section it is likely to mean.
    """
    if not isinstance(document.data, dict):
        return
    data: dict[str, Any] = document.data
    empty = {key for key, value in data.items() if value is None and document.mark((key,)) not in document.holes}
    there = {section for key in data if (section := _meant(key)) and (key in _NEEDS or key not in empty)}
    if not there & {*_NEEDS, "organization"}:
        use = "targets and flow_logs (examples/smallest.yaml), organization (examples/organization.yaml), or all three"
        yield problem("FL201", "the file has nothing to log", use=use, anchor=Anchor.KEY)
    for section, (other, message) in _NEEDS.items():
        if section in there and other not in there:
            use = f"{other}: …" + (f", or no {section}: `organization` does without" if "organization" in there else "")
            path = (section,) if section in data else ()
            yield problem("FL201", message, path, use=use, anchor=Anchor.KEY)


def _meant(key: str) -> str:
    return key if key in Config.model_fields else nearest(key, Config.model_fields)

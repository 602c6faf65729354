"""The states a cloud assembly describes: what ``cdk synth`` or ``cdk deploy`` left in ``cdk.out``."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from flowlog_config.operate.diff.from_template import state_of
from flowlog_config.operate.diff.state import Place, StackState, States

_STACK = "aws:cloudformation:stack"
_ENVIRONMENT = re.compile(r"aws://([0-9]{12})/([a-z0-9-]+)")


class AssemblyError(Exception):
    """A folder is no cloud assembly; the message says what is missing."""


def read_assembly(folder: Path, *, project: str) -> States:
    """
    Read the templates of a folder.

    Args:
        folder: ``cdk.out``, or a copy of it.
        project: Value of the tag ``flowlog:name`` of what is the project's own.

    Raises:
        AssemblyError: When it has no manifest, or one of its templates cannot be read.
    """
    artifacts = _json(folder / "manifest.json").get("artifacts") or {}
    states: dict[Place, dict[str, StackState]] = defaultdict(dict)
    for id_, artifact in artifacts.items():
        place = _ENVIRONMENT.fullmatch(str(artifact.get("environment")))
        if artifact.get("type") == _STACK and place:
            properties = artifact.get("properties") or {}
            name = str(properties.get("stackName") or id_)
            template = _json(folder / str(properties.get("templateFile")))
            where = place[1], place[2]
            states[where][name] = state_of(name, template, place=where, project=project)
    return states


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssemblyError(
            f"{path} cannot be read ({error.strerror}); it takes a folder that cdk synth made"
        ) from error
    except ValueError as error:
        raise AssemblyError(f"{path} is not JSON") from error
    if not isinstance(data, dict):
        raise AssemblyError(f"{path} is no part of a cloud assembly")
    return data

"""The states a cloud assembly describes: what ``cdk synth`` or ``cdk deploy`` left in ``cdk.out``."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flowlog_config.operate.diff.from_template import NAME_TAG, state_of
from flowlog_config.operate.diff.state import Place, StackState, States

_STACK = "aws:cloudformation:stack"
_ENVIRONMENT = re.compile(r"aws://([0-9]{12})/([a-z0-9-]+)")


class AssemblyError(Exception):
    """A folder is no cloud assembly; the message says what is missing."""


def read_assembly(folder: Path) -> Mapping[str, States]:
    """
    Read the templates of a folder, by the name of the file they are of; stacks that are of none are left out.

    Args:
        folder: ``cdk.out``, or a copy of it.

    Raises:
        AssemblyError: When it has no manifest, no stack of ours, or one whose template cannot be read.
    """
    manifest = folder / "manifest.json"
    artifacts = _mapping(_json(manifest).get("artifacts"), manifest)
    states: dict[str, dict[Place, dict[str, StackState]]] = defaultdict(lambda: defaultdict(dict))
    for id_, said in artifacts.items():
        artifact = _mapping(said, manifest)
        place = _ENVIRONMENT.fullmatch(str(artifact.get("environment")))
        properties = _mapping(artifact.get("properties"), manifest)
        project = str(_mapping(properties.get("tags"), manifest).get(NAME_TAG, ""))
        if artifact.get("type") == _STACK and place and project:
            name = str(properties.get("stackName") or id_)
            template = _json(folder / str(properties.get("templateFile")))
            where = place[1], place[2]
            states[project][where][name] = state_of(name, template, place=where, project=project)
    if not states:
        raise AssemblyError(f"{folder} has no stack of a flowlog file; it takes a folder that cdk synth made of one")
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
    return _mapping(data, path)


def _mapping(data: Any, path: Path) -> dict[str, Any]:
    """Give what a file says with keys; nothing where it says nothing."""
    if data is not None and not isinstance(data, dict):
        raise AssemblyError(f"{path} is no part of a cloud assembly")
    return data or {}

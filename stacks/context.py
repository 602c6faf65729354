"""The context of the CDK, known before the CDK is there."""

import json
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any

TYPED = "flowlog:typed"
"""Of the audit: ``-c flowlog:typed=true`` makes the same templates, resource by resource."""
ALLOW_DELETION = "flowlog:allow-deletion"
"""The second of two keys for deletion, beside ``on_delete`` of the file."""
_OURS = {"file", TYPED, ALLOW_DELETION}
_LIKE_FILE = 0.75
"""How much a key is like ``file`` if it is meant: ``flie`` is, and ``profile`` is not."""
_CDK_JSON = Path(__file__).parents[1] / "cdk.json"


class ContextError(SystemExit):
    """What was said with ``cdk -c`` cannot be meant: the process ends with 1 and says so."""


def of_cdk_json() -> dict[str, Any]:
    """Read the context that ``cdk`` passes on by itself, so that tests and ``python app.py`` agree with it."""
    context: dict[str, Any] = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"]
    return context


def file_name() -> str:
    """
    Give the configuration file: what ``cdk -c file=…`` says, or ``flowlogs.yaml``.

    ``cdk`` hands its context over in the environment, and in a file when it is long.

    Raises:
        ContextError: It is said, and empty; or another key is said that looks like one of ours misspelt, so that the wrong
            file, or the right one in the wrong way, would be deployed.

    Source: aws-cdk-lib 2.275, ``cx-api`` and ``App`` (checked 2026-11).
    """
    said = of_cdk_json() | json.loads(os.environ.get("CDK_CONTEXT_JSON") or "{}")
    if overflow := os.environ.get("CONTEXT_OVERFLOW_LOCATION_ENV"):
        said |= json.loads(Path(overflow).read_text(encoding="utf-8"))
    for key in said.keys() - _OURS:
        if key.startswith("flowlog:") or get_close_matches(key.lower(), ["file"], cutoff=_LIKE_FILE):
            near = get_close_matches(key, _OURS, n=1, cutoff=0.0)[0]
            raise ContextError(f"the context has `{key}`, which means nothing here: did you mean -c {near}=…?")
    if said.get("file") == "":
        raise ContextError("the context has `file`, and it is empty: say -c file=PATH, or nothing for flowlogs.yaml")
    return str(said.get("file", "flowlogs.yaml"))

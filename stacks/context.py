"""The context of the CDK, known before the CDK is there."""

import json
import os
from pathlib import Path
from typing import Any

_CDK_JSON = Path(__file__).parents[1] / "cdk.json"


def of_cdk_json() -> dict[str, Any]:
    """Read the context that ``cdk`` passes on by itself, so that tests and ``python app.py`` agree with it."""
    context: dict[str, Any] = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"]
    return context


def file_name() -> str:
    """
    Give the configuration file: what ``cdk -c file=…`` says, or ``flowlogs.yaml``.

    ``cdk`` hands its context over in the environment, and in a file when it is long.

    Source: aws-cdk-lib 2.275, ``cx-api`` and ``App`` (checked 2026-11).
    """
    said = of_cdk_json() | json.loads(os.environ.get("CDK_CONTEXT_JSON") or "{}")
    if overflow := os.environ.get("CONTEXT_OVERFLOW_LOCATION_ENV"):
        said |= json.loads(Path(overflow).read_text(encoding="utf-8"))
    return str(said.get("file") or "flowlogs.yaml")

"""
Names of what is made. A name is a contract: changing one replaces the thing it names.

Names derive from stable data only: never from the place of an entry in the file, nor from its name.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from flowlog_config.formats import Family

_SHORT = {Family.VPC: "vpc", Family.TRANSIT_GATEWAY: "tgw"}
_DIGEST_LENGTH = 8
LOG_GROUP = "LogGroup"
"""Beginning of the logical id, and so in the name, of every log group that holds records."""


def digest(**facts: Any) -> str:
    """Give 8 hexadecimal digits that change when any of the facts does; facts are hashable and can be JSON."""
    return _digest(tuple(sorted(facts.items())))


@lru_cache(maxsize=1024)
def _digest(facts: tuple[tuple[str, Any], ...]) -> str:
    text = json.dumps(dict(facts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def destination_id(family: Family, digest_: str) -> str:
    """Name a log destination inside its target, as in ``vpc-3f2a9c41``."""
    return f"{_SHORT[family]}-{digest_}"


def pascal(id_: str) -> str:
    """Turn an id into the letters and digits a logical id may have: ``vpc-3f2a9c41`` gives ``Vpc3f2a9c41``."""
    return "".join(part[:1].upper() + part[1:] for part in id_.replace("_", "-").split("-"))


def log_group_id(word: str | None, destination: str) -> str:
    """Logical id of a destination's log group, as in ``LogGroupVpc3f2a9c41``; the file's word comes first."""
    return f"{LOG_GROUP}{pascal(word or '')}{pascal(destination)}"


def log_group_prefix(stack: str, logical_id: str) -> str:
    """
    Give a log group's name but for the random part that CloudFormation ends it with.

    Source: CloudFormation User Guide, physical ids of resources without a custom name (checked 2026-11).
    """
    return f"{stack}-{logical_id}-"


def flow_log_id(source_id: str, destination: str) -> str:
    """Logical id of a flow log: what is logged, and to which destination."""
    return f"FlowLog{pascal(source_id)}{pascal(destination)}"


def saved_query_id(destination: str, question: str) -> str:
    """Logical id of a saved query: of which destination's records, and the question."""
    return f"SavedQuery{pascal(destination)}{pascal(question)}"


def saved_query_name(project: str, destination: str, question: str) -> str:
    """Name of a saved query; each part but the last is a folder in the console."""
    return f"{project}/{destination}/{question}"


def stack_name(project: str, target: str) -> str:
    """Name of a target's stack."""
    return f"{project}-{target}"


def stream_name(project: str, destination: str) -> str:
    """Name of a destination's delivery stream; at most 64 characters, since a project has at most 32."""
    return f"{project}-{destination}"

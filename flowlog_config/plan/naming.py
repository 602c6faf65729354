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


def flow_log_id(source_id: str, destination: str) -> str:
    """Logical id of a flow log: what is logged, and to which destination."""
    return f"FlowLog{pascal(source_id)}{pascal(destination)}"


def stack_name(project: str, target: str) -> str:
    """Name of a target's stack."""
    return f"{project}-{target}"


def stream_name(project: str, destination: str) -> str:
    """Name of a destination's delivery stream; at most 64 characters, since a project has at most 32."""
    return f"{project}-{destination}"

"""How many bytes what a stack has takes in a template: always a little too many, and tests compare them with templates."""

import json
from collections.abc import Mapping
from functools import lru_cache

from flowlog_config.plan.model import FlowLog
from flowlog_config.questions import SavedQuery

OF_A_STACK = 30_000
OF_A_DESTINATION = 12_000
MOST_OF_A_DESTINATION = 2 * (OF_A_DESTINATION + 22_000)
"""With the saved queries of a format with every field, and another one beside it."""
LONGEST_FORMAT = 900
"""Of a format with every field."""
OF_A_POLICY = 2_500
"""Of a role or sink for one group of accounts that deliver, beside their ids."""
OF_AN_ACCOUNT = 150
"""In a policy."""
_OF_A_RESOURCE = 800
_OF_A_TAG = 20
"""Beside name and value, each in quotes."""


def of_tags(tags: Mapping[str, str]) -> int:
    """Give the bytes of tags, on one resource."""
    return sum(_quoted(name) + _quoted(value) + _OF_A_TAG for name, value in tags.items())


def of_queries(queries: tuple[SavedQuery, ...]) -> int:
    """Give the bytes of saved queries."""
    return sum(len(one.text) + _OF_A_RESOURCE for one in queries)


def of_flow_log(flow_log: FlowLog) -> int:
    """Give the bytes of a flow log, beside its format and the file's tags."""
    return _OF_A_RESOURCE + 2 * len(flow_log.entry) + of_tags(flow_log.tags)


@lru_cache(maxsize=4096)
def _quoted(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())

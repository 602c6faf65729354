"""How large the template of a stack set can get, told before it is made."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowlog_config.plan.organization import OrganizationPlan

MOST_BYTES = 51_200
"""Of a template that is given as text. Source: CloudFormation API, CreateStackSet, TemplateBody (checked 2026-11)."""
_FIXED, _OF_A_GROUP, _OF_A_RULE, _TAGGED = 18_900, 620, 400, 9


def most_bytes(plan: "OrganizationPlan", tags: Mapping[str, str]) -> int:
    """
    Give bytes that the template does not exceed; it has a few per cent fewer.

    Args:
        plan: Has the rules.
        tags: On everything, from the file.
    """
    named = 5 * len(plan.stack_name)
    in_lists = sum(_bytes({"Key": key, "Value": value}) for key, value in tags.items())
    size = _FIXED + in_lists * (_TAGGED + len(plan.destinations)) + _in_code(tags) + 6 * len(plan.section.id) + named
    for one in plan.destinations:
        size += _OF_A_GROUP + _bytes(one.filter_pattern) + named + 11 * len(one.log_group_id)
    for rule in plan.rules:
        own = {"names": [rule.rule.name] * 4, "tags": rule.rule.tags, "without_tags": rule.rule.without_tags}
        size += _OF_A_RULE + len(rule.destination.log_format) + _in_code(own) + named
    return size


def _bytes(value: Any) -> int:
    return len(_json(value).encode())


def _in_code(value: Any) -> int:
    """Count a value of the settings: JSON, as a text of the code, as a text of the template."""
    return _bytes(_json(_json(value)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

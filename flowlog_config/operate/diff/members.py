"""What a stack set carries into the accounts of an organization, read from the template that it holds as text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flowlog_config.operate.diff.state import Logged, Members, Rule, StackState
from flowlog_config.operate.diff.values import Values, as_given_back, properties_of

_STACK_SET, _FUNCTION = "AWS::CloudFormation::StackSet", "AWS::Lambda::Function"
_IDS = {"VPC": "vpc-*", "TransitGateway": "tgw-*", "TransitGatewayAttachment": "tgw-attach-*"}
"""What a rule logs, as the id of any such resource, by ``ResourceType`` of a flow log."""
_SETTINGS = "\n\nSETTINGS = json.loads("
"""What stands before a keeper's settings, at the end of its code (``flowlog_constructs/keeper/source.py``)."""


def members_of(resources: Mapping[str, Any], read: Callable[[str, Mapping[str, Any]], StackState]) -> Members | None:
    """
    Read the stack set of a stack; None when there is none.

    Args:
        resources: Of the stack's template, by logical id.
        read: Gives the state that a template describes, by the name of its stack.
    """
    found = next((properties_of(one) for one in resources.values() if one.get("Type") == _STACK_SET), None)
    if found is None:
        return None
    try:
        template = json.loads(str(found.get("TemplateBody")))
    except ValueError:
        template = {}
    inside = {id_: one for id_, one in (template.get("Resources") or {}).items() if isinstance(one, dict)}
    groups = found.get("StackInstancesGroup") or ()
    leaving = found.get("AutoDeployment") or {}
    rules, stack = _rules(inside), read(str(found.get("StackSetName")), template)
    return Members(
        units=frozenset(
            unit for one in groups for unit in (one.get("DeploymentTargets") or {}).get("OrganizationalUnitIds") or ()
        ),
        regions=frozenset(region for one in groups for region in one.get("Regions") or ()),
        keeps_on_leaving=bool(leaving.get("RetainStacksOnAccountRemoval")),
        rules=rules,
        stack=replace(stack, flow_logs={name: one.logged for name, one in (rules or {}).items()}),
    )


def _rules(resources: Mapping[str, Any]) -> Mapping[str, Rule] | None:
    """Read the rules from the code of the function that follows them; None when they stand otherwise than we write them."""
    values = Values(resources, account_id="", region="")
    for one in resources.values():
        if one.get("Type") == _FUNCTION:
            code = values.text((properties_of(one).get("Code") or {}).get("ZipFile"))
            literal = as_given_back(code.rpartition(_SETTINGS)[2].rstrip().removesuffix(")"))
            try:
                return {rule["name"]: _rule(rule, resources) for rule in json.loads(json.loads(literal))["rules"]}
            except (ValueError, KeyError, TypeError):
                return None
    return None


def _rule(said: Mapping[str, Any], resources: Mapping[str, Any]) -> Rule:
    request = said["request"]
    into = str(request["LogGroupName"]).removeprefix("${").removesuffix("}")
    logged = Logged(
        logical_id=into,
        source_id=_IDS[said["type"]],
        entry=said["name"],
        traffic_type=str(request.get("TrafficType") or "ALL"),
        max_aggregation_interval=int(request["MaxAggregationInterval"]),
        log_format=str(request["LogFormat"]),
        to=into,
        into=into,
        retention_days=properties_of(resources.get(into) or {}).get("RetentionInDays"),
    )
    tags = frozenset((key, tuple(sorted(globs))) for key, globs in said["tags"].items())
    return Rule(logged, tags, frozenset(said["without_tags"]))

"""The state a template describes, as CloudFormation gives it back or ``cdk synth`` leaves it."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.operate.diff.state import Logged, LogGroup, StackState

_FLOW_LOG = "AWS::EC2::FlowLog"
_LOG_GROUP = "AWS::Logs::LogGroup"
_STREAM = "AWS::KinesisFirehose::DeliveryStream"
_FILTER = "AWS::Logs::SubscriptionFilter"
_NAME, _ENTRY = "flowlog:name", "flowlog:entry"


def state_of(name: str, template: Mapping[str, Any], *, project: str) -> StackState:
    """
    Read the flow logs of a project from a template, and the log groups they write to.

    Args:
        name: Of the stack.
        template: The template as JSON data.
        project: Value of the tag ``flowlog:name`` of what is the project's own; anything else is left out.
    """
    resources = {id_: one for id_, one in (template.get("Resources") or {}).items() if isinstance(one, dict)}
    logs = {}
    for id_, resource in resources.items():
        properties = resource.get("Properties") or {}
        tags = _tags(properties)
        if resource.get("Type") == _FLOW_LOG and tags.get(_NAME) == project:
            logs[id_] = _logged(id_, properties, tags)
    patterns = {
        _referred(one.get("Properties", {}).get("LogGroupName")): str(one["Properties"].get("FilterPattern") or "")
        for one in resources.values()
        if one.get("Type") == _FILTER
    }
    written = {one.into for one in logs.values()} | patterns.keys()
    groups = {
        id_: LogGroup(one.get("Properties", {}).get("RetentionInDays"), patterns.get(id_))
        for id_, one in resources.items()
        if one.get("Type") == _LOG_GROUP and id_ in written
    }
    streams = frozenset(id_ for id_, one in resources.items() if one.get("Type") == _STREAM)
    return StackState(name, logs, groups, streams)


def _logged(id_: str, properties: Mapping[str, Any], tags: Mapping[str, str]) -> Logged:
    specifications = properties.get("TagFieldSpecifications") or ()
    return Logged(
        logical_id=id_,
        source_id=_referred(properties.get("ResourceId")),
        entry=tags.get(_ENTRY, ""),
        traffic_type=str(properties.get("TrafficType") or "ALL"),
        max_aggregation_interval=int(properties.get("MaxAggregationInterval") or 600),
        log_format=str(properties.get("LogFormat") or ""),
        tag_fields=frozenset((one["ResourceType"], tuple(one["TagKeys"])) for one in specifications),
        route=str(properties.get("LogDestinationType") or "cloud-watch-logs"),
        options=frozenset((properties.get("DestinationOptions") or {}).items()),
        into=_referred(properties.get("LogGroupName") or properties.get("LogDestination")),
        tags={key: value for key, value in tags.items() if not key.startswith("flowlog:") and key != "Name"},
    )


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    tags = properties.get("Tags")
    return {one["Key"]: one["Value"] for one in tags} if isinstance(tags, list) else {}


def _referred(value: Any) -> str:
    """Give the logical id a value refers to, or a plain text as it is; nothing for a compound value."""
    match value:
        case {"Ref": id_} | {"Fn::GetAtt": [id_, _]}:
            return str(id_)
    return value if isinstance(value, str) else ""

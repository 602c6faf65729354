"""The state a template describes: as CloudFormation gives it back, as ``cdk synth`` leaves it, or as a plan's stacks would hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowlog_config.operate.diff.letting_in import bucket_policies, let_in, organizations_let_in
from flowlog_config.operate.diff.members import members_of
from flowlog_config.operate.diff.readers import readers_of
from flowlog_config.operate.diff.settings import expire_after_days, settings_of
from flowlog_config.operate.diff.state import Logged, LogGroup, Part, Place, StackState, States
from flowlog_config.operate.diff.values import Values, is_deletable, properties_of, referred
from flowlog_config.plan.naming import FORWARDED

Template = Mapping[str, Any]
"""A template as JSON data."""

_OF_THE_CDK = "AWS::CDK::Metadata"
_FLOW_LOG = "AWS::EC2::FlowLog"
_LOG_GROUP = "AWS::Logs::LogGroup"
_FILTER = "AWS::Logs::SubscriptionFilter"
_PARTS = {
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::KMS::Key",
    "AWS::Lambda::Function",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
}
_ROUTES = {"cloud-watch-logs": "cloudwatch", "kinesis-data-firehose": "firehose", "s3": "s3"}
"""The file's words by AWS's ``LogDestinationType``. Source: EC2 API reference, CreateFlowLogs (checked 2026-11)."""
NAME_TAG, _ENTRY = "flowlog:name", "flowlog:entry"
_AGGREGATOR = "AggregatorReadPolicy"
"""Logical id of the policy by which the aggregator reads the bucket."""


def states_of(templates: Mapping[Place, Mapping[str, Template]], *, project: str) -> States:
    """
    Read all templates of a project.

    Args:
        templates: By the stack's name, by its place.
        project: Value of the tag ``flowlog:name`` of what is the project's own.
    """
    return {
        place: {name: state_of(name, one, place=place, project=project) for name, one in stacks.items()}
        for place, stacks in templates.items()
    }


def state_of(name: str, template: Template, *, place: Place, project: str) -> StackState:
    """
    Read the flow logs of a project from a template, and what they deliver through and into.

    Args:
        name: Of the stack.
        template: What it holds.
        place: Where it is.
        project: Value of the tag ``flowlog:name`` of what is the project's own; flow logs of anybody else are left out.
    """
    found = (template.get("Resources") or {}).items()
    resources = {id_: one for id_, one in found if isinstance(one, dict) and one.get("Type") != _OF_THE_CDK}
    values = Values(resources, account_id=place[0], region=place[1])
    logs = {one.logical_id: one for one in _flow_logs(resources, values, project)}
    parts = {
        id_: Part(
            str(one["Type"]),
            values.name(id_) or id_,
            deletable=is_deletable(one),
            settings=settings_of(one, values),
            expire_after_days=expire_after_days(one),
        )
        for id_, one in resources.items()
        if one.get("Type") in _PARTS
    }
    return StackState(
        name,
        logs,
        _groups(resources, logs, values),
        parts,
        frozenset(let_in(resources, values)),
        organizations=frozenset(organizations_let_in(resources, values)),
        policies=bucket_policies(resources, values),
        names=frozenset((str(one.get("Type")), values.name(id_)) for id_, one in resources.items() if values.name(id_)),
        aggregator_reads=_AGGREGATOR in resources,
        readers=readers_of(resources, values),
        resources=resources,
        project=project,
        members=members_of(resources, lambda stack, one: state_of(stack, one, place=place, project=project)),
    )


def _groups(resources: Mapping[str, Any], logs: Mapping[str, Logged], values: Values) -> dict[str, LogGroup]:
    filters = {
        referred(properties_of(one).get("LogGroupName")): properties_of(one)
        for one in resources.values()
        if one.get("Type") == _FILTER
    }
    written = {one.into for one in logs.values()} | filters.keys()
    found = {}
    for id_, one in resources.items():
        if one.get("Type") == _LOG_GROUP and id_ in written:
            pattern, to = None, ""
            if subscribed := filters.get(id_):
                pattern, to = str(subscribed.get("FilterPattern") or ""), values.text(subscribed.get("DestinationArn"))
            days = properties_of(one).get("RetentionInDays")
            found[id_] = LogGroup(days, pattern, to, deletable=is_deletable(one), settings=settings_of(one, values))
    return found


def _flow_logs(resources: Mapping[str, Any], values: Values, project: str) -> Iterator[Logged]:
    """Read a project's flow logs; what those one after the other have in common but for their resource is read once."""
    last: Mapping[str, Any] | None = None
    common: Mapping[str, Any] = {}
    for id_, resource in resources.items():
        if resource.get("Type") == _FLOW_LOG:
            properties = dict(properties_of(resource))
            source_id = values.text(properties.pop("ResourceId", None))
            if properties != last:
                last, tags = properties, _tags(properties)
                common = _common(properties, tags, values, resources) if tags.get(NAME_TAG) == project else {}
            if common:
                yield Logged(logical_id=id_, source_id=source_id, **common)


def _common(
    properties: Mapping[str, Any], tags: Mapping[str, str], values: Values, resources: Mapping[str, Any]
) -> dict[str, Any]:
    """Read what flow logs can share: every attribute of one but its id and its resource."""
    specifications = properties.get("TagFieldSpecifications") or ()
    where = properties.get("LogGroupName") or properties.get("LogDestination")
    roles = (properties.get(key) for key in ("DeliverLogsPermissionArn", "DeliverCrossAccountRole"))
    to = values.text(where)
    route = _ROUTES.get(str(properties.get("LogDestinationType") or "cloud-watch-logs"), "")
    return {
        "entry": tags.get(_ENTRY, ""),
        "traffic_type": str(properties.get("TrafficType") or "ALL"),
        "max_aggregation_interval": int(properties.get("MaxAggregationInterval") or 600),
        "log_format": str(properties.get("LogFormat") or ""),
        "tag_fields": tuple(sorted((one["ResourceType"], tuple(one["TagKeys"])) for one in specifications)),
        "route": "lambda" if route == "s3" and f"/{FORWARDED}" in to else route,
        "options": frozenset((properties.get("DestinationOptions") or {}).items()),
        "to": to,
        "roles": tuple(values.text(one) for one in roles if one),
        "into": referred(where),
        "tags": tags,
        "retention_days": properties_of(resources.get(referred(where)) or {}).get("RetentionInDays"),
    }


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    tags = properties.get("Tags")
    return {one["Key"]: one["Value"] for one in tags} if isinstance(tags, list) else {}

"""
Flow logs in templates, which stock ministack refuses.

Source: CloudFormation resource schema of AWS::EC2::FlowLog, createOnlyProperties and primaryIdentifier (checked 2026-11).
"""

from typing import Any

from flowlog_config.local.engine import flow_logs, seams
from flowlog_config.local.engine.cfn_registry import Properties, ResourceType, register
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.query_protocol import check_members

_FLOW_LOG_PROPERTIES = (
    *("DeliverCrossAccountRole", "DeliverLogsPermissionArn", "DestinationOptions", "LogDestination"),
    *("LogDestinationType", "LogFormat", "LogGroupName", "MaxAggregationInterval", "ResourceId", "ResourceType"),
    *("TagFieldSpecifications", "TrafficType"),
)
_DESTINATION_OPTIONS = {"FileFormat", "HiveCompatiblePartitions", "PerHourPartition"}


def install() -> None:
    """Register the type."""
    register(FLOW_LOG, **{"import": _import})


def _create(props: Properties, _stack: str, _logical_id: str) -> str:
    members = {key: value for key, value in props.items() if key != "Tags"}
    options = members.get("DestinationOptions")
    if options is not None and not options.keys() >= _DESTINATION_OPTIONS:
        missing = ", ".join(sorted(_DESTINATION_OPTIONS - options.keys()))
        raise AwsError("InvalidRequest", f"DestinationOptions: required key [{missing}] not found")
    members["ResourceIds"] = [members.pop("ResourceId")]
    answer = flow_logs.create_flow_logs(check_members("CreateFlowLogs", members))
    if answer["Unsuccessful"]:
        error = answer["Unsuccessful"][0]["Error"]
        raise AwsError(error["Code"], error["Message"])
    return str(answer["FlowLogIds"][0])


def _delete(identifier: str, _props: Properties) -> None:
    seams.ec2.flow_logs.pop(identifier, None)
    seams.ec2.tags.pop(identifier, None)


def _import(identifier: Properties) -> tuple[str, dict[str, Any]]:
    """Take a flow log that exists, told by its id."""
    id_ = identifier["Id"]
    if id_ not in seams.ec2.flow_logs:
        raise ValueError(f"Resource of type 'AWS::EC2::FlowLog' with identifier '{id_}' was not found.")
    return id_, {"Id": id_}


def _set_tags(identifier: str, tags: list[dict[str, str]]) -> None:
    seams.ec2.tags[identifier] = [{"Key": pair["Key"], "Value": str(pair.get("Value", ""))} for pair in tags]


FLOW_LOG = ResourceType(
    name="AWS::EC2::FlowLog",
    create=_create,
    delete=_delete,
    attributes=lambda identifier: {"Id": identifier},
    replacing=_FLOW_LOG_PROPERTIES,
    set_tags=_set_tags,
)

"""
The EC2 resource types stock ministack refuses: flow logs, network interfaces, transit gateways and attachments.

Source: CloudFormation resource schemas, createOnlyProperties (checked 2026-11).
"""

from typing import Any

from flowlog_config.local.engine import (
    flow_logs,
    network_interfaces,
    seams,
    transit_gateway_attachments,
    transit_gateways,
)
from flowlog_config.local.engine.cfn_registry import Properties, ResourceType, register, set_ec2_tags
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.query_protocol import check_members

_FLOW_LOG_PROPERTIES = (
    *("DeliverCrossAccountRole", "DeliverLogsPermissionArn", "DestinationOptions", "LogDestination"),
    *("LogDestinationType", "LogFormat", "LogGroupName", "MaxAggregationInterval", "ResourceId", "ResourceType"),
    *("TagFieldSpecifications", "TrafficType"),
)
_DESTINATION_OPTIONS = {"FileFormat", "HiveCompatiblePartitions", "PerHourPartition"}


def install() -> None:
    """Register the types."""
    register(FLOW_LOG, **{"import": _import_flow_log})
    register(NETWORK_INTERFACE)
    register(TRANSIT_GATEWAY)
    for name in ("AWS::EC2::TransitGatewayVpcAttachment", "AWS::EC2::TransitGatewayAttachment"):
        register(_attachment_type(name))


def _untagged(props: Properties) -> dict[str, Any]:
    return {key: value for key, value in props.items() if key != "Tags"}


def _create_flow_log(props: Properties, _stack: str, _logical_id: str) -> str:
    members = _untagged(props)
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


def _delete_flow_log(identifier: str, _props: Properties) -> None:
    seams.ec2.flow_logs.pop(identifier, None)
    seams.ec2.tags.pop(identifier, None)


def _import_flow_log(identifier: Properties) -> tuple[str, dict[str, Any]]:
    """Take a flow log that exists, told by its id. Source: the type's schema, primaryIdentifier (checked 2026-11)."""
    id_ = identifier["Id"]
    if id_ not in seams.ec2.flow_logs:
        raise ValueError(f"Resource of type 'AWS::EC2::FlowLog' with identifier '{id_}' was not found.")
    return id_, {"Id": id_}


FLOW_LOG = ResourceType(
    name="AWS::EC2::FlowLog",
    create=_create_flow_log,
    delete=_delete_flow_log,
    attributes=lambda identifier: {"Id": identifier},
    replacing=_FLOW_LOG_PROPERTIES,
    set_tags=set_ec2_tags,
)


def _create_interface(props: Properties, _stack: str, _logical_id: str) -> str:
    members = _untagged(props)
    if "GroupSet" in members:
        members["Groups"] = members.pop("GroupSet")
    made = network_interfaces.create_network_interface(check_members("CreateNetworkInterface", members))
    return str(made["NetworkInterface"]["NetworkInterfaceId"])


def _interface_attributes(identifier: str) -> dict[str, Any]:
    record = seams.ec2.network_interfaces[identifier]
    return {"Id": identifier, "PrimaryPrivateIpAddress": record["PrivateIpAddress"], "VpcId": record["VpcId"]}


def _update_interface(identifier: str, old: Properties, new: Properties) -> None:
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)} - {"Tags"}
    if changed != {"Description"}:
        raise AwsError("InvalidRequest", f"the local engine cannot change {', '.join(sorted(changed))} in place")
    seams.ec2.network_interfaces[identifier]["Description"] = new.get("Description", "")


NETWORK_INTERFACE = ResourceType(
    name="AWS::EC2::NetworkInterface",
    create=_create_interface,
    delete=lambda identifier, _props: network_interfaces.remove_interface(identifier),
    attributes=_interface_attributes,
    replacing=("InterfaceType", "PrivateIpAddress", "SubnetId"),
    set_tags=set_ec2_tags,
    update=_update_interface,
)


def _create_gateway(props: Properties, _stack: str, _logical_id: str) -> str:
    options = _untagged(props)
    description = options.pop("Description", "")
    members = {"Description": description, **({"Options": options} if options else {})}
    made = transit_gateways.create_transit_gateway(check_members("CreateTransitGateway", members))
    return str(made["TransitGateway"]["TransitGatewayId"])


def _delete_gateway(identifier: str, _props: Properties) -> None:
    if identifier in transit_gateways.gateways():
        transit_gateways.delete_transit_gateway({"TransitGatewayId": identifier})


def _gateway_attributes(identifier: str) -> dict[str, Any]:
    arn = transit_gateways.gateways()[identifier]["TransitGatewayArn"]
    return {"Id": identifier, "TransitGatewayArn": arn}


TRANSIT_GATEWAY = ResourceType(
    name="AWS::EC2::TransitGateway",
    create=_create_gateway,
    delete=_delete_gateway,
    attributes=_gateway_attributes,
    replacing=("AmazonSideAsn", "MulticastSupport"),
    set_tags=set_ec2_tags,
)


def _create_attachment(props: Properties, _stack: str, _logical_id: str) -> str:
    operation = "CreateTransitGatewayVpcAttachment"
    made = transit_gateway_attachments.create_transit_gateway_vpc_attachment(check_members(operation, _untagged(props)))
    return str(made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"])


def _delete_attachment(identifier: str, _props: Properties) -> None:
    if identifier in transit_gateway_attachments.attachments():
        transit_gateway_attachments.delete_transit_gateway_vpc_attachment({"TransitGatewayAttachmentId": identifier})


def _attachment_type(name: str) -> ResourceType:
    return ResourceType(
        name=name,
        create=_create_attachment,
        delete=_delete_attachment,
        attributes=lambda identifier: {"Id": identifier},
        replacing=("TransitGatewayId", "VpcId"),
        set_tags=set_ec2_tags,
    )

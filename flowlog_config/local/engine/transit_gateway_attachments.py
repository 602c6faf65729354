"""What is attached to a transit gateway: VPCs (with an interface in every subnet given), peers, VPNs and the like."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.network_interfaces import put_interface, remove_interface
from flowlog_config.local.engine.state import account_id, store
from flowlog_config.local.engine.transit_gateways import TRANSIT_GATEWAYS, gateways
from flowlog_config.local.engine.vpcs import SUBNETS, VPCS

_NOT_FOUND = "InvalidTransitGatewayAttachmentID.NotFound"

ATTACHMENTS = Listing(
    result="TransitGatewayAttachments",
    ids="TransitGatewayAttachmentIds",
    id_field="TransitGatewayAttachmentId",
    not_found=_NOT_FOUND,
    noun="transitGatewayAttachment",
    filters={
        "association.state": "Association.State",
        "association.transit-gateway-route-table-id": "Association.TransitGatewayRouteTableId",
        "resource-id": "ResourceId",
        "resource-owner-id": "ResourceOwnerId",
        "resource-type": "ResourceType",
        "state": "State",
        "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
        "transit-gateway-id": "TransitGatewayId",
        "transit-gateway-owner-id": "TransitGatewayOwnerId",
    },
)

VPC_ATTACHMENTS = Listing(
    result="TransitGatewayVpcAttachments",
    ids="TransitGatewayAttachmentIds",
    id_field="TransitGatewayAttachmentId",
    not_found=_NOT_FOUND,
    noun="transitGatewayAttachment",
    filters={
        "state": "State",
        "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
        "transit-gateway-id": "TransitGatewayId",
        "vpc-id": "VpcId",
    },
)


def attachments() -> Any:
    """Give the attachments of every type of the calling account and region by id."""
    return store("transit gateway attachments")


def describe_transit_gateway_attachments(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeTransitGatewayAttachments``: every type."""
    return describe(ATTACHMENTS, attachments().values(), request)


def describe_transit_gateway_vpc_attachments(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeTransitGatewayVpcAttachments``: only those of VPCs, with their subnets."""
    records = [each for each in attachments().values() if each["ResourceType"] == "vpc"]
    return describe(VPC_ATTACHMENTS, records, request)


def create_transit_gateway_vpc_attachment(request: Mapping[str, Any]) -> Record:
    """Answer ``CreateTransitGatewayVpcAttachment``."""
    record = put_vpc_attachment(
        gateway_id=request["TransitGatewayId"], vpc_id=request["VpcId"], subnet_ids=request["SubnetIds"]
    )
    tag(record["TransitGatewayAttachmentId"], request, "transit-gateway-attachment")
    return {"TransitGatewayVpcAttachment": record}


def put_vpc_attachment(
    *,
    gateway_id: str,
    vpc_id: str,
    subnet_ids: Sequence[str],
    identifier: str = "",
    interface_ids: Sequence[str] = (),
) -> Record:
    """
    Attach a VPC through an interface in each subnet.

    Args:
        gateway_id: The gateway, which must exist.
        vpc_id: The VPC.
        subnet_ids: Subnets of it, at most one in a zone.
        identifier: Id of the attachment; drawn when empty.
        interface_ids: Ids of the interfaces, in the order of the subnets; drawn when empty.

    Raises:
        AwsError: When the VPC is attached already, or the subnets are not of it or share a zone.
    """
    find(VPCS, seams.ec2.vpcs, vpc_id)
    subnets = [find(SUBNETS, seams.ec2.subnets, each) for each in subnet_ids]
    if any(each["VpcId"] != vpc_id for each in subnets):
        raise AwsError("InvalidParameterValue", f"Every subnet must belong to {vpc_id}")
    if len({each["AvailabilityZone"] for each in subnets}) != len(subnets):
        raise AwsError("DuplicateSubnetsInSameZone", "Duplicate Subnets for same AZ")
    if any((each["ResourceId"], each["TransitGatewayId"]) == (vpc_id, gateway_id) for each in attachments().values()):
        message = f"{gateway_id} has non-deleted Transit Gateway Attachments with same VPC ID."
        raise AwsError("DuplicateTransitGatewayAttachment", message)
    identifier = identifier or new_id("tgw-attach")
    record = put_attachment(gateway_id=gateway_id, resource_type="vpc", resource_id=vpc_id, identifier=identifier)
    interfaces = [
        put_interface(
            subnet_id=each,
            identifier=interface_id,
            interface_type="transit_gateway",
            description=f"Network Interface for Transit Gateway Attachment {identifier}",
            requester_id="amazon-aws",
        )
        for each, interface_id in zip_longest(subnet_ids, interface_ids, fillvalue="")
    ]
    record |= {
        "VpcId": vpc_id,
        "VpcOwnerId": account_id(),
        "SubnetIds": list(subnet_ids),
        "Options": {"DnsSupport": "enable", "Ipv6Support": "disable", "ApplianceModeSupport": "disable"},
        "_interfaces": [each["NetworkInterfaceId"] for each in interfaces],
    }
    return record


def put_attachment(*, gateway_id: str, resource_type: str, resource_id: str, identifier: str = "") -> Record:
    """
    Attach anything to a transit gateway.

    Args:
        gateway_id: The gateway, which must exist.
        resource_type: ``vpc``, ``vpn``, ``direct-connect-gateway``, ``connect`` or ``peering``.
        resource_id: What is attached.
        identifier: Id of the attachment; drawn when empty.
    """
    gateway = find(TRANSIT_GATEWAYS, gateways(), gateway_id)
    identifier = identifier or new_id("tgw-attach")
    record: Record = {
        "TransitGatewayAttachmentId": identifier,
        "TransitGatewayId": gateway_id,
        "TransitGatewayOwnerId": gateway["OwnerId"],
        "ResourceOwnerId": account_id(),
        "ResourceType": resource_type,
        "ResourceId": resource_id,
        "State": "available",
        "CreationTime": datetime.now(UTC),
    }
    attachments()[identifier] = record
    return record


def delete_transit_gateway_vpc_attachment(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteTransitGatewayVpcAttachment``: its interfaces go with it."""
    record = find(VPC_ATTACHMENTS, attachments(), request["TransitGatewayAttachmentId"])
    attachments().pop(record["TransitGatewayAttachmentId"])
    seams.ec2.tags.pop(record["TransitGatewayAttachmentId"], None)
    for each in record.get("_interfaces", []):
        remove_interface(each)
    return {"TransitGatewayVpcAttachment": {**record, "State": "deleting"}}


ACTIONS = {
    "CreateTransitGatewayVpcAttachment": create_transit_gateway_vpc_attachment,
    "DeleteTransitGatewayVpcAttachment": delete_transit_gateway_vpc_attachment,
    "DescribeTransitGatewayAttachments": describe_transit_gateway_attachments,
    "DescribeTransitGatewayVpcAttachments": describe_transit_gateway_vpc_attachments,
}

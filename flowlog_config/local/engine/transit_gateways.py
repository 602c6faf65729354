"""Transit gateways themselves; what is attached to them is in ``transit_gateway_attachments``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.state import account_id, own_arn, store

TRANSIT_GATEWAYS = Listing(
    result="TransitGateways",
    ids="TransitGatewayIds",
    id_field="TransitGatewayId",
    not_found="InvalidTransitGatewayID.NotFound",
    noun="transitGateway",
    filters={
        "options.amazon-side-asn": "Options.AmazonSideAsn",
        "owner-id": "OwnerId",
        "state": "State",
        "transit-gateway-id": "TransitGatewayId",
    },
)


def gateways() -> Any:
    """Give the transit gateways of the calling account and region by id."""
    return store("transit gateways")


def describe_transit_gateways(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeTransitGateways``."""
    return describe(TRANSIT_GATEWAYS, gateways().values(), request)


def create_transit_gateway(request: Mapping[str, Any]) -> Record:
    """Answer ``CreateTransitGateway``."""
    record = put_gateway(description=request.get("Description", ""), options=request.get("Options", {}))
    tag(record["TransitGatewayId"], request, "transit-gateway")
    return {"TransitGateway": record}


def put_gateway(*, description: str, options: Mapping[str, Any] | None = None, identifier: str = "") -> Record:
    """Make a transit gateway owned by the caller and ready for use."""
    identifier = identifier or new_id("tgw")
    defaults = {"AmazonSideAsn": 64512, "DnsSupport": "enable", "VpnEcmpSupport": "enable"}
    record = {
        "TransitGatewayId": identifier,
        "TransitGatewayArn": own_arn("ec2", f"transit-gateway/{identifier}"),
        "State": "available",
        "OwnerId": account_id(),
        "Description": description,
        "CreationTime": datetime.now(UTC),
        "Options": {**defaults, **(options or {})},
    }
    gateways()[identifier] = record
    return record


def delete_transit_gateway(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteTransitGateway``; it is refused while anything is attached."""
    record = find(TRANSIT_GATEWAYS, gateways(), request["TransitGatewayId"])
    identifier = record["TransitGatewayId"]
    if any(each["TransitGatewayId"] == identifier for each in store("transit gateway attachments").values()):
        raise AwsError("IncorrectState", f"{identifier} has non-deleted VPC Attachments.")
    gateways().pop(identifier)
    seams.ec2.tags.pop(identifier, None)
    return {"TransitGateway": {**record, "State": "deleting"}}


ACTIONS = {
    "CreateTransitGateway": create_transit_gateway,
    "DeleteTransitGateway": delete_transit_gateway,
    "DescribeTransitGateways": describe_transit_gateways,
}

"""NAT gateways, transit gateways with their attachments, and VPC endpoints."""

from flowlog_config.discovery.part import Item, Part, tags_of, text_of
from flowlog_config.inventory.model import Resource, ResourceType

_GONE = "deleted"
"""State in which AWS lists a resource for an hour or so after its end."""
_REGIONAL = "regional"
_ENDPOINT_KINDS = {"GatewayLoadBalancer": "gateway-load-balancer-endpoint"}


def take_nat_gateway(item: Item, part: Part) -> None:
    """
    Keep a NAT gateway, and claim the interfaces of a zonal one: those are what can be logged of it.

    A regional one has no subnet and is logged by its own id. Answers without ``AvailabilityMode`` are of before there
    were regional ones.
    Source: EC2 API reference, NatGateway (checked 2026-11).
    """
    if item.get("State") == _GONE:
        return
    availability = text_of(item, "AvailabilityMode") or "zonal"
    ones = item.get("NatGatewayAddresses") or []
    addresses = {one.get(key) for one in ones for key in ("PrivateIp", "PublicIp")}
    part.add(
        Resource(
            id=item["NatGatewayId"],
            type=ResourceType.NAT_GATEWAY,
            tags=tags_of(item),
            owner=part.target.account_id,
            vpc=text_of(item, "VpcId"),
            subnet=text_of(item, "SubnetId"),
            kind="nat-gateway",
            addresses=tuple(sorted(address for address in addresses if address)),
            public=text_of(item, "ConnectivityType") == "public" or any(one.get("PublicIp") for one in ones),
            state=text_of(item, "State"),
            availability=availability,
        )
    )
    if availability != _REGIONAL:
        claimed = (one.get("NetworkInterfaceId") for one in ones)
        part.claims |= {id_: ("nat-gateway", item["NatGatewayId"]) for id_ in claimed if id_}


def take_transit_gateway(item: Item, part: Part) -> None:
    """Keep a transit gateway; one shared with this account has its owner's id, and only the owner can log it."""
    if item.get("State") == _GONE:
        return
    part.add(
        Resource(
            id=item["TransitGatewayId"],
            type=ResourceType.TRANSIT_GATEWAY,
            tags=tags_of(item),
            owner=text_of(item, "OwnerId"),
            state=text_of(item, "State"),
        )
    )


def take_attachment(item: Item, part: Part) -> None:
    """
    Keep an attachment of any type, known or not. Its owner is the transit gateway's: only that account can log it.

    Connect attachments are kept, too, so that the plan can say why it leaves them out.
    Source: Transit Gateway guide "Flow logs" (checked 2026-11).
    """
    if item.get("State") == _GONE:
        return
    attached, attachment_type = text_of(item, "ResourceId"), text_of(item, "ResourceType")
    part.add(
        Resource(
            id=item["TransitGatewayAttachmentId"],
            type=ResourceType.TRANSIT_GATEWAY_ATTACHMENT,
            tags=tags_of(item),
            owner=text_of(item, "TransitGatewayOwnerId"),
            vpc=attached if attachment_type == "vpc" else "",
            service="" if attachment_type == "vpc" else attached,
            state=text_of(item, "State"),
            attachment_type=attachment_type,
            transit_gateway=text_of(item, "TransitGatewayId"),
        )
    )


def take_endpoint(item: Item, part: Part) -> None:
    """Claim an endpoint's interfaces, with the service they lead to; a gateway endpoint has none and is in no flow log."""
    kind = _ENDPOINT_KINDS.get(text_of(item, "VpcEndpointType"), "vpc-endpoint")
    keys = ("ServiceName", "ResourceConfigurationArn", "ServiceNetworkArn")
    leads_to = next((text for key in keys if (text := text_of(item, key))), "")
    service = f"{leads_to} ({item['VpcEndpointId']})" if leads_to else item["VpcEndpointId"]
    part.claims |= dict.fromkeys(item.get("NetworkInterfaceIds") or (), (kind, service))

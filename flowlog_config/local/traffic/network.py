"""The network as describe calls show it, as far as invented traffic needs it: who could talk to whom, from where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flowlog_config.inventory.kinds import interface_kind
from flowlog_config.local.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client


class Role(StrEnum):
    """What an interface is for, told by its kind."""

    NAT = "nat"
    TRANSIT = "transit"
    FRONT = "front"
    DATABASE = "database"
    ENDPOINT = "endpoint"
    COMPUTE = "compute"


@dataclass(frozen=True, slots=True)
class Interface:
    """One network interface; addresses are empty when it has none of that kind."""

    id: str
    role: Role
    type: str
    address: str
    ipv6: str
    public_address: str
    vpc_id: str
    subnet_id: str
    zone_id: str
    instance_id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A VPC attachment of a transit gateway with the interfaces it has in that VPC."""

    id: str
    gateway_id: str
    vpc_id: str
    vpc_account_id: str
    interfaces: tuple[Interface, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Everything traffic is invented over; ``regional_nats`` are VPC ids by NAT gateway id."""

    account_id: str
    region: str
    interfaces: tuple[Interface, ...]
    attachments: tuple[Attachment, ...]
    regional_nats: Mapping[str, str]

    def of(self, *roles: Role) -> list[Interface]:
        """Return the interfaces of these roles, in a fixed order."""
        return [one for one in self.interfaces if one.role in roles]


_ROLES = {
    **dict.fromkeys(("application-load-balancer", "classic-load-balancer"), Role.FRONT),
    **dict.fromkeys(("gateway-load-balancer", "network-load-balancer"), Role.FRONT),
    **dict.fromkeys(("rds", "elasticache", "redshift"), Role.DATABASE),
    **dict.fromkeys(("efs", "vpc-endpoint"), Role.ENDPOINT),
    "nat-gateway": Role.NAT,
    "transit-gateway-attachment": Role.TRANSIT,
}
"""By kind; everything else computes."""


def read_network(clients: Clients) -> Network:
    """Read interfaces, subnets, transit gateway VPC attachments and regional NAT gateways of account and region."""
    ec2 = clients.ec2
    zones = {
        subnet["SubnetId"]: subnet.get("AvailabilityZoneId", "-")
        for page in ec2.get_paginator("describe_subnets").paginate()
        for subnet in page["Subnets"]
    }
    pages = ec2.get_paginator("describe_network_interfaces").paginate()
    found = [_interface(one, zones) for page in pages for one in page["NetworkInterfaces"]]
    interfaces = tuple(sorted(found, key=lambda one: one.id))
    return Network(
        account_id=clients.account_id,
        region=clients.region,
        interfaces=interfaces,
        attachments=_attachments(ec2, interfaces),
        regional_nats=_regional_nats(ec2),
    )


def _interface(found: Mapping[str, Any], zones: Mapping[str, str]) -> Interface:
    ipv6 = found.get("Ipv6Addresses") or [{}]
    return Interface(
        id=found["NetworkInterfaceId"],
        role=_role(found),
        type=found.get("InterfaceType", "interface"),
        address=found.get("PrivateIpAddress", ""),
        ipv6=ipv6[0].get("Ipv6Address", ""),
        public_address=(found.get("Association") or {}).get("PublicIp", ""),
        vpc_id=found["VpcId"],
        subnet_id=found["SubnetId"],
        zone_id=zones.get(found["SubnetId"], "-"),
        instance_id=(found.get("Attachment") or {}).get("InstanceId", ""),
    )


def _role(found: Mapping[str, Any]) -> Role:
    kind, _ = interface_kind(
        interface_type=found.get("InterfaceType", ""),
        description=found.get("Description", ""),
        requester_managed=bool(found.get("RequesterManaged")),
        attached_to=(found.get("Attachment") or {}).get("InstanceId", ""),
    )
    return _ROLES.get(kind, Role.COMPUTE)


def _attachments(ec2: "EC2Client", interfaces: Iterable[Interface]) -> tuple[Attachment, ...]:
    transit = [one for one in interfaces if one.role is Role.TRANSIT]
    made = []
    for page in ec2.get_paginator("describe_transit_gateway_vpc_attachments").paginate():
        for found in page["TransitGatewayVpcAttachments"]:
            subnets = found.get("SubnetIds", ())
            made.append(
                Attachment(
                    id=found["TransitGatewayAttachmentId"],
                    gateway_id=found["TransitGatewayId"],
                    vpc_id=found["VpcId"],
                    vpc_account_id=found.get("VpcOwnerId", "-"),
                    interfaces=tuple(one for one in transit if one.subnet_id in subnets),
                )
            )
    return tuple(sorted(made, key=lambda one: one.id))


def _regional_nats(ec2: "EC2Client") -> dict[str, str]:
    pages = ec2.get_paginator("describe_nat_gateways").paginate()
    found = (one for page in pages for one in page["NatGateways"])
    return {one["NatGatewayId"]: one["VpcId"] for one in found if one.get("AvailabilityMode") == "regional"}

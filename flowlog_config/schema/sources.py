"""A source: one resource that can have a flow log, known by its id alone."""

from dataclasses import dataclass

from flowlog_config.formats import Family

_TYPES = {
    "vpc": ("VPC", Family.VPC),
    "subnet": ("Subnet", Family.VPC),
    "eni": ("NetworkInterface", Family.VPC),
    "nat": ("RegionalNatGateway", Family.VPC),
    "tgw": ("TransitGateway", Family.TRANSIT_GATEWAY),
    "tgw-attach": ("TransitGatewayAttachment", Family.TRANSIT_GATEWAY),
}


@dataclass(frozen=True, slots=True)
class Source:
    """
    One resource to log.

    Attributes:
        id: AWS id, such as ``vpc-0ed6e0000000000a1``.
        resource_type: ``ResourceType`` of AWS::EC2::FlowLog.
        family: Kind of record it gives.
    """

    id: str
    resource_type: str
    family: Family


def source(id_: str) -> Source:
    """
    Tell a source by the prefix of its id.

    A ``nat-`` id is a regional NAT gateway: zonal ones are logged by their network interface.
    """
    resource_type, family = _TYPES[id_.rsplit("-", 1)[0]]
    return Source(id_, resource_type, family)

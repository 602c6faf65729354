"""What a resource's traffic can be logged through: itself, and what it is in."""

from collections import defaultdict
from collections.abc import Iterator

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory

ITSELF = "itself"
_IN_A_VPC = (ResourceType.NETWORK_INTERFACE, ResourceType.NAT_GATEWAY, ResourceType.SUBNET)


def wider_scopes(resource: Resource) -> Iterator[tuple[str, str]]:
    """
    Give what a resource is in and a flow log of which has all of its records: the word for it and its id.

    The VPC a transit gateway attachment attaches is none of them: its records are of another kind. Nor is the VPC of a
    regional NAT gateway, which has no interface there: that a flow log of the VPC holds its traffic is not established.
    Source: VPC guide "Flow logs basics", Transit Gateway guide "Flow logs" (checked 2026-11).
    """
    if resource.type in _IN_A_VPC and resource.availability != "regional":
        if resource.subnet:
            yield "subnet", resource.subnet
        if resource.vpc:
            yield "vpc", resource.vpc
    if resource.type is ResourceType.TRANSIT_GATEWAY_ATTACHMENT and resource.transit_gateway:
        yield "transit gateway", resource.transit_gateway


class Scopes:
    """
    Scopes of the resources of one target.

    Args:
        target: What the target has.
    """

    def __init__(self, target: TargetInventory) -> None:
        self._nat_interfaces: dict[str, list[str]] = defaultdict(list)
        for resource in target.resources.values():
            if resource.type is ResourceType.NETWORK_INTERFACE and resource.kind == "nat-gateway":
                self._nat_interfaces[resource.service].append(resource.id)

    def of(self, resource: Resource) -> Iterator[tuple[str, str]]:
        """Give every scope, the narrowest first; a zonal NAT gateway is logged through its interfaces."""
        yield ITSELF, resource.id
        if resource.type is ResourceType.NAT_GATEWAY:
            yield from (("interface", id_) for id_ in self._nat_interfaces[resource.id])
        yield from wider_scopes(resource)

"""VPCs, subnets and the peering connections between VPCs."""

from flowlog_config.discovery.part import Item, Part, tags_of, text_of
from flowlog_config.inventory.model import Resource, ResourceType

_ACTIVE = "active"


def take_vpc(item: Item, part: Part) -> None:
    """Keep a VPC; one shared with this account has its owner's id."""
    blocks = _blocks(item.get("CidrBlockAssociationSet"), "CidrBlock", "CidrBlockState")
    blocks |= _blocks(item.get("Ipv6CidrBlockAssociationSet"), "Ipv6CidrBlock", "Ipv6CidrBlockState")
    part.add(
        Resource(
            id=item["VpcId"],
            type=ResourceType.VPC,
            tags=tags_of(item),
            owner=text_of(item, "OwnerId"),
            addresses=tuple(sorted(blocks | ({item["CidrBlock"]} if item.get("CidrBlock") else set()))),
            state=text_of(item, "State"),
        )
    )


def take_subnet(item: Item, part: Part) -> None:
    """Keep a subnet; an IPv6-only one has no IPv4 block."""
    blocks = _blocks(item.get("Ipv6CidrBlockAssociationSet"), "Ipv6CidrBlock", "Ipv6CidrBlockState")
    part.add(
        Resource(
            id=item["SubnetId"],
            type=ResourceType.SUBNET,
            tags=tags_of(item),
            owner=text_of(item, "OwnerId"),
            vpc=text_of(item, "VpcId"),
            addresses=tuple(sorted(blocks | ({item["CidrBlock"]} if item.get("CidrBlock") else set()))),
            state=text_of(item, "State"),
        )
    )


def take_peering(item: Item, part: Part) -> None:
    """
    Keep which VPCs of this target an active peering connection joins; the other side may be anyone's.

    A peering connection has no interface: to log it is to log its VPCs, each in its own account.
    Source: VPC guide "Flow log limitations" (checked 2026-11).
    """
    if text_of(item.get("Status") or {}, "Code") != _ACTIVE:
        return
    for side in (item.get("RequesterVpcInfo") or {}, item.get("AccepterVpcInfo") or {}):
        ours = side.get("OwnerId") == part.target.account_id
        here = side.get("Region") in (None, part.target.region)
        if ours and here and side.get("VpcId"):
            part.peered_vpcs.add(side["VpcId"])


def _blocks(associations: list[Item] | None, key: str, state_key: str) -> set[str]:
    gone = ("disassociated", "disassociating", "failed", "failing")
    return {
        one[key]
        for one in associations or ()
        if one.get(key) and text_of(one.get(state_key) or {}, "State") not in gone
    }

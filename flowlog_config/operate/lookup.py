"""What a person means by an id, a Name, an address, or the name of a load balancer."""

import ipaddress
import re
from collections.abc import Iterable

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory

_LOAD_BALANCER = re.compile(r"(?:app|net|gwy)/([^/]+)/[^/]+")
_BEHIND = re.compile(r".*\((vpce-\w+)\)")


def find(targets: Iterable[TargetInventory], query: str) -> list[tuple[TargetInventory, Resource]]:
    """
    Find every resource a query can mean, one of that id first; a private address or a Name may be there several times.

    Args:
        targets: Where to look.
        query: An id, a Name tag, whom an interface belongs to (``nat-…``, ``vpce-…``, ``i-…``, a load balancer's name), or
            an IPv4 or IPv6 address, in any of its spellings, of an interface or a regional NAT gateway.
    """
    address = _address(query)
    found = [
        (target, resource)
        for target in targets
        for resource in target.resources.values()
        if (_has(resource, address) if address else _is_called(resource, query))
    ]
    return sorted(found, key=lambda one: one[1].id != query)


def _is_called(resource: Resource, query: str) -> bool:
    if query in (resource.id, resource.name, resource.service):
        return True
    inside = _LOAD_BALANCER.fullmatch(resource.service) or _BEHIND.fullmatch(resource.service)
    return inside is not None and inside[1] == query


def _address(query: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(query)
    except ValueError:
        return None


def _has(resource: Resource, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address, or a delegated prefix around it, is the resource's own."""
    regional = resource.type is ResourceType.NAT_GATEWAY and resource.availability == "regional"
    if resource.type is not ResourceType.NETWORK_INTERFACE and not regional:
        return False
    return any(_holds(one, address) for one in resource.addresses)


def _holds(text: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether a text of the inventory is the address or a prefix around it; it may be no address at all."""
    if (":" in text) != (address.version == 6):  # noqa: PLR2004 - the other family: not worth parsing
        return False
    try:
        return address in ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False

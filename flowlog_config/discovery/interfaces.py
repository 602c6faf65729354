"""Network interfaces, whoever made them."""

from flowlog_config.discovery.part import Item, Part, tags_of, text_of
from flowlog_config.inventory.kinds import interface_kind, is_transient
from flowlog_config.inventory.model import Resource, ResourceType

_PRIVATE_IPV6 = ("fc", "fd")
_PUBLIC_KEYS = ("PublicIp", "CarrierIp")


def take_interface(item: Item, part: Part) -> None:
    """
    Keep an interface. Nothing but its id is required: types, descriptions and addresses may be missing or new.

    Source: EC2 API reference, NetworkInterface (checked 2026-11).
    """
    attachment = item.get("Attachment") or {}
    tags = tags_of(item, "TagSet")
    kind, service = interface_kind(
        interface_type=text_of(item, "InterfaceType"),
        description=text_of(item, "Description"),
        requester_managed=bool(item.get("RequesterManaged")),
        attached_to=text_of(attachment, "InstanceId"),
    )
    private, public, ipv6 = _private(item), _public(item), _ipv6(item)
    part.add(
        Resource(
            id=item["NetworkInterfaceId"],
            type=ResourceType.NETWORK_INTERFACE,
            tags=tags,
            owner=text_of(item, "OwnerId"),
            vpc=text_of(item, "VpcId"),
            subnet=text_of(item, "SubnetId"),
            kind=kind,
            service=service,
            addresses=tuple(sorted(private | public | ipv6)),
            public=bool(public) or any(not address.lower().startswith(_PRIVATE_IPV6) for address in ipv6),
            state=text_of(item, "Status"),
            transient=is_transient(kind, tags, operator_managed=bool((item.get("Operator") or {}).get("Managed"))),
        )
    )


def _associations(item: Item) -> list[Item]:
    ones = [item, *(item.get("PrivateIpAddresses") or ())]
    return [one["Association"] for one in ones if one.get("Association")]


def _public(item: Item) -> set[str]:
    return {one[key] for one in _associations(item) for key in _PUBLIC_KEYS if one.get(key)}


def _private(item: Item) -> set[str]:
    """Private IPv4 addresses and prefixes, and an Outpost's customer-owned address."""
    found = {one.get("PrivateIpAddress") for one in [item, *(item.get("PrivateIpAddresses") or ())]}
    found |= {one.get("CustomerOwnedIp") for one in _associations(item)}
    found |= {one.get("Ipv4Prefix") for one in item.get("Ipv4Prefixes") or ()}
    return {text for text in found if text}


def _ipv6(item: Item) -> set[str]:
    found = {one.get("Ipv6Address") for one in [item, *(item.get("Ipv6Addresses") or ())]}
    found |= {one.get("Ipv6Prefix") for one in item.get("Ipv6Prefixes") or ()}
    return {text for text in found if text}

"""Network interfaces: a user's own, and those that services put into a subnet."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.addresses import claim_address
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.state import account_id
from flowlog_config.local.engine.vpcs import SUBNETS

INTERFACES = Listing(
    result="NetworkInterfaces",
    ids="NetworkInterfaceIds",
    id_field="NetworkInterfaceId",
    not_found="InvalidNetworkInterfaceID.NotFound",
    noun="networkInterface",
    tags_member="TagSet",
    filters={
        "addresses.private-ip-address": "PrivateIpAddresses.PrivateIpAddress",
        "association.public-ip": "Association.PublicIp",
        "attachment.attachment-id": "Attachment.AttachmentId",
        "attachment.device-index": "Attachment.DeviceIndex",
        "attachment.instance-id": "Attachment.InstanceId",
        "attachment.instance-owner-id": "Attachment.InstanceOwnerId",
        "attachment.status": "Attachment.Status",
        "availability-zone": "AvailabilityZone",
        "availability-zone-id": "AvailabilityZoneId",
        "description": "Description",
        "group-id": "Groups.GroupId",
        "group-name": "Groups.GroupName",
        "interface-type": "InterfaceType",
        "ipv6-addresses.ipv6-address": "Ipv6Addresses.Ipv6Address",
        "mac-address": "MacAddress",
        "network-interface-id": "NetworkInterfaceId",
        "operator.managed": "Operator.Managed",
        "owner-id": "OwnerId",
        "private-dns-name": "PrivateDnsName",
        "private-ip-address": "PrivateIpAddress",
        "requester-id": "RequesterId",
        "requester-managed": "RequesterManaged",
        "source-dest-check": "SourceDestCheck",
        "status": "Status",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
)


def describe_network_interfaces(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeNetworkInterfaces``."""
    return describe(INTERFACES, map(_as_answer, seams.ec2.network_interfaces.values()), request)


def create_network_interface(request: Mapping[str, Any]) -> Record:
    """Answer ``CreateNetworkInterface``: a user's own interface, of type ``interface``, ``efa`` and the like."""
    record = put_interface(
        subnet_id=request["SubnetId"],
        description=request.get("Description", ""),
        interface_type=request.get("InterfaceType", "interface"),
        address=request.get("PrivateIpAddress", ""),
        group_ids=request.get("Groups", ()),
        ipv6_addresses=[each["Ipv6Address"] for each in request.get("Ipv6Addresses", [])],
    )
    tag(record["NetworkInterfaceId"], request, "network-interface")
    return {"NetworkInterface": _as_answer(record)}


def delete_network_interface(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteNetworkInterface``; one in use, or made by a service, cannot be deleted."""
    record = find(INTERFACES, seams.ec2.network_interfaces, request["NetworkInterfaceId"])
    identifier = record["NetworkInterfaceId"]
    if record["Status"] == "in-use":
        raise AwsError("InvalidParameterValue", f"Network interface '{identifier}' is currently in use.")
    remove_interface(identifier)
    return {}


def put_interface(
    *,
    subnet_id: str,
    description: str,
    identifier: str = "",
    interface_type: str = "interface",
    address: str = "",
    requester_id: str = "",
    attachment: Mapping[str, Any] | None = None,
    group_ids: Iterable[str] = (),
    ipv6_addresses: Iterable[str] = (),
    public_address: str = "",
) -> Record:
    """
    Put one interface into a subnet and give its record.

    Args:
        subnet_id: A subnet that exists.
        description: What AWS or the user writes there; for services it is how the owner is recognised.
        identifier: Its id; drawn when empty.
        interface_type: ``InterfaceType`` as responses spell it, such as ``nat_gateway``.
        address: Private IPv4 address; the next free one when empty.
        requester_id: Alias of the service that made it, manages it and holds it; empty for the caller's own.
        attachment: What it is attached to; without it the caller's own is available.
        group_ids: Security groups.
        ipv6_addresses: IPv6 addresses.
        public_address: Elastic or public address associated with it.

    Raises:
        AwsError: When the subnet does not exist, or the address is outside it or taken.
    """
    subnet = find(SUBNETS, seams.ec2.subnets, subnet_id)
    address = claim_address(subnet, address)
    identifier = identifier or new_id("eni")
    if requester_id:
        attachment = {"InstanceOwnerId": requester_id, **(attachment or {})}
    record: Record = {
        "NetworkInterfaceId": identifier,
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "AvailabilityZone": subnet["AvailabilityZone"],
        "AvailabilityZoneId": subnet["AvailabilityZoneId"],
        "Description": description,
        "OwnerId": account_id(),
        "Status": "available" if attachment is None else "in-use",
        "PrivateIpAddress": address,
        "PrivateDnsName": f"ip-{address.replace('.', '-')}.{subnet['AvailabilityZone'][:-1]}.compute.internal",
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        "Ipv6Addresses": [{"Ipv6Address": each, "IsPrimaryIpv6": False} for each in ipv6_addresses],
        "InterfaceType": interface_type,
        "RequesterId": requester_id or account_id(),
        "RequesterManaged": bool(requester_id),
        "SourceDestCheck": interface_type not in {"nat_gateway", "transit_gateway"},
        "MacAddress": _mac_address(identifier),
        "Groups": [_group(each) for each in group_ids],
        "Operator": {"Managed": False},
        "Attachment": None if attachment is None else _attachment(attachment),
        "Association": {"PublicIp": public_address, "IpOwnerId": account_id()} if public_address else None,
    }
    seams.ec2.network_interfaces[identifier] = record
    return record


def remove_interface(identifier: str) -> None:
    """Delete an interface and its tags whoever made it; nothing happens when it is gone already."""
    seams.ec2.network_interfaces.pop(identifier, None)
    seams.ec2.tags.pop(identifier, None)


def _as_answer(record: Record) -> Record:
    """Fill in what records made by stock ministack (attached, or by other services) lack."""
    filled = {"RequesterManaged": False, "RequesterId": record["OwnerId"], "Ipv6Addresses": [], **record}
    addresses = [{"Primary": True, "PrivateIpAddress": record["PrivateIpAddress"]}]
    filled.setdefault("PrivateIpAddresses", addresses)
    return filled


def _mac_address(identifier: str) -> str:
    """Make a locally administered address that only this interface has."""
    return "02:" + hashlib.sha256(identifier.encode()).digest()[:5].hex(":")


def _group(identifier: str) -> dict[str, str]:
    group = seams.ec2.security_groups.get(identifier) or {}
    return {"GroupId": identifier, "GroupName": group.get("GroupName", identifier)}


def _attachment(given: Mapping[str, Any]) -> Record:
    defaults = {
        "AttachmentId": new_id("eni-attach"),
        "AttachTime": datetime.now(UTC),
        "DeleteOnTermination": False,
        "DeviceIndex": 1,
        "Status": "attached",
    }
    return {**defaults, **given}


ACTIONS = {
    "CreateNetworkInterface": create_network_interface,
    "DeleteNetworkInterface": delete_network_interface,
    "DescribeNetworkInterfaces": describe_network_interfaces,
}

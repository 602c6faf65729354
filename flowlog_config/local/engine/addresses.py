"""Private addresses of a subnet."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError

_RESERVED = 4  # AWS keeps the first four addresses of a subnet, and the last


def claim_address(subnet: Mapping[str, Any], wanted: str) -> str:
    """
    Give the address that a new interface gets.

    Args:
        subnet: Its record.
        wanted: Private IPv4 address; the next free one when empty.

    Raises:
        AwsError: When it is outside the subnet, kept by AWS, taken, or when none is free.
    """
    network = IPv4Network(subnet["CidrBlock"])
    usable = range(int(network.network_address) + _RESERVED, int(network.broadcast_address))
    taken = {
        record["PrivateIpAddress"]
        for record in seams.ec2.network_interfaces.values()
        if record["SubnetId"] == subnet["SubnetId"]
    }
    if wanted:
        if _number(wanted) not in usable:
            raise AwsError("InvalidParameterValue", "Address does not fall within the subnet's address range")
        if wanted in taken:
            raise AwsError("InvalidIPAddress.InUse", f"The specified address is already in use: {wanted}")
        return wanted
    for number in usable:
        if (address := str(IPv4Address(number))) not in taken:
            return address
    message = f"The subnet '{subnet['SubnetId']}' does not have enough free addresses"
    raise AwsError("InsufficientFreeAddressesInSubnet", message)


def _number(address: str) -> int | None:
    """Read an IPv4 address; None for what is none."""
    try:
        return int(IPv4Address(address))
    except ValueError:
        return None

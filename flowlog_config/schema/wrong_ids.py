"""Texts that are meant as ids and are none that a flow log can have, with what to write instead."""

import re

from flowlog_config.schema.values import RESOURCE_ID

_ID = re.compile(r"([a-z]+(?:-[a-z]+)*)-(?:[0-9a-f]{8}|[0-9a-f]{17})", re.IGNORECASE)
_INTERFACES = "its network interfaces (eni-…)"
_NOT_LOGGED = {
    "i": ("an instance", "its network interface (eni-…), or its subnet (subnet-…)"),
    "sg": ("a security group", "the network interfaces it is on (eni-…), or their subnet or VPC"),
    "vpce": ("a VPC endpoint", f"{_INTERFACES}, or a selector like {{kind: vpc-endpoint}}"),
    "pcx": ("a peering connection", "the VPCs on both sides, or a selector like {type: vpc, peered: true}"),
    "igw": ("an internet gateway", "the VPC it is attached to, or `internet-facing`"),
    "eigw": ("an egress-only internet gateway", "the VPC it is attached to"),
    "rtb": ("a route table", "the subnets that use it (subnet-…)"),
    "acl": ("a network ACL", "the subnets that use it (subnet-…)"),
    "eipalloc": ("an Elastic IP address", "the network interface that has it (eni-…)"),
    "tgw-rtb": ("a transit gateway route table", "its transit gateway (tgw-…), or attachments (tgw-attach-…)"),
    "vpn": ("a VPN connection", "its transit gateway attachment (tgw-attach-…), or the VPC"),
    "vgw": ("a virtual private gateway", "the VPC it is attached to"),
}
"""What has no flow log of its own. Source: EC2 API reference, CreateFlowLogs, ResourceType (checked 2026-11)."""


def wrong_id(text: str) -> tuple[str, str] | None:
    """Give what is wrong with a text and what to write instead; None when it is not meant as an id, or is a right one."""
    if RESOURCE_ID.fullmatch(text):
        return None
    parts = re.split(r"[,;\s]+", text.strip(" ,;"))
    if len(parts) > 1 and all(_ID.fullmatch(part) for part in parts):
        return "these are several ids in one text", f"a list: [{', '.join(part.lower() for part in parts)}]"
    last = text.rpartition("/")[2]
    if text.startswith("arn:") and RESOURCE_ID.fullmatch(last):
        return "this is an ARN, and what is logged is named by its id", last
    found = _ID.fullmatch(text)
    if found is None:
        return None
    if RESOURCE_ID.fullmatch(text.lower()):
        return "ids are in small letters", text.lower()
    what, use = _NOT_LOGGED.get(found[1].lower(), ("", ""))
    return (f"{what} has no flow log of its own", use) if what else None

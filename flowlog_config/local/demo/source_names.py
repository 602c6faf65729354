"""Names for the ids that records carry, as the account's own tags give them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client


def source_names(ec2: "EC2Client") -> dict[str, str]:
    """Give the Name tag, or else the description, of interfaces, attachments and gateways by id."""
    found: dict[str, str] = {}
    for page in ec2.get_paginator("describe_network_interfaces").paginate():
        for interface in page["NetworkInterfaces"]:
            tags = {tag["Key"]: tag["Value"] for tag in interface.get("TagSet", ())}
            found[interface["NetworkInterfaceId"]] = tags.get("Name") or interface.get("Description", "")
    for attachments in ec2.get_paginator("describe_transit_gateway_attachments").paginate():
        for attachment in attachments["TransitGatewayAttachments"]:
            tags = {tag["Key"]: tag["Value"] for tag in attachment.get("Tags", ())}
            kind = f"attachment of {attachment.get('ResourceId', '')}"
            found[attachment["TransitGatewayAttachmentId"]] = tags.get("Name") or kind
    return found

"""
Every call discovery makes, each with the permission it needs beside it. All of them only read.

EC2's Describe actions know no resource level, so their permissions are for ``*``.
Source: Service Authorization Reference, Amazon EC2 and AWS STS (checked 2026-11).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flowlog_config.discovery.gateways import take_attachment, take_endpoint, take_nat_gateway, take_transit_gateway
from flowlog_config.discovery.interfaces import take_interface
from flowlog_config.discovery.networks import take_peering, take_subnet, take_vpc
from flowlog_config.discovery.part import Item, Part
from flowlog_config.inventory.model import ResourceType

PAGE_SIZE = 1000
"""Resources a page may hold; the most EC2 allows, since the rate of pages is what AWS limits."""

IDENTITY_PERMISSION = "sts:GetCallerIdentity"
"""Needed to see that the credentials are of the target's account. AWS grants it to everyone; a policy may still name it."""

ASSUME_ROLE_PERMISSION = "sts:AssumeRole"
"""Needed by whoever starts a discovery with ``--role-name``, on that role, and not by the role itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One paginated call to EC2.

    Attributes:
        operation: boto3's name of the call.
        permission: IAM action it needs.
        result: Key of the answer that holds the resources.
        what: What it gives, in words, plural.
        take: Keeps what matters of one resource.
        type: Type of resource it gives; None when it only tells more about others.
        arguments: Of the call, beside the pagination.
    """

    operation: str
    permission: str
    result: str
    what: str
    take: Callable[[Item, Part], None]
    type: ResourceType | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


CALLS = (
    Call(
        operation="describe_vpcs",
        permission="ec2:DescribeVpcs",
        result="Vpcs",
        what="VPCs",
        take=take_vpc,
        type=ResourceType.VPC,
    ),
    Call(
        operation="describe_subnets",
        permission="ec2:DescribeSubnets",
        result="Subnets",
        what="subnets",
        take=take_subnet,
        type=ResourceType.SUBNET,
    ),
    Call(
        operation="describe_network_interfaces",
        permission="ec2:DescribeNetworkInterfaces",
        result="NetworkInterfaces",
        what="network interfaces",
        take=take_interface,
        type=ResourceType.NETWORK_INTERFACE,
        # Without it an account may hide the interfaces that services manage, and they would go unlogged.
        arguments={"IncludeManagedResources": True},
    ),
    Call(
        operation="describe_nat_gateways",
        permission="ec2:DescribeNatGateways",
        result="NatGateways",
        what="NAT gateways",
        take=take_nat_gateway,
        type=ResourceType.NAT_GATEWAY,
    ),
    Call(
        operation="describe_transit_gateways",
        permission="ec2:DescribeTransitGateways",
        result="TransitGateways",
        what="transit gateways",
        take=take_transit_gateway,
        type=ResourceType.TRANSIT_GATEWAY,
    ),
    Call(
        operation="describe_transit_gateway_attachments",
        permission="ec2:DescribeTransitGatewayAttachments",
        result="TransitGatewayAttachments",
        what="transit gateway attachments",
        take=take_attachment,
        type=ResourceType.TRANSIT_GATEWAY_ATTACHMENT,
    ),
    Call(
        operation="describe_vpc_peering_connections",
        permission="ec2:DescribeVpcPeeringConnections",
        result="VpcPeeringConnections",
        what="peering connections",
        take=take_peering,
    ),
    Call(
        operation="describe_vpc_endpoints",
        permission="ec2:DescribeVpcEndpoints",
        result="VpcEndpoints",
        what="services behind VPC endpoints",
        take=take_endpoint,
    ),
)
"""Every call, once."""

PERMISSIONS = tuple(sorted({IDENTITY_PERMISSION, *(call.permission for call in CALLS)}))
"""All that the credentials or role of a target need."""

"""VPCs and subnets: listed with AWS's filters, errors and pages; creating and deleting them is stock ministack."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.listing import Listing, Record, describe

VPCS = Listing(
    result="Vpcs",
    ids="VpcIds",
    id_field="VpcId",
    not_found="InvalidVpcID.NotFound",
    noun="vpc",
    filters={
        "vpc-id": "VpcId",
        "cidr": "CidrBlock",
        "cidr-block-association.cidr-block": "CidrBlockAssociationSet.CidrBlock",
        "dhcp-options-id": "DhcpOptionsId",
        "is-default": "IsDefault",
        "owner-id": "OwnerId",
        "state": "State",
    },
)

SUBNETS = Listing(
    result="Subnets",
    ids="SubnetIds",
    id_field="SubnetId",
    not_found="InvalidSubnetID.NotFound",
    noun="subnet",
    filters={
        "availability-zone": "AvailabilityZone",
        "availability-zone-id": "AvailabilityZoneId",
        "cidr-block": "CidrBlock",
        "default-for-az": "DefaultForAz",
        "owner-id": "OwnerId",
        "state": "State",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
)


def describe_vpcs(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeVpcs``."""
    return describe(VPCS, map(_as_vpc, seams.ec2.vpcs.values()), request)


def describe_subnets(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeSubnets``."""
    return describe(SUBNETS, map(_as_subnet, seams.ec2.subnets.values()), request)


def _as_vpc(record: Record) -> Record:
    association = {
        "AssociationId": record["VpcId"].replace("vpc-", "vpc-cidr-assoc-"),
        "CidrBlock": record["CidrBlock"],
        "CidrBlockState": {"State": "associated"},
    }
    return {**record, "CidrBlockAssociationSet": [association]}


def _as_subnet(record: Record) -> Record:
    zone = record["AvailabilityZone"]
    arn = f"arn:aws:ec2:{zone[:-1]}:{record['OwnerId']}:subnet/{record['SubnetId']}"
    return {"SubnetArn": arn, "AssignIpv6AddressOnCreation": False, "Ipv6Native": False, **record}


ACTIONS = {"DescribeVpcs": describe_vpcs, "DescribeSubnets": describe_subnets}

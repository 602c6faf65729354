"""VPC peering connections: listed with AWS's filters and pages; the rest is stock ministack."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.listing import Listing, Record, describe

PEERINGS = Listing(
    result="VpcPeeringConnections",
    ids="VpcPeeringConnectionIds",
    id_field="VpcPeeringConnectionId",
    not_found="InvalidVpcPeeringConnectionID.NotFound",
    noun="vpcPeeringConnection",
    filters={
        "accepter-vpc-info.cidr-block": "AccepterVpcInfo.CidrBlock",
        "accepter-vpc-info.owner-id": "AccepterVpcInfo.OwnerId",
        "accepter-vpc-info.vpc-id": "AccepterVpcInfo.VpcId",
        "requester-vpc-info.cidr-block": "RequesterVpcInfo.CidrBlock",
        "requester-vpc-info.owner-id": "RequesterVpcInfo.OwnerId",
        "requester-vpc-info.vpc-id": "RequesterVpcInfo.VpcId",
        "status-code": "Status.Code",
        "vpc-peering-connection-id": "VpcPeeringConnectionId",
    },
)


def describe_vpc_peering_connections(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeVpcPeeringConnections``."""
    return describe(PEERINGS, map(_as_answer, seams.ec2.vpc_peering.values()), request)


def _as_answer(record: Record) -> Record:
    sides = {side: _with_cidr(record[side]) for side in ("RequesterVpcInfo", "AccepterVpcInfo")}
    answer = {**record, **sides}
    if record["Status"]["Code"] == "active":
        answer.pop("ExpirationTime", None)
    return answer


def _with_cidr(side: Record) -> Record:
    """Name the address range of a VPC of this account; that of a foreign one is not ours to know."""
    vpc = seams.ec2.vpcs.get(side["VpcId"])
    return {**side, "CidrBlock": vpc["CidrBlock"]} if vpc else side


ACTIONS = {"DescribeVpcPeeringConnections": describe_vpc_peering_connections}

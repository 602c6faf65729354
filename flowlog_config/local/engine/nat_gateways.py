"""NAT gateways: a zonal one sits in a subnet and has an interface there; a regional one belongs to the VPC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.network_interfaces import put_interface, remove_interface
from flowlog_config.local.engine.vpcs import SUBNETS, VPCS

NAT_GATEWAYS = Listing(
    result="NatGateways",
    ids="NatGatewayIds",
    id_field="NatGatewayId",
    not_found="NatGatewayNotFound",
    noun="NAT gateway",
    filter_member="Filter",
    filters={
        "connectivity-type": "ConnectivityType",
        "nat-gateway-id": "NatGatewayId",
        "state": "State",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
)


def describe_nat_gateways(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeNatGateways``."""
    return describe(NAT_GATEWAYS, seams.ec2.nat_gateways.values(), request)


def create_nat_gateway(request: Mapping[str, Any]) -> Record:
    """Answer ``CreateNatGateway``: zonal needs ``SubnetId``, regional needs ``VpcId`` instead."""
    regional = request.get("AvailabilityMode") == "regional"
    needed, refused = ("VpcId", "SubnetId") if regional else ("SubnetId", "VpcId")
    if not request.get(needed):
        raise AwsError("MissingParameter", f"The request must contain the parameter {needed}")
    if request.get(refused):
        message = f"{refused} cannot be given for a {'regional' if regional else 'zonal'} NAT gateway"
        raise AwsError("InvalidParameterCombination", message)
    kind = request.get("ConnectivityType", "public")
    record = (
        put_regional(vpc_id=request["VpcId"], connectivity=kind)
        if regional
        else put_zonal(subnet_id=request["SubnetId"], connectivity=kind)
    )
    tag(record["NatGatewayId"], request, "natgateway")
    return {"NatGateway": record, "ClientToken": request.get("ClientToken")}


def put_zonal(
    *,
    subnet_id: str,
    connectivity: str = "public",
    identifier: str = "",
    interface_id: str = "",
    public_address: str = "",
) -> Record:
    """Make a NAT gateway in a subnet, with the requester-managed interface it is seen by in flow logs."""
    subnet = find(SUBNETS, seams.ec2.subnets, subnet_id)
    identifier = identifier or new_id("nat")
    interface = put_interface(
        subnet_id=subnet_id,
        identifier=interface_id,
        interface_type="nat_gateway",
        description=f"Interface for NAT Gateway {identifier}",
        requester_id="amazon-aws",
        public_address=public_address,
    )
    address = {
        "NetworkInterfaceId": interface["NetworkInterfaceId"],
        "PrivateIp": interface["PrivateIpAddress"],
        "PublicIp": public_address or None,
        "IsPrimary": True,
        "Status": "succeeded",
    }
    placed = {"SubnetId": subnet_id, "VpcId": subnet["VpcId"], "AvailabilityMode": "zonal"}
    return _store(identifier, connectivity, {**placed, "NatGatewayAddresses": [address]})


def put_regional(*, vpc_id: str, connectivity: str = "public", identifier: str = "") -> Record:
    """Make a regional NAT gateway: it has no interface of its own, its flow logs name the gateway."""
    find(VPCS, seams.ec2.vpcs, vpc_id)
    placed = {"VpcId": vpc_id, "AvailabilityMode": "regional", "NatGatewayAddresses": []}
    return _store(identifier or new_id("nat"), connectivity, placed)


def delete_nat_gateway(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteNatGateway``: it stays listed as ``deleted`` for a while, its interface goes at once."""
    record = find(NAT_GATEWAYS, seams.ec2.nat_gateways, request["NatGatewayId"])
    for address in record["NatGatewayAddresses"]:
        remove_interface(address["NetworkInterfaceId"])
    record.update(State="deleted", NatGatewayAddresses=[], DeleteTime=datetime.now(UTC))
    return {"NatGatewayId": record["NatGatewayId"]}


def _store(identifier: str, connectivity: str, placed: Record) -> Record:
    record = {
        "NatGatewayId": identifier,
        "State": "available",
        "ConnectivityType": connectivity,
        "CreateTime": datetime.now(UTC),
        "SubnetId": None,  # stock ministack looks for it in every record, and a regional gateway has none
        **placed,
    }
    seams.ec2.nat_gateways[identifier] = record
    return record


ACTIONS = {
    "CreateNatGateway": create_nat_gateway,
    "DeleteNatGateway": delete_nat_gateway,
    "DescribeNatGateways": describe_nat_gateways,
}

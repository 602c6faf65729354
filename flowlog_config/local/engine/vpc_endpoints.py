"""VPC endpoints: a gateway endpoint has routes, an interface endpoint has an interface in every subnet given."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.network_interfaces import put_interface, remove_interface
from flowlog_config.local.engine.state import account_id
from flowlog_config.local.engine.vpcs import VPCS

ENDPOINTS = Listing(
    result="VpcEndpoints",
    ids="VpcEndpointIds",
    id_field="VpcEndpointId",
    not_found="InvalidVpcEndpointId.NotFound",
    noun="Vpc Endpoint",
    filters={
        "service-name": "ServiceName",
        "vpc-endpoint-id": "VpcEndpointId",
        "vpc-endpoint-state": "State",
        "vpc-endpoint-type": "VpcEndpointType",
        "vpc-id": "VpcId",
    },
)


def describe_vpc_endpoints(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeVpcEndpoints``."""
    return describe(ENDPOINTS, map(_as_answer, seams.ec2.vpc_endpoints.values()), request)


def create_vpc_endpoint(request: Mapping[str, Any]) -> Record:
    """Answer ``CreateVpcEndpoint``."""
    record = put_endpoint(
        vpc_id=request["VpcId"],
        service_name=request.get("ServiceName", ""),
        endpoint_type=request.get("VpcEndpointType", "Gateway"),
        subnet_ids=request.get("SubnetIds", ()),
        route_table_ids=request.get("RouteTableIds", ()),
    )
    tag(record["VpcEndpointId"], request, "vpc-endpoint")
    return {"VpcEndpoint": record}


def put_endpoint(
    *,
    vpc_id: str,
    service_name: str,
    endpoint_type: str,
    subnet_ids: Sequence[str] = (),
    route_table_ids: Sequence[str] = (),
    identifier: str = "",
    interface_ids: Sequence[str] = (),
) -> Record:
    """
    Make an endpoint; every type but ``Gateway`` gets one interface in each subnet.

    Args:
        vpc_id: VPC it belongs to.
        service_name: Such as ``com.amazonaws.eu-west-1.logs``.
        endpoint_type: ``Gateway``, ``Interface``, ``GatewayLoadBalancer`` and so on.
        subnet_ids: Subnets an interface endpoint is reached in.
        route_table_ids: Route tables that lead to a gateway endpoint.
        identifier: Its id; drawn when empty.
        interface_ids: Ids of the interfaces, in the order of the subnets; drawn when empty.
    """
    find(VPCS, seams.ec2.vpcs, vpc_id)
    identifier = identifier or new_id("vpce")
    balancer = endpoint_type == "GatewayLoadBalancer"
    interfaces = [
        put_interface(
            subnet_id=each,
            identifier=interface_id,
            interface_type="gateway_load_balancer_endpoint" if balancer else "vpc_endpoint",
            description=f"VPC Endpoint Interface {identifier}",
            requester_id="amazon-aws",
        )
        for each, interface_id in zip_longest(
            subnet_ids if endpoint_type != "Gateway" else (), interface_ids, fillvalue=""
        )
    ]
    record: Record = {
        "VpcEndpointId": identifier,
        "VpcEndpointType": endpoint_type,
        "VpcId": vpc_id,
        "ServiceName": service_name,
        "State": "available",
        "RouteTableIds": list(route_table_ids),
        "SubnetIds": list(subnet_ids),
        "NetworkInterfaceIds": [each["NetworkInterfaceId"] for each in interfaces],
        "OwnerId": account_id(),
        "CreationTimestamp": datetime.now(UTC),
    }
    seams.ec2.vpc_endpoints[identifier] = record
    return record


def delete_vpc_endpoints(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteVpcEndpoints``: unknown ids are reported, the others go with their interfaces."""
    unsuccessful = []
    for identifier in request["VpcEndpointIds"]:
        record = seams.ec2.vpc_endpoints.pop(identifier, None)
        seams.ec2.tags.pop(identifier, None)
        if record is None:
            error = {"Code": ENDPOINTS.not_found, "Message": f"The Vpc Endpoint Id '{identifier}' does not exist"}
            unsuccessful.append({"ResourceId": identifier, "Error": error})
            continue
        for interface in record.get("NetworkInterfaceIds", []):
            remove_interface(interface)
    return {"Unsuccessful": unsuccessful}


def _as_answer(record: Record) -> Record:
    return {"NetworkInterfaceIds": [], **record}


ACTIONS = {
    "CreateVpcEndpoint": create_vpc_endpoint,
    "DeleteVpcEndpoints": delete_vpc_endpoints,
    "DescribeVpcEndpoints": describe_vpc_endpoints,
}

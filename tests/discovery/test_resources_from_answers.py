"""What is kept of networks, gateways and endpoints AWS answers, however old, new or incomplete they are."""

import pytest
from fake_aws import ACCOUNT, OTHER, interface, only

from flowlog_config.discovery.gateways import take_attachment, take_endpoint, take_nat_gateway, take_transit_gateway
from flowlog_config.discovery.interfaces import take_interface
from flowlog_config.discovery.networks import take_peering, take_subnet, take_vpc
from flowlog_config.discovery.part import assemble

NAT, VPC = "nat-0ed6e0000000000f1", "vpc-0c0de0000000000b1"


def test_zonal_nat_gateway_claims_its_interface_whatever_that_says(part, target):
    """Some emulators, and one day AWS, describe the interface otherwise."""
    item = {
        "NatGatewayId": NAT,
        "VpcId": VPC,
        "SubnetId": "subnet-1",
        "State": "available",
        "ConnectivityType": "public",
    }
    other = interface("application-load-balancer")  # of a kind that comes and goes
    item["NatGatewayAddresses"] = [
        {"NetworkInterfaceId": other["NetworkInterfaceId"], "PrivateIp": "10.0.0.4", "PublicIp": "198.51.100.10"}
    ]
    take_interface(other, part)
    take_nat_gateway(item, part)
    found = assemble(target, [part]).resources
    gateway, claimed = found[NAT], found[other["NetworkInterfaceId"]]
    assert (claimed.kind, claimed.service, claimed.transient) == ("nat-gateway", NAT, False)
    assert (gateway.availability, gateway.public, gateway.kind) == ("zonal", True, "nat-gateway")
    assert gateway.addresses == ("10.0.0.4", "198.51.100.10")


def test_regional_nat_gateway_has_no_subnet_and_claims_nothing(part):
    """It is logged by its own id."""
    item = {"NatGatewayId": NAT, "VpcId": VPC, "State": "available", "AvailabilityMode": "regional"}
    take_nat_gateway(
        item | {"NatGatewayAddresses": [{"PublicIp": "198.51.100.1", "NetworkInterfaceId": "eni-1"}]}, part
    )
    assert (only(part).availability, only(part).subnet, part.claims) == ("regional", "", {})


@pytest.mark.parametrize(
    ("take", "item"),
    [
        (take_nat_gateway, {"NatGatewayId": NAT, "State": "deleted"}),
        (take_transit_gateway, {"TransitGatewayId": "tgw-1", "State": "deleted"}),
        (take_attachment, {"TransitGatewayAttachmentId": "tgw-attach-1", "State": "deleted"}),
    ],
)
def test_leaves_out_what_aws_lists_after_its_end(take, item, part):
    """AWS lists deleted gateways for a while."""
    take(item, part)
    assert not part.resources


@pytest.mark.parametrize("kind", ["vpc", "vpn", "connect", "peering", "network-function", "teleport"])
def test_keeps_attachments_of_every_type(kind, part):
    """Only one of type vpc is in a VPC; unknown types pass."""
    item = {"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "ResourceType": kind}
    take_attachment(item | {"ResourceId": "x-1", "TransitGatewayOwnerId": OTHER, "State": "available"}, part)
    found = only(part)
    assert (found.attachment_type, found.transit_gateway, found.owner) == (kind, "tgw-1", OTHER)
    assert (found.vpc, found.service) == (("x-1", "") if kind == "vpc" else ("", "x-1"))


def test_shared_resources_keep_their_owner(part):
    """Only the owner can log a VPC, subnet or transit gateway."""
    take_vpc({"VpcId": "vpc-1", "OwnerId": OTHER}, part)
    take_subnet({"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": OTHER}, part)
    take_transit_gateway({"TransitGatewayId": "tgw-1", "OwnerId": OTHER}, part)
    assert {one.owner for one in part.resources.values()} == {OTHER}


def test_networks_have_their_blocks(part):
    """IPv4 and IPv6, those that are still associated; an IPv6-only subnet has no IPv4 block."""
    gone = {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "disassociated"}}
    also = {"CidrBlock": "10.8.0.0/16", "CidrBlockState": {"State": "associated"}}
    take_vpc({"VpcId": "vpc-1", "CidrBlock": "10.7.0.0/16", "CidrBlockAssociationSet": [gone, also]}, part)
    six = {"Ipv6CidrBlock": "2a05::/64", "Ipv6CidrBlockState": {"State": "associated"}}
    take_subnet({"SubnetId": "subnet-1", "Ipv6Native": True, "Ipv6CidrBlockAssociationSet": [six]}, part)
    assert part.resources["vpc-1"].addresses == ("10.7.0.0/16", "10.8.0.0/16")
    assert part.resources["subnet-1"].addresses == ("2a05::/64",)


@pytest.mark.parametrize(
    ("code", "owner", "region", "peered"),
    [
        ("active", OTHER, "eu-west-1", {"vpc-here"}),
        ("active", ACCOUNT, "eu-west-1", {"vpc-here", "vpc-there"}),
        ("active", ACCOUNT, "us-east-1", {"vpc-here"}),
        ("pending-acceptance", ACCOUNT, "eu-west-1", set()),
        ("deleted", ACCOUNT, "eu-west-1", set()),
    ],
)
def test_active_peering_connections_join_the_targets_own_vpcs(code, owner, region, peered, part):
    """The other side belongs to another target, or to nobody we know."""
    here = {"VpcId": "vpc-here", "OwnerId": ACCOUNT, "Region": "eu-west-1"}
    there = {"VpcId": "vpc-there", "OwnerId": owner, "Region": region}
    take_peering({"Status": {"Code": code}, "RequesterVpcInfo": here, "AccepterVpcInfo": there}, part)
    assert part.peered_vpcs == peered


@pytest.mark.parametrize(
    ("endpoint", "kind", "service"),
    [
        ({"VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1.logs"}, "vpc-endpoint", True),
        ({"VpcEndpointType": "GatewayLoadBalancer", "ServiceName": "svc"}, "gateway-load-balancer-endpoint", True),
        ({"VpcEndpointType": "Resource", "ResourceConfigurationArn": "arn:aws:x"}, "vpc-endpoint", True),
        ({"VpcEndpointType": "Tunnel"}, "vpc-endpoint", False),
    ],
)
def test_endpoints_name_the_service_behind_their_interfaces(endpoint, kind, service, part, target):
    """The interface's own description knows only the endpoint's id."""
    item = interface("vpc-endpoint")
    take_interface(item, part)
    take_endpoint({"VpcEndpointId": "vpce-1", "NetworkInterfaceIds": [item["NetworkInterfaceId"]], **endpoint}, part)
    (found,) = assemble(target, [part]).resources.values()
    assert found.kind == kind
    assert found.service.endswith("(vpce-1)") is service
    assert "vpce-1" in found.service


def test_claims_of_interfaces_that_are_gone_are_forgotten(part, target):
    """An interface may end between two calls."""
    take_endpoint({"VpcEndpointId": "vpce-1", "NetworkInterfaceIds": ["eni-gone"]}, part)
    assert not assemble(target, [part]).resources


@pytest.mark.parametrize(
    ("take", "item"),
    [
        (take_vpc, {"VpcId": "a"}),
        (take_subnet, {"SubnetId": "a", "Tags": None}),
        (take_nat_gateway, {"NatGatewayId": "a", "NatGatewayAddresses": None}),
        (take_transit_gateway, {"TransitGatewayId": "a"}),
        (take_attachment, {"TransitGatewayAttachmentId": "a"}),
        (take_interface, {"NetworkInterfaceId": "a", "Attachment": None, "TagSet": None}),
    ],
)
def test_needs_nothing_but_an_id(take, item, part):
    """A missing key is no reason to lose a resource."""
    take(item, part)
    assert only(part).id == "a"


def test_a_peering_or_endpoint_with_nothing_in_it_is_harmless(part):
    """As above, for what gives no resource of its own."""
    take_peering({"Status": {"Code": "active"}}, part)
    take_endpoint({"VpcEndpointId": "vpce-1"}, part)
    assert (part.peered_vpcs, part.claims) == (set(), {})

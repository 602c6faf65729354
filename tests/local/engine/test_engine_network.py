"""Making and removing what is attached to a network, and the sample network itself."""

import dataclasses

import pytest
from botocore.exceptions import ClientError

from flowlog_config.local.engine import Settings
from flowlog_config.local.engine import sample_network as sample

_PUBLIC = sample.subnet_id("edge", "public", "b")
_PRIVATE = [sample.subnet_id("edge", "private", zone) for zone in "ab"]


def _code(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


def _interfaces(ec2, description):
    filters = [{"Name": "description", "Values": [f"*{description}*"]}]
    return ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]


def test_zonal_nat_gateway_has_an_interface_until_it_is_deleted(ec2):
    """Flow logs see a zonal NAT gateway by its interface."""
    identifier = ec2.create_nat_gateway(SubnetId=_PUBLIC)["NatGateway"]["NatGatewayId"]
    interface = _interfaces(ec2, identifier)[0]
    assert (interface["InterfaceType"], interface["RequesterManaged"]) == ("nat_gateway", True)
    listed = ec2.describe_nat_gateways(NatGatewayIds=[identifier])["NatGateways"][0]
    assert listed["NatGatewayAddresses"][0]["NetworkInterfaceId"] == interface["NetworkInterfaceId"]
    ec2.delete_nat_gateway(NatGatewayId=identifier)
    assert _interfaces(ec2, identifier) == []
    assert ec2.describe_nat_gateways(NatGatewayIds=[identifier])["NatGateways"][0]["State"] == "deleted"


def test_regional_nat_gateway_belongs_to_a_vpc_and_has_no_interface(ec2):
    """It is made with a VPC and without a subnet."""
    made = ec2.create_nat_gateway(AvailabilityMode="regional", VpcId=sample.EDGE)["NatGateway"]
    assert (made["AvailabilityMode"], made["VpcId"], "SubnetId" in made) == ("regional", sample.EDGE, False)
    assert _interfaces(ec2, made["NatGatewayId"]) == []
    assert _code(ec2.create_nat_gateway, AvailabilityMode="regional", SubnetId=_PUBLIC) == "MissingParameter"
    assert _code(ec2.create_nat_gateway, VpcId=sample.EDGE) == "MissingParameter"


def test_vpc_attachment_has_an_interface_in_every_subnet(ec2):
    """Each attached subnet shows one interface that names the attachment; they go with it."""
    gateway = ec2.create_transit_gateway(Description="second")["TransitGateway"]["TransitGatewayId"]
    arguments = {"TransitGatewayId": gateway, "VpcId": sample.EDGE, "SubnetIds": _PRIVATE}
    made = ec2.create_transit_gateway_vpc_attachment(**arguments)["TransitGatewayVpcAttachment"]
    identifier = made["TransitGatewayAttachmentId"]
    assert {each["SubnetId"] for each in _interfaces(ec2, identifier)} == set(_PRIVATE)
    assert _code(ec2.create_transit_gateway_vpc_attachment, **arguments) == "DuplicateTransitGatewayAttachment"
    assert _code(ec2.delete_transit_gateway, TransitGatewayId=gateway) == "IncorrectState"
    ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=identifier)
    assert _interfaces(ec2, identifier) == []
    ec2.delete_transit_gateway(TransitGatewayId=gateway)


def test_attachment_refuses_subnets_of_another_vpc_or_of_one_zone(ec2):
    """The rules of AWS for the subnets of an attachment."""
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    make = ec2.create_transit_gateway_vpc_attachment
    foreign = sample.subnet_id("production", "private", "a")
    base = {"TransitGatewayId": gateway, "VpcId": sample.EDGE}
    assert _code(make, **base, SubnetIds=[foreign]) == "InvalidParameterValue"
    assert _code(make, **base, SubnetIds=[_PUBLIC, _PRIVATE[1]]) == "DuplicateSubnetsInSameZone"


def test_attachments_of_other_types_are_listed_but_are_no_vpc_attachments(ec2):
    """VPN, Direct Connect and Connect are seen by type."""
    every = ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
    assert {each["ResourceType"] for each in every} == {"vpc", "vpn", "direct-connect-gateway", "connect"}
    vpcs = ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
    assert {each["VpcId"] for each in vpcs} == {sample.EDGE, sample.PRODUCTION, sample.SHARED}


def test_interface_endpoint_has_interfaces_and_gateway_endpoint_has_none(ec2):
    """Only an endpoint with interfaces can be seen in a VPC's interfaces."""
    kinds = {each["VpcEndpointType"]: each for each in ec2.describe_vpc_endpoints()["VpcEndpoints"]}
    assert kinds["Gateway"]["NetworkInterfaceIds"] == []
    assert len(kinds["Interface"]["NetworkInterfaceIds"]) == 2
    ec2.delete_vpc_endpoints(VpcEndpointIds=[kinds["Interface"]["VpcEndpointId"]])
    assert _interfaces(ec2, "VPC Endpoint Interface") == []


def test_own_interface_takes_an_address_of_its_subnet(ec2):
    """A free address is chosen; one that is taken, foreign, kept by AWS, or none at all, is refused."""
    made = ec2.create_network_interface(SubnetId=_PUBLIC, InterfaceType="efa")["NetworkInterface"]
    assert made["PrivateIpAddress"].startswith("10.10.16.")
    assert (made["InterfaceType"], made["Status"]) == ("efa", "available")
    taken = {"SubnetId": _PUBLIC, "PrivateIpAddress": made["PrivateIpAddress"]}
    assert _code(ec2.create_network_interface, **taken) == "InvalidIPAddress.InUse"
    for wrong in ("10.99.0.4", "10.10.16.3", "10.10.31.255", "nonsense"):
        asked = {"SubnetId": _PUBLIC, "PrivateIpAddress": wrong}
        assert _code(ec2.create_network_interface, **asked) == "InvalidParameterValue"
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])


def test_interface_in_use_cannot_be_deleted(ec2):
    """An interface of a service stays."""
    identifier = _interfaces(ec2, "NAT Gateway")[0]["NetworkInterfaceId"]
    assert _code(ec2.delete_network_interface, NetworkInterfaceId=identifier) == "InvalidParameterValue"


def _everything(engine):
    ec2 = engine.client("ec2")
    return {
        "vpcs": [each["VpcId"] for each in ec2.describe_vpcs()["Vpcs"]],
        "subnets": [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"]],
        "interfaces": [
            (each["NetworkInterfaceId"], each["PrivateIpAddress"], each["MacAddress"])
            for each in ec2.describe_network_interfaces()["NetworkInterfaces"]
        ],
        "attachments": [
            each["TransitGatewayAttachmentId"]
            for each in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
        ],
    }


def test_sample_network_is_the_same_every_time(sampled):
    """Ids and addresses can be written into example files."""
    first = _everything(sampled)
    sampled.reset()
    assert _everything(sampled) == first
    assert first["vpcs"] == ["vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "vpc-05e2f0000000000c1"]
    assert len(first["subnets"]) == 12
    assert "tgw-attach-0ab1e0000000000e3" in first["attachments"]


def test_sample_network_is_made_in_the_account_and_region_of_the_settings(running_engine):
    """Another account's sample network looks the same there and is absent elsewhere."""
    settings = Settings(sample_network=True)
    running_engine.configure(dataclasses.replace(settings, account_id="999988887777", region="us-west-2"))
    vpcs = running_engine.client("ec2").describe_vpcs()["Vpcs"]
    assert {each["OwnerId"] for each in vpcs} == {"999988887777"}
    zones = {each["AvailabilityZone"] for each in running_engine.client("ec2").describe_subnets()["Subnets"]}
    assert zones == {"us-west-2a", "us-west-2b"}


def test_sample_network_covers_every_owner_discovery_tells_apart(ec2):
    """Load balancers, databases, functions, tasks, nodes, file systems, endpoints, gateways and instances."""
    found = " ".join(each["Description"] for each in ec2.describe_network_interfaces()["NetworkInterfaces"])
    for part in (
        *("ELB app/", "ELB net/", "RDSNetworkInterface", "AWS Lambda VPC ENI", ":ecs:", "aws-K8S-", "Amazon EKS"),
        *("EFS mount target", "VPC Endpoint Interface", "NAT Gateway", "Transit Gateway Attachment"),
    ):
        assert part in found

"""What discovery reads: filters, wildcards, pages, ids and errors of the EC2 describe calls."""

import pytest
from botocore.exceptions import ClientError

from flowlog_config.local.engine import sample_network as sample


def _code(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


def _filter(name, *values):
    return [{"Name": name, "Values": list(values)}]


@pytest.mark.parametrize(
    ("call", "member", "ids", "unknown_and_code"),
    [
        ("describe_vpcs", "Vpcs", "VpcIds", ("vpc-0123456789abcdef0", "InvalidVpcID.NotFound")),
        ("describe_subnets", "Subnets", "SubnetIds", ("subnet-0123456789abcdef0", "InvalidSubnetID.NotFound")),
        (
            "describe_network_interfaces",
            "NetworkInterfaces",
            "NetworkInterfaceIds",
            ("eni-0123456789abcdef0", "InvalidNetworkInterfaceID.NotFound"),
        ),
        ("describe_nat_gateways", "NatGateways", "NatGatewayIds", ("nat-0123456789abcdef0", "NatGatewayNotFound")),
        (
            "describe_transit_gateways",
            "TransitGateways",
            "TransitGatewayIds",
            ("tgw-0123456789abcdef0", "InvalidTransitGatewayID.NotFound"),
        ),
        (
            "describe_transit_gateway_attachments",
            "TransitGatewayAttachments",
            "TransitGatewayAttachmentIds",
            ("tgw-attach-0123456789abcdef0", "InvalidTransitGatewayAttachmentID.NotFound"),
        ),
        (
            "describe_transit_gateway_vpc_attachments",
            "TransitGatewayVpcAttachments",
            "TransitGatewayAttachmentIds",
            ("tgw-attach-0123456789abcdef0", "InvalidTransitGatewayAttachmentID.NotFound"),
        ),
        (
            "describe_vpc_peering_connections",
            "VpcPeeringConnections",
            "VpcPeeringConnectionIds",
            ("pcx-0123456789abcdef0", "InvalidVpcPeeringConnectionID.NotFound"),
        ),
        (
            "describe_vpc_endpoints",
            "VpcEndpoints",
            "VpcEndpointIds",
            ("vpce-0123456789abcdef0", "InvalidVpcEndpointId.NotFound"),
        ),
        ("describe_flow_logs", "FlowLogs", "FlowLogIds", ("fl-0123456789abcdef0", "InvalidFlowLogId.NotFound")),
    ],
)
def test_every_listing_refuses_unknown_ids_filters_and_tokens(ec2, call, member, ids, unknown_and_code):
    """A wrong question is an error with AWS's code, never an empty or a full answer."""
    describe = getattr(ec2, call)
    unknown, code = unknown_and_code
    everything = describe()[member]
    assert everything or call == "describe_flow_logs"
    assert _code(describe, **{ids: [unknown]}) == code
    filters = "Filter" if call in {"describe_nat_gateways", "describe_flow_logs"} else "Filters"
    assert _code(describe, **{filters: _filter("no-such-filter", "x")}) == "InvalidParameterValue"
    assert _code(describe, NextToken="nonsense") == "InvalidNextToken"
    assert _code(describe, MaxResults=1001) == "InvalidParameterValue"
    assert describe(**{filters: _filter("tag:Name", "no-such-name")})[member] == []


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("interface-type", "nat_gateway", 1),
        ("interface-type", "transit_gateway", 6),
        ("interface-type", "network_load_balancer", 2),
        ("interface-type", "lambda", 1),
        ("interface-type", "vpc_endpoint", 2),
        ("requester-id", "amazon-elb", 4),
        ("requester-managed", "false", 5),
        ("description", "ELB app/*", 2),
        ("description", "ELB ???/edge-*", 4),
        ("description", "*tgw-attach-0ab1e0000000000e1", 2),
        ("description", "ELB \\*", 0),
        ("vpc-id", sample.EDGE, 7),
        ("subnet-id", sample.subnet_id("shared-services", "private", "a"), 3),
        ("attachment.instance-id", "i-*", 5),
        ("attachment.instance-owner-id", "amazon-elb", 4),
        ("availability-zone", "eu-west-1b", 10),
        ("status", "available", 0),
        ("owner-id", "111122223333", 23),
        ("operator.managed", "true", 0),
        ("tag:team", "payments", 4),
        ("tag-key", "env", 5),
        ("ipv6-addresses.ipv6-address", "2a05:*", 1),
        ("association.public-ip", "203.0.113.*", 3),
    ],
)
def test_interface_filters_match_as_aws_documents_them(ec2, name, value, count):
    """Exact values, ``*`` for any run, ``?`` for one character, a backslash to mean them literally."""
    found = ec2.describe_network_interfaces(Filters=_filter(name, value))["NetworkInterfaces"]
    assert len(found) == count


def test_several_filters_must_all_match_and_one_value_is_enough(ec2):
    """Filters are joined by and, the values of one by or."""
    both = _filter("vpc-id", sample.EDGE) + _filter("interface-type", "nat_gateway", "lambda")
    found = ec2.describe_network_interfaces(Filters=both)["NetworkInterfaces"]
    assert [each["InterfaceType"] for each in found] == ["nat_gateway"]


def test_pages_cover_everything_once(ec2):
    """Twenty-three interfaces in pages of five."""
    pages = list(ec2.get_paginator("describe_network_interfaces").paginate(PaginationConfig={"PageSize": 5}))
    assert [len(page["NetworkInterfaces"]) for page in pages] == [5, 5, 5, 5, 3]
    ids = [each["NetworkInterfaceId"] for page in pages for each in page["NetworkInterfaces"]]
    assert len(set(ids)) == 23


def test_ids_and_page_size_exclude_each_other(ec2):
    """AWS refuses the combination."""
    code = _code(ec2.describe_vpcs, VpcIds=[sample.EDGE], MaxResults=5)
    assert code == "InvalidParameterCombination"


def test_dry_run_changes_nothing(ec2):
    """A permitted dry run is answered with the error AWS uses for it."""
    code = _code(ec2.create_nat_gateway, SubnetId=sample.subnet_id("edge", "public", "a"), DryRun=True)
    assert code == "DryRunOperation"
    assert len(ec2.describe_nat_gateways()["NatGateways"]) == 2


def test_accounts_and_regions_see_only_their_own(sampled):
    """Another account, or another region, has none of the sample network."""
    for elsewhere in ({"account_id": "444455556666"}, {"region": "us-east-1"}):
        ec2 = sampled.client("ec2", **elsewhere)
        assert ec2.describe_transit_gateways()["TransitGateways"] == []
        assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []

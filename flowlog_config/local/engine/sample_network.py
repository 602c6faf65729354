"""
A network to try things on: three VPCs joined by a transit gateway, the same ids every time.

The ids that example files name are constants here; all others are derived from names, so they never change either.
"""

from collections.abc import Mapping
from ipaddress import ip_network

from flowlog_config.local.engine import nat_gateways, sample_interfaces, seams, transit_gateways, vpc_endpoints
from flowlog_config.local.engine import transit_gateway_attachments as attachments
from flowlog_config.local.engine.ids import id_for
from flowlog_config.local.engine.state import account_id, region

EDGE, PRODUCTION, SHARED = "vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "vpc-05e2f0000000000c1"
TRANSIT_GATEWAY = "tgw-0ab1e0000000000d1"
EDGE_ATTACHMENT, PRODUCTION_ATTACHMENT, SHARED_ATTACHMENT = (
    *("tgw-attach-0ab1e0000000000e1", "tgw-attach-0ab1e0000000000e2", "tgw-attach-0ab1e0000000000e3"),
)
ZONAL_NAT_GATEWAY, REGIONAL_NAT_GATEWAY = "nat-0ed6e0000000000f1", "nat-0ed6e0000000000f2"
PARTNER_ACCOUNT, PARTNER_VPC = "444455556666", "vpc-0fa27e000000000a9"

_VPCS = (
    (EDGE, "edge", "10.10", {"env": "shared", "team": "network"}),
    (PRODUCTION, "production", "10.20", {"env": "production", "team": "payments"}),
    (SHARED, "shared-services", "10.30", {"env": "shared", "team": "platform"}),
)
_SUBNETS = (("public", "a", 0), ("public", "b", 16), ("private", "a", 128), ("private", "b", 144))
_RESERVED = 5  # AWS keeps five addresses of every subnet
_IPV6_PREFIX = "2a05:d018:abc:de"


def build() -> None:
    """Make the network in the account and region of the calling scope, which loses its default VPC."""
    _drop_default_vpc()
    for identifier, name, range_, tags in _VPCS:
        _put_vpc(identifier, name, range_, tags)
        for tier, zone, third in _SUBNETS:
            subnet = _put_subnet(identifier, f"{range_}.{third}.0/20", zone, f"{name}-{tier}-{zone}")
            _put_tags(subnet, f"{name}-{tier}-{zone}", {**tags, "tier": tier})
    _put_transit_gateway()
    _put_nat_gateways()
    _put_endpoints()
    _put_peering()
    sample_interfaces.build()


def subnet_id(vpc_name: str, tier: str, zone: str) -> str:
    """Give the id of a sample subnet, such as that of ``edge``, ``public``, ``a``."""
    return id_for("subnet", f"{vpc_name}-{tier}-{zone}")


def _drop_default_vpc() -> None:
    """Real accounts that care about their network have none; ministack would make it again in a fresh scope."""
    ec2 = seams.ec2
    ec2.init_defaults()
    for store in (
        *(ec2.vpcs, ec2.subnets, ec2.security_groups),
        *(ec2.network_acls, ec2.internet_gateways, ec2.route_tables),
    ):
        for key in list(store):
            store.pop(key)


def _put_tags(identifier: str, name: str, tags: Mapping[str, str]) -> None:
    pairs = {"Name": name, **tags}
    seams.ec2.tags[identifier] = [{"Key": key, "Value": value} for key, value in pairs.items()]


def _put_vpc(identifier: str, name: str, range_: str, tags: Mapping[str, str]) -> None:
    ipv6 = {
        "AssociationId": id_for("vpc-cidr-assoc", f"{name}-ipv6"),
        "Ipv6CidrBlock": f"{_IPV6_PREFIX}00::/56",
        "Ipv6CidrBlockState": {"State": "associated"},
        "NetworkBorderGroup": region(),
    }
    seams.ec2.vpcs[identifier] = {
        "VpcId": identifier,
        "CidrBlock": f"{range_}.0.0/16",
        "State": "available",
        "IsDefault": False,
        "DhcpOptionsId": id_for("dopt", "sample"),
        "InstanceTenancy": "default",
        "OwnerId": account_id(),
        "Ipv6CidrBlockAssociationSet": [ipv6] if identifier == PRODUCTION else [],
    }
    _put_tags(identifier, name, tags)


def _put_subnet(vpc_id: str, block: str, zone: str, name: str) -> str:
    identifier = id_for("subnet", name)
    zone_name = f"{region()}{zone}"
    seams.ec2.subnets[identifier] = {
        "SubnetId": identifier,
        "VpcId": vpc_id,
        "CidrBlock": block,
        "AvailabilityZone": zone_name,
        "AvailabilityZoneId": seams.ec2.az_id_for_zone_name(zone_name),
        "AvailableIpAddressCount": ip_network(block).num_addresses - _RESERVED,
        "State": "available",
        "DefaultForAz": False,
        "MapPublicIpOnLaunch": "-public-" in name,
        "OwnerId": account_id(),
    }
    return identifier


def _put_transit_gateway() -> None:
    transit_gateways.put_gateway(identifier=TRANSIT_GATEWAY, description="Backbone")
    _put_tags(TRANSIT_GATEWAY, "backbone", {"env": "shared", "team": "network"})
    joined = (EDGE_ATTACHMENT, PRODUCTION_ATTACHMENT, SHARED_ATTACHMENT)
    for identifier, (vpc_id, name, _, tags) in zip(joined, _VPCS, strict=True):
        subnets = [subnet_id(name, "private", zone) for zone in "ab"]
        attachments.put_vpc_attachment(
            gateway_id=TRANSIT_GATEWAY,
            vpc_id=vpc_id,
            subnet_ids=subnets,
            identifier=identifier,
            interface_ids=[id_for("eni", f"{name}-attachment-{zone}") for zone in "ab"],
        )
        _put_tags(identifier, f"backbone-{name}", tags)
    others = {
        "office": ("vpn", id_for("vpn", "office")),
        "datacentre": ("direct-connect-gateway", "0d1c9a5e-53f1-4a1e-9d2e-5a3f7c0b9d10"),
        "datacentre-gre": ("connect", id_for("tgw-attach", "datacentre")),
    }
    for name, (resource_type, resource_id) in others.items():
        identifier = id_for("tgw-attach", name)
        attachments.put_attachment(
            gateway_id=TRANSIT_GATEWAY, resource_type=resource_type, resource_id=resource_id, identifier=identifier
        )
        _put_tags(identifier, f"backbone-{name}", {"env": "shared", "team": "network"})


def _put_nat_gateways() -> None:
    nat_gateways.put_zonal(
        subnet_id=subnet_id("edge", "public", "a"),
        identifier=ZONAL_NAT_GATEWAY,
        interface_id=id_for("eni", "edge-nat"),
        public_address="198.51.100.10",
    )
    nat_gateways.put_regional(vpc_id=EDGE, identifier=REGIONAL_NAT_GATEWAY)
    _put_tags(ZONAL_NAT_GATEWAY, "edge-nat-a", {"env": "shared", "team": "network"})
    _put_tags(REGIONAL_NAT_GATEWAY, "edge-nat", {"env": "shared", "team": "network"})


def _put_endpoints() -> None:
    s3, logs = id_for("vpce", "production-s3"), id_for("vpce", "shared-logs")
    vpc_endpoints.put_endpoint(
        vpc_id=PRODUCTION,
        service_name=f"com.amazonaws.{region()}.s3",
        endpoint_type="Gateway",
        route_table_ids=[id_for("rtb", "production-private")],
        identifier=s3,
    )
    vpc_endpoints.put_endpoint(
        vpc_id=SHARED,
        service_name=f"com.amazonaws.{region()}.logs",
        endpoint_type="Interface",
        subnet_ids=[subnet_id("shared-services", "private", zone) for zone in "ab"],
        interface_ids=[id_for("eni", f"shared-logs-{zone}") for zone in "ab"],
        identifier=logs,
    )
    _put_tags(s3, "production-s3", {"env": "production", "team": "payments"})
    _put_tags(logs, "shared-logs", {"env": "shared", "team": "platform"})


def _put_peering() -> None:
    identifier = id_for("pcx", "production-partner")
    here = {"VpcId": PRODUCTION, "OwnerId": account_id(), "Region": region()}
    there = {"VpcId": PARTNER_VPC, "OwnerId": PARTNER_ACCOUNT, "Region": region(), "CidrBlock": "10.90.0.0/16"}
    record = {
        "VpcPeeringConnectionId": identifier,
        "RequesterVpcInfo": here,
        "AccepterVpcInfo": there,
        "Status": {"Code": "active", "Message": "Active"},
        "Tags": [],
    }
    seams.ec2.put_vpc_peering_record(record)
    _put_tags(identifier, "production-partner", {"env": "production", "team": "payments"})

"""A small account, built by hand, for tests of what a person runs: resources, an inventory of them, and files on it."""

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.schema.load import load

ACCOUNT, REGION = "111122223333", "eu-west-1"
KEY = (ACCOUNT, REGION)
VPC, SUBNET = "vpc-0000000000000000a", "subnet-0000000000000000a"
WEB, NAT_INTERFACE, DATABASE, BALANCER = (f"eni-0000000000000000{end}" for end in "abcd")
ZONAL, REGIONAL = "nat-0000000000000000a", "nat-0000000000000000b"
GATEWAY, ATTACHMENT, CONNECT = "tgw-0000000000000000a", "tgw-attach-0000000000000000a", "tgw-attach-0000000000000000b"

HEAD = f"""\
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "{ACCOUNT}", region: {REGION}}}]
"""


def interface(id_, kind, *, service="", addresses=(), **more):
    """An interface in the subnet."""
    place = {"owner": ACCOUNT, "vpc": VPC, "subnet": SUBNET, "state": "in-use"}
    given = {
        "id": id_,
        "type": ResourceType.NETWORK_INTERFACE,
        "kind": kind,
        "service": service,
        "addresses": addresses,
    }
    return Resource(**(given | place | more))


def nat_gateway(id_, availability, **more):
    """A NAT gateway; a zonal one is in the subnet."""
    place = {"subnet": SUBNET} if availability == "zonal" else {}
    given = {
        "type": ResourceType.NAT_GATEWAY,
        "kind": "nat-gateway",
        "owner": ACCOUNT,
        "vpc": VPC,
        "state": "available",
    }
    return Resource(**({"id": id_, "availability": availability} | given | place | more))


def attachment(id_, attachment_type, **more):
    """An attachment of the transit gateway."""
    given = {"id": id_, "type": ResourceType.TRANSIT_GATEWAY_ATTACHMENT, "owner": ACCOUNT, "state": "available"}
    return Resource(**(given | {"attachment_type": attachment_type, "transit_gateway": GATEWAY} | more))


def vpc(id_=VPC, **more):
    """A VPC."""
    return Resource(**({"id": id_, "type": ResourceType.VPC, "owner": ACCOUNT, "state": "available"} | more))


def everything():
    """One or two of each kind, with names, owners and addresses."""
    return [
        vpc(tags={"Name": "shop"}),
        Resource(id=SUBNET, type=ResourceType.SUBNET, owner=ACCOUNT, vpc=VPC, state="available", tags={"tier": "web"}),
        interface(WEB, "instance", service="i-0000000000000000a", addresses=("10.0.3.7",), tags={"Name": "web"}),
        interface(NAT_INTERFACE, "nat-gateway", service=ZONAL, addresses=("10.0.3.8", "198.51.100.8"), public=True),
        interface(DATABASE, "rds", addresses=("10.0.3.9", "2001:db8::9"), public=True),
        interface(BALANCER, "application-load-balancer", service="app/shop/50dc6c495c0c9188", transient=True),
        nat_gateway(ZONAL, "zonal", addresses=("10.0.3.8", "198.51.100.8"), public=True),
        nat_gateway(REGIONAL, "regional", addresses=("198.51.100.9",), public=True),
        Resource(id=GATEWAY, type=ResourceType.TRANSIT_GATEWAY, owner=ACCOUNT, state="available"),
        attachment(ATTACHMENT, "vpc", vpc=VPC),
        attachment(CONNECT, "connect"),
    ]


def inventory(resources=None, key=KEY, **more):
    """An inventory of one target."""
    found = everything() if resources is None else resources
    return Inventory({key: TargetInventory(*key, {one.id: one for one in found}, **more)}, "2026-11-01")


def loaded(rest, head=HEAD):
    """Check a file: the head and what is given."""
    return load("flowlogs.yaml", head + rest)

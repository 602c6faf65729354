"""Who is behind an address."""

import pytest
from small_network import DATABASE, KEY, SUBNET, VPC, everything, interface, inventory, vpc

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.query.owners import Owners

OTHER = ("444455556666", "eu-west-1")


@pytest.fixture(scope="module")
def owners():
    """Those of the small network, with networks around its interfaces."""
    networks = [
        vpc("vpc-0000000000000000e", tags={"Name": "wide"}, addresses=("10.0.0.0/16", "2001:db8:1::/56")),
        Resource(id=SUBNET, type=ResourceType.SUBNET, vpc=VPC, addresses=("10.0.3.0/24",), tags={"Name": "web-a"}),
        vpc("vpc-0000000000000000f", tags={"Name": "small"}, addresses=("10.7.0.0/24",)),
        Resource(id="subnet-0f", type=ResourceType.SUBNET, addresses=("10.7.0.0/24",), tags={"Name": "whole"}),
        interface("eni-0000000000000000f", "eks", addresses=("10.0.9.1", "10.0.9.16/28"), tags={"Name": "node"}),
    ]
    return Owners(inventory([*everything(), *networks]))


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("10.0.3.7", "instance web i-0000000000000000a"),
        ("198.51.100.8", "nat-gateway nat-0000000000000000a"),
        ("2001:db8::9", f"rds {DATABASE}"),
        ("2001:DB8:0::9", f"rds {DATABASE}"),
        ("198.51.100.9", "nat-gateway nat-0000000000000000b"),
        ("10.0.9.20", "eks node"),
        ("10.0.3.99", "in subnet web-a"),
        ("10.0.200.1", "in VPC wide"),
        ("10.7.0.1", "in subnet whole"),
        ("2001:db8:1::5", "in VPC wide"),
        ("192.168.1.1", "private, not in the inventory"),
        ("fd00::1", "private, not in the inventory"),
        ("8.8.8.8", "public"),
        ("2a00::1", "public"),
        ("-", ""),
        ("S3", ""),
    ],
)
def test_names_the_nearest_thing_that_is_known(owners, address, owner):
    """An interface, then a delegated prefix, the subnet, the VPC, and at last whether it is public."""
    assert owners.of(KEY, address) == owner


def test_says_all_that_have_the_same_private_address():
    """Several networks can have it; a long list is cut."""
    same = [interface(f"eni-000000000000000{n:02}", "instance", addresses=("10.1.1.1",)) for n in range(4)]
    found = Owners(inventory(same)).of(KEY, "10.1.1.1")
    assert found == "instance eni-00000000000000000 or instance eni-00000000000000001 or 2 more"


def test_the_target_itself_goes_before_others():
    """But others are looked at, too: the far end may be theirs."""
    ours = TargetInventory(*KEY, {"eni-a": interface("eni-a", "rds", addresses=("10.1.1.1",))})
    theirs = {
        "eni-b": interface("eni-b", "lambda", addresses=("10.1.1.1",)),
        "eni-c": interface("eni-c", "efs", addresses=("10.1.1.2",)),
    }
    both = Inventory({KEY: ours, OTHER: TargetInventory(*OTHER, theirs)})
    assert Owners(both).of(KEY, "10.1.1.1") == "rds eni-a"
    assert Owners(both).of(KEY, "10.1.1.2") == "efs eni-c"
    assert Owners(both).of(OTHER, "10.1.1.1") == "lambda eni-b"


def test_without_an_inventory_only_public_is_known():
    """And that is said of private ones."""
    assert Owners(None).of(KEY, "10.0.3.7") == "private, not in the inventory"
    assert Owners(None).of(KEY, "8.8.8.8") == "public"

"""What is kept of an interface AWS answers, however old, new or incomplete it is."""

import json

import pytest
from fake_aws import INTERFACES, interface, only

from flowlog_config.discovery.interfaces import take_interface
from flowlog_config.inventory.model import ResourceType


@pytest.mark.parametrize("path", sorted(INTERFACES.glob("*.json")), ids=lambda p: p.stem)
def test_keeps_every_interface(path, part):
    """Whatever is missing in it, an interface is never lost."""
    item = json.loads(path.read_text())
    take_interface(item, part)
    found = only(part)
    assert (found.id, found.type) == (item["NetworkInterfaceId"], ResourceType.NETWORK_INTERFACE)
    assert found.owner == item.get("OwnerId", "")


def test_interface_has_its_addresses_sorted_and_once(part):
    """Private, public, IPv6 and delegated prefixes."""
    item = interface("instance") | {"Ipv4Prefixes": [{"Ipv4Prefix": "10.20.9.16/28"}]}
    item["Ipv6Addresses"] = [{"Ipv6Address": "2a05:d018::2"}]
    take_interface(item, part)
    assert only(part).addresses == tuple(
        sorted({item["PrivateIpAddress"], "203.0.113.50", "2a05:d018::2", "10.20.9.16/28"})
    )


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("instance", True),
        ("ipv6-only", True),
        ("ipv6-private", False),
        ("rds", False),
        ("efa-only", False),
        ("nat-gateway", True),
    ],
)
def test_interface_is_public_when_its_address_is(name, public, part):
    """An IPv6 address counts unless it is private."""
    take_interface(interface(name), part)
    assert only(part).public is public


def test_interface_with_a_public_address_on_a_secondary_one_is_public(part):
    """Elastic addresses can belong to any private address."""
    item = interface("rds")
    item["PrivateIpAddresses"].append({"PrivateIpAddress": "10.20.0.99", "Association": {"PublicIp": "203.0.113.77"}})
    take_interface(item, part)
    assert only(part).public
    assert {"203.0.113.77", "10.20.0.99"} <= set(only(part).addresses)


def test_interface_keeps_the_tags_aws_sets(part):
    """They tell what launched it."""
    take_interface(interface("instance-of-auto-scaling-group"), part)
    assert only(part).tags == {"aws:autoscaling:groupName": "web", "Name": "web"}
    assert only(part).transient

"""What a person can call a resource."""

import pytest
from small_network import BALANCER, DATABASE, NAT_INTERFACE, REGIONAL, WEB, ZONAL, everything, interface, inventory

from flowlog_config.operate.lookup import find

ENDPOINT = "eni-0000000000000000e"


def found(query, resources=None):
    """Ids a query finds."""
    return [one.id for _, one in find(inventory(resources).targets.values(), query)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (WEB, [WEB]),
        ("web", [WEB]),
        ("10.0.3.7", [WEB]),
        ("198.51.100.8", [NAT_INTERFACE]),
        ("198.51.100.9", [REGIONAL]),
        ("2001:db8::9", [DATABASE]),
        ("2001:0DB8:0:0::0009", [DATABASE]),
        ("shop", ["vpc-0000000000000000a", BALANCER]),
        ("app/shop/50dc6c495c0c9188", [BALANCER]),
        ("i-0000000000000000a", [WEB]),
        (ZONAL, [ZONAL, NAT_INTERFACE]),
        ("10.0.3.70", []),
        ("eni-0000000000000000", []),
    ],
)
def test_finds(query, ids):
    """By id, Name, address in any spelling, and by whom an interface belongs to; never by a part of a word."""
    assert found(query) == ids


def test_finds_an_endpoints_interfaces_by_its_id():
    """The inventory names the service first."""
    one = interface(ENDPOINT, "vpc-endpoint", service="com.amazonaws.eu-west-1.logs (vpce-05e2f0000000000c9)")
    assert found("vpce-05e2f0000000000c9", [*everything(), one]) == [ENDPOINT]


def test_finds_an_address_in_a_delegated_prefix():
    """As pods of a cluster have."""
    one = interface(ENDPOINT, "eks", addresses=("10.0.9.16/28", "no address"))
    assert found("10.0.9.20", [one]) == [ENDPOINT]
    assert found("10.0.9.32", [one]) == []


def test_a_vpcs_range_is_no_address_of_its_own():
    """Everything in it would be found."""
    (network,) = [one for one in everything() if one.id.startswith("vpc-")]
    assert found("10.0.3.99", [type(network)(id=network.id, type=network.type, addresses=("10.0.0.0/16",))]) == []

"""What could not be read stays as it was last read: an inventory never shrinks because AWS did not answer."""

from dataclasses import replace

import pytest
from fake_aws import ACCOUNT, OTHER

from flowlog_config.discovery.calls import CALLS
from flowlog_config.discovery.changes import compare, compare_targets
from flowlog_config.discovery.compose import compose
from flowlog_config.discovery.read import Discovered, Failed
from flowlog_config.inventory import Inventory, Resource, ResourceType, TargetInventory

KEY, OTHER_KEY = (ACCOUNT, "eu-west-1"), (OTHER, "eu-central-1")
CALL = {call.operation: call for call in CALLS}
VPC = Resource(id="vpc-1", type=ResourceType.VPC, tags={"env": "staging"}, addresses=("10.0.0.0/16",))
GATEWAY = Resource(id="tgw-1", type=ResourceType.TRANSIT_GATEWAY)
ENDPOINT = Resource(id="eni-1", type=ResourceType.NETWORK_INTERFACE, kind="vpc-endpoint", service="s3 (vpce-1)")


def part(*resources, key=KEY, **more):
    """What a target has."""
    return TargetInventory(*key, {one.id: one for one in resources}, **more)


def whole(*parts, day="2026-11-01"):
    """An inventory."""
    return Inventory({(one.account_id, one.region): one for one in parts}, day)


def after(found, before, *operations, keys=(KEY, OTHER_KEY), unread=()):
    """The inventory after a discovery in which some calls, or whole targets, failed."""
    failed = {KEY: tuple(Failed(CALL[operation], "denied") for operation in operations)}
    read = Discovered(found, failed if operations else {}, dict.fromkeys(unread, "no way in"))
    return compose(read, before, keys=keys, today="2026-11-21")


def test_first_discovery_is_taken_as_it_is():
    """With its day."""
    assert after(whole(part(VPC)), None) == whole(part(VPC), day="2026-11-21")


def test_nothing_new_keeps_the_day_so_that_no_byte_changes():
    """A discovery every night makes no commit every night."""
    assert after(whole(part(VPC)), whole(part(VPC))).discovered == "2026-11-01"
    assert after(whole(part(VPC, GATEWAY)), whole(part(VPC))).discovered == "2026-11-21"


def test_a_target_that_could_not_be_read_keeps_its_part():
    """The other one is renewed."""
    before = whole(part(VPC), part(GATEWAY, key=OTHER_KEY))
    composed = after(whole(part()), before, unread=[OTHER_KEY])
    assert composed.targets == whole(part(), part(GATEWAY, key=OTHER_KEY)).targets


def test_a_target_never_read_stays_out():
    """An empty part would look like an empty account."""
    assert after(whole(), None, unread=[KEY]).targets == {}


def test_resources_of_a_denied_call_stay_and_vanished_ones_of_others_go():
    """Only what AWS said is gone is gone."""
    composed = after(whole(part()), whole(part(VPC, GATEWAY)), "describe_transit_gateways")
    assert list(composed.targets[KEY].resources) == ["tgw-1"]
    assert composed.targets[KEY].not_read == (
        "ec2:DescribeTransitGateways: denied. Transit gateways are as they were last read",
    )


def test_a_call_denied_again_and_again_is_still_missing():
    """Nothing was ever read with it, so nothing is old."""
    first = after(whole(part(VPC, not_read=("stale",))), None)
    missing = Failed(CALL["describe_transit_gateways"], "denied").words()
    first = whole(replace(first.targets[KEY], not_read=(missing,)))
    again = after(whole(part(VPC, not_read=(missing,))), first, "describe_transit_gateways")
    assert again == first


def test_peerings_and_services_of_endpoints_stay_too():
    """Calls that give no resource of their own."""
    bare = replace(ENDPOINT, service="vpce-1")
    before = whole(part(ENDPOINT, peered_vpcs=frozenset({"vpc-1"})))
    composed = after(whole(part(bare)), before, "describe_vpc_peering_connections", "describe_vpc_endpoints")
    assert composed.targets[KEY].resources["eni-1"] == ENDPOINT
    assert composed.targets[KEY].peered_vpcs == {"vpc-1"}


def test_a_target_no_longer_in_the_file_is_left_out():
    """Its resources would be selected by nothing."""
    before = whole(part(VPC), part(GATEWAY, key=OTHER_KEY))
    assert list(after(whole(part(VPC)), before, keys=[KEY]).targets) == [KEY]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tags": {"env": "production"}}, 'tag env: "staging" to "production"'),
        ({"tags": {}}, 'tag env: "staging" to none'),
        ({"tags": {"env": "staging", "a": "1"}}, 'tag a: none to "1"'),
        ({"state": "available"}, 'state: none to "available"'),
        ({"public": True}, "public: no to yes"),
        ({"addresses": ("10.0.0.0/16", "10.1.0.0/16")}, "addresses: 10.1.0.0/16 is new"),
        ({"addresses": ()}, "addresses: 10.0.0.0/16 is gone"),
    ],
)
def test_changes_are_said_in_words(change, said):
    """Each attribute by its name."""
    changes = compare_targets(part(VPC), part(replace(VPC, **change)))
    assert [differences for _, differences in changes.changed] == [(said,)]


def test_changes_tell_new_and_vanished_resources():
    """By target."""
    changes = compare(whole(part(VPC)), whole(part(GATEWAY), part(VPC, key=OTHER_KEY)))
    assert (changes[KEY].new, changes[KEY].vanished) == ((GATEWAY,), (VPC,))
    assert changes[OTHER_KEY].new == (VPC,)


def test_changes_tell_peerings_and_what_is_not_read():
    """Both change what a plan makes of the file."""
    old = part(VPC, peered_vpcs=frozenset({"vpc-1"}), not_read=("x are missing",))
    new = part(VPC, peered_vpcs=frozenset({"vpc-2"}), not_read=("y are missing",))
    assert compare_targets(old, new).other == (
        "vpc-2 has an active peering connection now",
        "vpc-1 has no active peering connection any more",
        "not read any more: y are missing",
        "no longer so: x are missing",
    )


def test_no_difference_is_no_change():
    """What --check asks."""
    assert not compare_targets(part(VPC), part(VPC))
    assert compare_targets(part(VPC), None).other == ("the target is no longer in the file",)

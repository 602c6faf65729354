"""Records whose account nobody could tell, and records for which two accounts pay."""

import pytest
from strategies import text_of

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load

OWNER, PARTICIPANT, REGION = "111122223333", "222233334444", "eu-west-1"
VPC, SUBNET, THEIRS, OURS = (
    "vpc-0000000000000000a",
    "subnet-0000000000000000a",
    "eni-0000000000000000a",
    "eni-0000000000000000b",
)


def _interface(id_, owner):
    return Resource(
        id=id_,
        type=ResourceType.NETWORK_INTERFACE,
        owner=owner,
        vpc=VPC,
        subnet=SUBNET,
        kind="instance",
        state="in-use",
    )


def _inventory():
    """An owner with a shared subnet, in which a participant has an interface; each sees what it may."""
    network = [
        Resource(id=VPC, type=ResourceType.VPC, owner=OWNER, state="available"),
        Resource(id=SUBNET, type=ResourceType.SUBNET, owner=OWNER, vpc=VPC, state="available"),
    ]
    seen = {
        OWNER: [*network, _interface(THEIRS, PARTICIPANT), _interface(OURS, OWNER)],
        PARTICIPANT: [*network, _interface(THEIRS, PARTICIPANT)],
    }
    return Inventory(
        {
            (account, REGION): TargetInventory(account, REGION, {one.id: one for one in ones})
            for account, ones in seen.items()
        }
    )


def _warnings(*entries, central=False, **sections):
    targets = [
        {"name": "owner", "account": OWNER, "region": REGION},
        {"name": "participant", "account": PARTICIPANT, "region": REGION},
    ]
    targets[1] |= {"deliver_to": "owner"} if central else {}
    file = {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "production"},
        "targets": targets,
        "flow_logs": [{"name": "abc"[i], **entry} for i, entry in enumerate(entries)],
        **sections,
    }
    planned = make_plan(load("flowlogs.yaml", text_of(file)), _inventory())
    return [(one.kind.id, one.message) for one in planned.warnings if one.kind.id in ("FL320", "FL334")]


INTERFACES = {"select": {"type": "network-interface"}}


def test_an_interface_of_a_shared_subnet_that_both_accounts_log_is_said_once():
    """By its id, with both targets; the owner's own interface is logged once."""
    ((kind, message),) = _warnings(INTERFACES)
    assert kind == "FL320"
    assert message.startswith(f"{THEIRS} is in a shared network and logged in participant")
    assert message.endswith('and by "a" in owner: each record is billed to both')


@pytest.mark.parametrize("around", [VPC, SUBNET])
def test_an_interface_inside_what_the_owner_logs_is_found(around):
    """The owner's flow log has the records of all interfaces in it."""
    found = _warnings({"select": around, "targets": "owner"}, {"select": THEIRS, "targets": "participant"})
    assert found == [
        (
            "FL320",
            f'{THEIRS} is in a shared network and logged in participant, and by "a" in owner: each record is billed to both',
        )
    ]


@pytest.mark.parametrize(
    "entries",
    [
        ({"select": THEIRS, "targets": "owner"}, {"select": OURS, "targets": "owner"}),
        (
            {"select": THEIRS, "targets": "owner", "traffic_type": "ACCEPT"},
            {"select": THEIRS, "targets": "participant", "traffic_type": "REJECT"},
        ),
        (
            {"select": THEIRS, "targets": "owner", "route": "s3"},
            {"select": THEIRS, "targets": "participant", "route": "cloudwatch"},
        ),
    ],
    ids=["one account", "another traffic", "another route"],
)
def test_what_is_not_logged_twice_is_not_said(entries):
    """Two routes are meant, as within one account."""
    assert _warnings(*entries) == []


def test_what_one_account_logs_again_inside_is_no_matter_of_two():
    """It is said once, as in any other network."""
    ((kind, message),) = _warnings({"select": SUBNET, "targets": "owner"}, {"select": OURS, "targets": "owner"})
    assert kind == "FL320"
    assert message == f'{OURS} is already inside what "a" logs: each of their records is billed twice'


def test_overlap_allow_is_silent_and_drop_drops_nothing_here():
    """Each account has the records in a place of its own, so neither flow log can stand for the other."""
    assert _warnings(INTERFACES, overlap="allow") == []
    assert [kind for kind, _ in _warnings(INTERFACES, overlap="drop")] == ["FL320"]


STRAIGHT = {"select": THEIRS, "targets": "participant", "route": "firehose", "format": ["srcaddr", "dstaddr"]}


def test_records_straight_to_another_account_need_the_account_in_them():
    """Nothing else says whose they are: the stream is the other account's."""
    ((kind, message),) = _warnings(STRAIGHT, central=True)
    assert kind == "FL334"
    assert 'records of "a" go from participant straight to a stream of owner' in message


@pytest.mark.parametrize(
    "more",
    [{"format": ["account-id", "srcaddr"]}, {"format": "security"}, {"route": "s3"}, {"route": "cloudwatch"}],
    ids=str,
)
def test_records_that_say_it_one_way_or_another_are_right(more):
    """By the field, by the folder of the file, or by the envelope."""
    assert _warnings({**STRAIGHT, **more}, central=True) == []


def test_a_stream_of_its_own_says_whose_its_records_are():
    """Common attributes name its account."""
    assert _warnings(STRAIGHT) == []

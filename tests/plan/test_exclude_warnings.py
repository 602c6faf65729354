"""What is said of an `exclude` that takes everything away, or nothing, over several targets."""

import pytest

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load

ACCOUNTS = ("111122223333", "444455556666")
REGION = "eu-west-1"
NEW_OR_GONE = "flowlog discover, if it is new; take it out of the file, if it was deleted"
HEAD = f"""\
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "{ACCOUNTS[0]}", region: {REGION}, name: a}}, {{account: "{ACCOUNTS[1]}", region: {REGION}, name: b}}]
"""


def network(account_id, end):
    """A VPC with a subnet, a zonal NAT gateway and its interface."""
    vpc, subnet, gateway = (f"{kind}-0000000000000000{end}" for kind in ("vpc", "subnet", "nat"))
    inside = {"owner": account_id, "vpc": vpc, "subnet": subnet}
    eni, nat = ResourceType.NETWORK_INTERFACE, ResourceType.NAT_GATEWAY
    resources = [
        Resource(id=vpc, type=ResourceType.VPC, owner=account_id, tags={"stage": end}),
        Resource(id=subnet, type=ResourceType.SUBNET, owner=account_id, vpc=vpc),
        Resource(id=gateway, type=nat, availability="zonal", **inside),
        Resource(id=f"eni-0000000000000000{end}", type=eni, kind="nat-gateway", service=gateway, **inside),
    ]
    return TargetInventory(account_id=account_id, region=REGION, resources={one.id: one for one in resources})


INVENTORY = Inventory({(one, REGION): network(one, end) for one, end in zip(ACCOUNTS, "ab", strict=True)})


def warnings(select, exclude):
    """Give (id, place below the entry) of every warning, and how many flow logs are left."""
    planned = make_plan(load("x", f"{HEAD}flow_logs: [{{name: e, select: {select}, exclude: {exclude}}}]\n"), INVENTORY)
    left = sum(len(target.flow_logs) for target in planned.plan.targets)
    return [(one.kind.id, *one.path[2:]) for one in planned.warnings], left


@pytest.mark.parametrize(
    ("select", "exclude", "said", "left"),
    [
        ("everything", "{tags: {stage: a}}", [], 1),
        ("everything", "vpc-0000000000000000a", [], 1),
        ("everything", "{tags: {stage: [a, b]}}", [("FL408", "exclude")], 0),
        ("everything", "[vpc-0000000000000000a, vpc-0000000000000000b]", [("FL408", "exclude")], 0),
        ("everything", "[everything, {tags: {stage: a}}]", [("FL408", "exclude")], 0),
        ("everything", "{tags: {stage: c}}", [("FL409", "exclude", 0)], 2),
        ("everything", "[{tags: {stage: a}}, {type: subnet}]", [("FL409", "exclude", 1)], 1),
        ("[everything, {type: subnet}]", "everything", [("FL402", "select", 0)], 2),
        ("[everything, vpc-0000000000000000a]", "vpc-0000000000000000a", [("FL402", "select", 1)], 1),
        ("{type: vpc, tags: {stage: c}}", "{type: subnet}", [("FL402", "select", 0)], 0),
        ("{type: nat-gateway}", "{type: nat-gateway}", [("FL408", "exclude")], 0),
        ("{type: nat-gateway}", "{type: network-interface}", [("FL408", "exclude")], 0),
        ("{type: network-interface}", "{type: nat-gateway}", [("FL409", "exclude", 0)], 2),
    ],
)
def test_an_exclude_that_does_too_much_or_nothing_is_told(select, exclude, said, left):
    """One that does something in one of the targets is right; what selects nothing anyhow needs no second warning."""
    assert warnings(select, exclude) == (said, left)


@pytest.mark.parametrize(
    ("exclude", "use"),
    [
        ("vpc-0000000000000000a", "{in_vpc: vpc-0000000000000000a} for what is in it"),
        ("subnet-0000000000000000b", "{in_subnet: subnet-0000000000000000b} for what is in it"),
        ("vpc-0000000000000000c", f"an id of the inventory; {NEW_OR_GONE}"),
        ("tgw-0000000000000000c", f"an id of the inventory; {NEW_OR_GONE}"),
        ("{public: true}", "what is selected, or no such exclude"),
    ],
)
def test_who_excludes_a_vpc_may_mean_its_interfaces(exclude, use):
    """The advice is right for what was written."""
    text = f"{HEAD}flow_logs: [{{name: e, select: {{type: network-interface}}, exclude: '{exclude}'}}]\n"
    (found,) = make_plan(load("x", text.replace("'", "")), INVENTORY).warnings
    assert (found.kind.id, found.use) == ("FL409", use)

"""What is said when a selector or an id fits nothing: which condition is at fault, and what is there instead."""

import pytest

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-west-1"
FIRST, SECOND = "vpc-0000000000000000a", "vpc-0000000000000000b"
NEW_OR_GONE = "flowlog discover, if it is new; take it out of the file, if it was deleted"
HEAD = f"""\
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "{ACCOUNT}", region: {REGION}, name: one}}, {{account: "{OTHER}", region: {REGION}, name: two}}]
"""


def vpc(id_, **tags):
    """A VPC with tags; the tag Name is its name."""
    return Resource(id=id_, type=ResourceType.VPC, owner=ACCOUNT, tags=tags)


def inventory(*resources):
    """What the target `one` has; nothing is known of the target `two`."""
    target = TargetInventory(account_id=ACCOUNT, region=REGION, resources={one.id: one for one in resources})
    return Inventory({(ACCOUNT, REGION): target})


SUBNET = Resource(id="subnet-0000000000000000d", type=ResourceType.SUBNET, vpc=FIRST, tags={"Name": "inside"})
INVENTORY = inventory(
    SUBNET, vpc(FIRST, Name="prod-shop", env="production"), vpc(SECOND, Name="test-shop", env="test", Owner="web")
)


def problems(select, rest="", targets="one"):
    """Give (id, message, use, path) of what is said of an entry and the inventory."""
    text = f"{HEAD}{rest}\nflow_logs: [{{name: e, targets: {targets}, select: {select}}}]\n"
    try:
        found = make_plan(load("x", text), INVENTORY).warnings
    except InvalidConfigError as error:
        found = error.problems
    return [(one.kind.id, one.message, one.use, one.path) for one in found if one.kind.id.startswith("FL4")]


@pytest.mark.parametrize(
    ("select", "why", "use"),
    [
        ("{type: vpc, tags: {env: producton}}", 'no vpc has "producton" in its tag env', '"production"'),
        ("{type: vpc, tags: {env: live}}", 'has "live" in its tag env', 'what is there: "production", "test"'),
        ("{type: vpc, tags: {owner: web}}", "no vpc has the tag owner", '"Owner"'),
        (
            '{type: vpc, name: "^prod.*$"}',
            'has the Name "^prod.*$"',
            'what is there: "prod-shop", "test-shop"; * and ? are the only wildcards',
        ),
        ("{type: vpc, name: prod-shob}", 'has the Name "prod-shob"', '"prod-shop"'),
        ("{type: vpc, name: prod-*, tags: {env: test}}", "nothing fits all of them", "fewer conditions"),
        ("{type: vpc, peered: true}", f"{FIRST}, for one: it has no active peering connection", ""),
        ("{type: transit-gateway, name: x}", "there is no transit-gateway", ""),
        ("{type: vpc, tags: {Owner: web}, name: x}", 'no vpc has the Name "x"', 'what is there: "test-shop"'),
        (
            "{type: subnet, in_vpc: {name: prod}}",
            'its in_vpc fits nothing: no subnet or vpc has the Name "prod"',
            'what is there: "inside", "prod-shop", "test-shop"',
        ),
        (f"{{type: subnet, in_vpc: {SECOND}}}", f"for one: it is in {FIRST}, which is not selected there", ""),
        ("{type: network-interface, in_vpc: {type: vpc, name: prod}}", "there is no network-interface", ""),
        ("mine", 'no vpc has "producton" in its tag env', '"production"'),
        ("edge", '"edge" selects nothing in one', ""),
    ],
)
def test_says_which_condition_fits_nothing_and_what_is_there(select, why, use):
    """A typo in a tag is found without reading the account."""
    own = "selectors: {mine: {type: vpc, tags: {env: producton}}}"
    ((id_, message, said, _),) = problems(select, own if select == "mine" else "")
    assert id_ == "FL402"
    assert message.endswith(why)
    assert said == use


def test_an_id_in_the_list_is_not_proposed_for_another():
    """Following it would log the one network twice and the other never."""
    unknown = "vpc-0000000000000000c"
    ((id_, _, use, _),) = problems(f"[{FIRST}, {unknown}]")
    assert (id_, use) == ("FL401", f"{NEW_OR_GONE}; or did you mean {SECOND}?")
    ((id_, _, use, _),) = problems(f"[{FIRST}, {SECOND}, {unknown}]")
    assert (id_, use) == ("FL401", NEW_OR_GONE)


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [("vpc-0000000000000001c", True), ("vpc-0000000000000010b", True), ("vpc-0000000000000123b", False)],
)
def test_only_an_id_that_is_very_alike_is_proposed(unknown, meant):
    """Any other one of the account is another network, and not a mistyped one."""
    ((id_, _, use, _),) = problems(f"[{FIRST}, {unknown}]")
    assert (id_, use) == ("FL401", f"{NEW_OR_GONE}; or did you mean {SECOND}?" if meant else NEW_OR_GONE)


@pytest.mark.parametrize(
    ("select", "targets"),
    [("vpc-0000000000000000c", "two"), (FIRST, "[one, two]"), (FIRST, "one")],
)
def test_a_target_that_needs_no_inventory_needs_none(select, targets):
    """Ids alone are taken on trust where nothing was discovered, or are found elsewhere; a target may also select nothing."""
    assert problems(select, targets=targets) == []


@pytest.mark.parametrize(
    ("select", "targets"), [("everything", "[one, two]"), ("vpc-0000000000000000c", "[one, two]"), ("edge", "two")]
)
def test_a_target_the_inventory_lacks_is_told_at_its_place(select, targets):
    """Selectors need an inventory of every target, and so does an id that may be in any of several."""
    found = {id_: (message, path) for id_, message, _, path in problems(select, targets=targets)}
    assert found["FL404"] == (f"the inventory has nothing of {OTHER} in {REGION}", ("targets", 1))


@pytest.mark.parametrize("select", ["wrong", "{type: subnet, in_vpc: wrong}", "right"])
def test_of_what_a_wrong_selector_may_mean_nothing_is_said(select):
    """The selector's own mistake is reported, and whether a name selects anything shows when that is mended."""
    selectors = 'selectors: {wrong: {type: vpcc, name: "x"}, right: {type: vpc, name: "x"}}'
    assert problems(select, selectors) == []

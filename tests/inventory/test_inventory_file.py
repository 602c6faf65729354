"""The inventory's file: the same bytes for the same inventory, small diffs, and nothing half-written or half-read."""

import json
from dataclasses import replace

import pytest

from flowlog_config.inventory import Inventory, InventoryError, Resource, ResourceType, TargetInventory
from flowlog_config.inventory.file import from_text, read_inventory, to_text, write_inventory
from flowlog_config.inventory.model import Assignment

KEY = ("111122223333", "eu-west-1")


def resource(number, **more):
    """One interface."""
    return Resource(id=f"eni-{number:017x}", type=ResourceType.NETWORK_INTERFACE, **more)


def inventory(*resources, **more):
    """An inventory of one target."""
    target = TargetInventory(*KEY, {one.id: one for one in resources}, **more)
    return Inventory({KEY: target}, "2026-11-21")


def assigned():
    """An inventory of one resource that says which stack its flow log is in."""
    stacks = Assignment(2, {("eni-00000000000000001", "VpcA"): 1}, {("eni-00000000000000002", "VpcA"): 2})
    return replace(inventory(resource(1)), assigned={KEY: stacks})


FULL = resource(
    1,
    tags={"Name": "Zürich", "env": "production", "aws:autoscaling:groupName": "web"},
    owner="444455556666",
    vpc="vpc-0c0de0000000000b1",
    subnet="subnet-0c0de0000000000b2",
    kind="instance",
    service="i-0c0de0000000000b3",
    addresses=("10.0.0.4", "2a05::1"),
    public=True,
    state="in-use",
    attachment_type="vpc",
    transit_gateway="tgw-0ab1e0000000000d1",
    availability="zonal",
    transient=True,
)


def test_reads_back_everything_it_writes(tmp_path):
    """Every attribute, every target, in UTF-8."""
    whole = inventory(FULL, resource(2), peered_vpcs=frozenset({"vpc-1", "vpc-2"}), not_read=("a", "b"))
    write_inventory(whole, tmp_path / "a.json")
    assert read_inventory(tmp_path / "a.json") == whole


def test_order_of_discovery_does_not_change_a_byte():
    """Resources and tags are sorted."""
    ones = [resource(i, tags={"b": "2", "a": "1"}) for i in range(20)]
    shuffled = [resource(i, tags={"a": "1", "b": "2"}) for i in range(20)]
    assert to_text(inventory(*ones)) == to_text(inventory(*shuffled[::-1]))


def test_one_changed_resource_is_one_changed_line():
    """What makes the file fit for review."""
    before = to_text(inventory(*map(resource, range(20)))).splitlines()
    after = to_text(inventory(*(resource(i, state="in-use" if i == 7 else "") for i in range(20)))).splitlines()
    assert [a for a, b in zip(after, before, strict=True) if a != b] == [
        '{"id": "eni-00000000000000007", "type": "network-interface", "state": "in-use"},'
    ]


def test_file_is_json():
    """Other tools read it, too."""
    assert json.loads(to_text(inventory(FULL)))["targets"][0]["resources"][0]["tags"]["Name"] == "Zürich"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(version=2), "version 2, not 1"),
        (lambda d: d.pop("targets"), "'targets' is missing"),
        (lambda d: d["targets"].append(d["targets"][0]), "there twice"),
        (lambda d: d["targets"][0]["resources"].append(d["targets"][0]["resources"][0]), "there twice"),
        (lambda d: d["targets"][0].update(account=12345670123), "no text"),
        (lambda d: d["targets"][0].update(account="1234"), "no account id"),
        (lambda d: d["targets"][0]["resources"][0].update(type="router"), "'router'"),
        (lambda d: d["targets"][0]["resources"][0].update(colour="blue"), "'colour' is of a newer flowlog"),
        (lambda d: d["targets"][0]["resources"][0].update(tags=["a"]), "a part of it has not the form"),
        (lambda d: d["targets"][0]["resources"][0].update(addresses=[10]), "no text"),
        (lambda d: d["targets"][0]["resources"][0].update(addresses="10.0.0.4"), "a part of it has not the form"),
        (
            lambda d: d["targets"][0]["resources"][0].update(id="router"),
            "'router' is no id of the type network-interface",
        ),
        (
            lambda d: d["targets"][0]["resources"][0].update(id="vpc-1"),
            "'vpc-1' is no id of the type network-interface",
        ),
        (lambda d: d["targets"][0]["resources"][0].update(public="false"), "'false' is not true or false"),
        (lambda d: d["targets"][0]["resources"][0].pop("id"), "'id' is missing"),
    ],
)
def test_refuses_what_is_no_inventory_and_says_what_to_do(change, said):
    """A merge gone wrong must not lose or double a resource."""
    data = json.loads(to_text(inventory(FULL)))
    change(data)
    with pytest.raises(InventoryError) as caught:
        from_text(json.dumps(data), "a.json")
    assert said in str(caught.value)
    writer = "version" in said or "newer" in said
    assert ("the version of flowlog that wrote it" if writer else "git checkout -- a.json") in caught.value.use


@pytest.mark.parametrize("damage", ["", {}, None], ids=str)
@pytest.mark.parametrize(
    "where", [("targets",), ("targets", 0, "resources"), ("stacks",), ("stacks", 0, "flow_logs"), ("stacks", 0, "left")]
)
def test_refuses_what_is_there_and_is_no_list(where, damage):
    """It would read as an empty one, and what was in it would be lost at the next write."""
    data = json.loads(to_text(assigned()))
    row = data
    for key in where[:-1]:
        row = row[key]
    row[where[-1]] = damage
    with pytest.raises(InventoryError, match="a part of it has not the form that flowlog writes"):
        from_text(json.dumps(data), "a.json")


@pytest.mark.parametrize("where", ["stacks", "targets", ""])
def test_refuses_a_key_it_would_forget(where):
    """The next write would leave it out, and which stack a flow log is in with it."""
    data = json.loads(to_text(assigned()))
    (data[where][0] if where else data)["lft"] = [["eni-2", "VpcB", 2]]
    with pytest.raises(InventoryError, match="'lft' is of a newer flowlog") as caught:
        from_text(json.dumps(data), "a.json")
    assert caught.value.use == "the version of flowlog that wrote it"


@pytest.mark.parametrize("text", ["", "[]", "3", "null", '{"version": 1}'])
def test_refuses_other_text(text):
    """And says how to get the file back; who makes it anew loses what no discovery finds."""
    with pytest.raises(InventoryError, match="is no inventory") as caught:
        from_text(text, "a b.json")
    assert "git checkout -- 'a b.json'" in caught.value.use
    assert "loses the record of which stack each flow log is in" in caught.value.use


def test_a_merge_conflict_is_told_with_its_line():
    """Two branches that discovered are an everyday matter."""
    lines = to_text(inventory(FULL)).splitlines()
    lines[1:1] = ["<<<<<<< HEAD", "=======", ">>>>>>> main"]
    with pytest.raises(InventoryError, match=r"a.json has a merge conflict on line 2$") as caught:
        from_text("\n".join(lines), "a.json")
    assert "git checkout --ours -- a.json, or --theirs" in caught.value.use


def test_refuses_a_missing_or_unreadable_file(tmp_path):
    """The message names the file."""
    with pytest.raises(InventoryError, match=r"there is no inventory .*a\.json"):
        read_inventory(tmp_path / "a.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InventoryError, match="not UTF-8"):
        read_inventory(tmp_path / "b.json")
    with pytest.raises(InventoryError, match="cannot be read") as caught:
        read_inventory(tmp_path)
    assert caught.value.use == "a file you may read"


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path):
    """Whole or not at all."""
    path = tmp_path / "a.json"
    write_inventory(inventory(FULL), path)
    (tmp_path / "a.json.new").mkdir()
    with pytest.raises(OSError, match=r"a\.json\.new"):
        write_inventory(inventory(), path)
    assert read_inventory(path) == inventory(FULL)


def test_a_symbolic_link_keeps_pointing_to_the_file(tmp_path):
    """Writing goes to what it points to."""
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_inventory(inventory(FULL), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert read_inventory(tmp_path / "real.json") == inventory(FULL)

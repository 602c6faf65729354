"""A discovery writes down, too, which stack each flow log is in, and moves none that has one."""

from dataclasses import replace

from many_interfaces import KEY, account, eni

from flowlog_config.inventory import (
    Assignment,
    Inventory,
    TargetInventory,
    write_inventory,
)
from flowlog_config.plan.record import record, recorded_after
from flowlog_config.schema import load

HEAD = (
    "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    "targets: [{account: '111122223333', region: eu-west-1}]\n"
)


EVERYTHING = load("x.yaml", HEAD + "flow_logs: [{name: a, select: {type: network-interface}}]\n")


def test_a_discovery_leaves_what_was_there_in_the_first_stack():
    """It fitted into one stack, whatever new interfaces sort before it."""
    before, after = account(range(5000, 5300)), account(range(4000, 5300))
    found = recorded_after(EVERYTHING, after, before)
    stacks = {source: number for (source, _), number in found.assigned[KEY].stacks.items()}
    assert {stacks[eni(i)] for i in range(5000, 5300)} == {1}
    assert max(stacks.values()) == found.assigned[KEY].opened > 1


def test_a_discovery_keeps_what_is_recorded():
    """New interfaces fill up, and no other moves."""
    first = recorded_after(EVERYTHING, account(range(1000)), None)
    second = recorded_after(EVERYTHING, account(range(10, 1010), assigned=first.assigned), first)
    old, new = first.assigned[KEY].stacks, second.assigned[KEY].stacks
    assert len(new) == 1000
    assert all(new[one] == old[one] for one in old.keys() & new.keys())


def test_a_discovery_records_one_stack_too():
    """Else nobody would know what was in it when a second one is needed."""
    (found,) = recorded_after(EVERYTHING, account(range(20)), None).assigned.values()
    assert (found.opened, len(found.stacks), set(found.stacks.values())) == (1, 20, {1})


def test_a_discovered_stack_that_is_outgrown_by_a_new_entry_keeps_all_it_has(tmp_path):
    """Though what is new sorts before it: the entry's destination, and the interfaces."""
    file = tmp_path / "flowlogs.yaml"
    one = "{name: a, select: {type: network-interface, tags: {tier: a}}}"
    more = "{name: b, select: {type: network-interface, tags: {tier: b}}, format: [version, srcaddr, start]}"
    found = account(range(600))
    tagged = {
        id_: replace(resource, tags={"tier": "b" if i < 160 else "a"})
        for i, (id_, resource) in enumerate(found.targets[KEY].resources.items())
    }
    found = Inventory({KEY: TargetInventory(*KEY, tagged)}, "2026-11-20")
    before = recorded_after(load("x.yaml", f"{HEAD}flow_logs: [{one}]\n"), found, None)
    write_inventory(before, tmp_path / "flowlogs.inventory.json")
    file.write_text(f"{HEAD}flow_logs: [{one}, {more}]\n")
    after = record(file)[0].assigned[KEY]
    assert after.opened == 2
    assert {after.stacks[row] for row in before.assigned[KEY].stacks} == {1}


def test_a_discovery_of_a_file_that_cannot_be_planned_keeps_the_record():
    """It often comes before the file is right."""
    wrong = load("x.yaml", HEAD + "flow_logs: [{name: a, select: eni-00000000000000bad}]\n")
    recorded = {KEY: Assignment(2, {("eni-1", "vpc-1"): 2})}
    assert recorded_after(wrong, account((), assigned=recorded), None).assigned == recorded

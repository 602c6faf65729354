"""Which stack each flow log is in is written into the inventory, by a command and by every discovery."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from flowlog_config.cli import main
from flowlog_config.inventory import (
    Assignment,
    Inventory,
    InventoryError,
    Resource,
    ResourceType,
    TargetInventory,
    read_inventory,
    write_inventory,
)
from flowlog_config.inventory.file import from_text, to_text
from flowlog_config.plan.record import record, recorded_after
from flowlog_config.schema import load

KEY = ("111122223333", "eu-west-1")
HEAD = (
    "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    "targets: [{account: '111122223333', region: eu-west-1}]\n"
)
EVERYTHING = load("x.yaml", HEAD + "flow_logs: [{name: a, select: {type: network-interface}}]\n")


def _write(path, count):
    ids = ", ".join(f"eni-{i:017x}" for i in range(count))
    path.write_text(f"{HEAD}flow_logs: [{{name: a, select: [{ids}]}}]\n")


def _run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def _account(numbers, **more):
    found = {}
    for i in sorted(numbers):
        id_ = f"eni-{i:017x}"
        found[id_] = Resource(id=id_, type=ResourceType.NETWORK_INTERFACE, owner=KEY[0], state="in-use")
    return Inventory({KEY: TargetInventory(*KEY, found)}, "2026-11-20", **more)


def test_check_refuses_until_it_is_recorded_and_then_the_plan_says_the_stacks(tmp_path):
    """The error names the command, the command writes the file, and the same check passes."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, 600)
    refused = _run("check", "--file", file)
    assert refused.exit_code == 1
    assert "use: flowlog plan --record" in refused.output
    done = _run("plan", "--record", "--file", file)
    assert done.exit_code == 0
    assert "flowlogs.inventory.json. Review and commit it" in done.output
    assert _run("check", "--file", file).exit_code == 0
    shown = _run("plan", "--file", file)
    assert "600 flow logs into 2 log groups and 2 streams, 2 stacks" in shown.output
    assert "flowlog-111122223333-eu-west-1--2  (111122223333, eu-west-1, 2 of 2: " in shown.output
    data = json.loads(_run("plan", "--json", "--file", file).output)
    assert data["targets"][0]["stacks"][1] == "flowlog-111122223333-eu-west-1--2"


def test_recording_again_changes_no_byte(tmp_path):
    """Nor does the order in which anything is found."""
    file, inventory = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    _write(file, 600)
    _run("plan", "--record", "--file", file)
    before = inventory.read_bytes()
    assert _run("plan", "--record", "--file", file).exit_code == 0
    assert inventory.read_bytes() == before


def test_recording_keeps_what_was_discovered(tmp_path):
    """It is the same file."""
    file, where = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    _write(file, 3)
    write_inventory(_account(range(3)), where)
    assert _run("plan", "--record", "--file", file).exit_code == 0
    after = read_inventory(where)
    assert after.targets == _account(range(3)).targets
    assert after.discovered == "2026-11-20"
    assert after.assigned[KEY].opened == 1


def test_a_wrong_file_records_nothing(tmp_path):
    """The report is that of check."""
    file = tmp_path / "flowlogs.yaml"
    file.write_text(HEAD + "flow_logs: [{name: a, select: vpc-1, colour: red}]\n")
    done = _run("plan", "--record", "--file", file)
    assert done.exit_code == 1
    assert "error FL" in done.output
    assert not (tmp_path / "flowlogs.inventory.json").exists()


def test_an_inventory_that_cannot_be_written_is_said(tmp_path):
    """And which one."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, 3)
    file.write_text(file.read_text() + "inventory: missing/there.json\n")
    done = _run("plan", "--record", "--file", file)
    assert done.exit_code == 1
    assert "missing" in done.output
    assert "Traceback" not in done.output


def test_a_discovery_leaves_what_was_there_in_the_first_stack():
    """It fitted into one stack, whatever new interfaces sort before it."""
    before, after = _account(range(5000, 5300)), _account(range(4000, 5300))
    found = recorded_after(EVERYTHING, after, before)
    stacks = {source: number for (source, _), number in found.assigned[KEY].stacks.items()}
    assert {stacks[f"eni-{i:017x}"] for i in range(5000, 5300)} == {1}
    assert max(stacks.values()) == found.assigned[KEY].opened > 1


def test_a_discovery_keeps_what_is_recorded():
    """New interfaces fill up, and no other moves."""
    first = recorded_after(EVERYTHING, _account(range(1000)), None)
    second = recorded_after(EVERYTHING, _account(range(10, 1010), assigned=first.assigned), first)
    old, new = first.assigned[KEY].stacks, second.assigned[KEY].stacks
    assert len(new) == 1000
    assert all(new[one] == old[one] for one in old.keys() & new.keys())


def test_a_discovery_records_one_stack_too():
    """Else nobody would know what was in it when a second one is needed."""
    (found,) = recorded_after(EVERYTHING, _account(range(20)), None).assigned.values()
    assert (found.opened, len(found.stacks), set(found.stacks.values())) == (1, 20, {1})


def test_a_discovered_stack_that_is_outgrown_by_a_new_entry_keeps_all_it_has(tmp_path):
    """Though what is new sorts before it: the entry's destination, and the interfaces."""
    file = tmp_path / "flowlogs.yaml"
    one = "{name: a, select: {type: network-interface, tags: {tier: a}}}"
    more = "{name: b, select: {type: network-interface, tags: {tier: b}}, format: [version, srcaddr, start]}"
    account = _account(range(600))
    tagged = {
        id_: replace(resource, tags={"tier": "b" if i < 160 else "a"})
        for i, (id_, resource) in enumerate(account.targets[KEY].resources.items())
    }
    account = Inventory({KEY: TargetInventory(*KEY, tagged)}, "2026-11-20")
    before = recorded_after(load("x.yaml", f"{HEAD}flow_logs: [{one}]\n"), account, None)
    write_inventory(before, tmp_path / "flowlogs.inventory.json")
    file.write_text(f"{HEAD}flow_logs: [{one}, {more}]\n")
    after = record(file)[0].assigned[KEY]
    assert after.opened == 2
    assert {after.stacks[row] for row in before.assigned[KEY].stacks} == {1}


def test_recording_a_second_stack_says_what_is_not_known(tmp_path):
    """Packed from nothing, flow logs of a deployed stack could move; of a first deployment none can."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, 600)
    assert (
        "use: flowlog plan --record; where one stack is deployed already, first" in _run("check", "--file", file).output
    )
    first = _run("plan", "--record", "--file", file)
    assert first.exit_code == 0
    assert "111122223333, eu-west-1 now has 2 stacks" in first.stderr
    assert "as they were deployed" in first.stderr
    again = _run("plan", "--record", "--file", file)
    assert "now has" not in again.stderr


def test_recording_keeps_the_stacks_of_targets_that_the_file_has_not(tmp_path):
    """Two files may share an inventory, and a target may be away for a day."""
    file, where = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    other = Assignment(2, {("eni-1", "vpc-1"): 2})
    _write(file, 3)
    write_inventory(Inventory({}, assigned={("444455556666", "eu-west-1"): other}), where)
    assert _run("plan", "--record", "--file", file).exit_code == 0
    after = read_inventory(where).assigned
    assert after["444455556666", "eu-west-1"] == other
    assert len(after[KEY].stacks) == 3


def test_a_discovery_of_a_file_that_cannot_be_planned_keeps_the_record():
    """It often comes before the file is right."""
    wrong = load("x.yaml", HEAD + "flow_logs: [{name: a, select: eni-00000000000000bad}]\n")
    recorded = {KEY: Assignment(2, {("eni-1", "vpc-1"): 2})}
    assert recorded_after(wrong, _account((), assigned=recorded), None).assigned == recorded


def test_the_record_survives_writing_and_reading():
    """One flow log a line, sorted, so that a change is a small diff."""
    inventory = _account(range(2), assigned={KEY: Assignment(3, {("eni-b", "vpc-1"): 1, ("eni-a", "vpc-1"): 3})})
    text = to_text(inventory)
    assert from_text(text, "x") == inventory
    assert '\n["eni-a", "vpc-1", 3],\n["eni-b", "vpc-1", 1]\n' in text


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"opened": 1, "flow_logs": [["eni-a", "vpc-1", 2]]}, "no stack from 1 to 1"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", True]]}, "no stack from 1 to 2"),
        ({"opened": 0, "flow_logs": []}, "no stack from 1 to 0"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", 1], ["eni-a", "vpc-1", 2]]}, "there twice"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", 1]], "left": [["eni-a", "vpc-1", 2]]}, "there twice"),
        ({"opened": 2, "flow_logs": [], "left": [["eni-a", "vpc-1", 3]]}, "no stack from 1 to 2"),
        ({"opened": 2, "flow_logs": [["eni-a", 1]]}, "a part of it has not the form"),
        ({"opened": 2, "flow_logs": {"eni-a": 1}}, "a part of it has not the form"),
        ({"flow_logs": []}, "'opened' is missing"),
    ],
)
def test_a_record_gone_wrong_is_refused(row, fault):
    """A merge can put a flow log into two stacks; taking one of them would move it."""
    text = json.dumps({"version": 1, "targets": [], "stacks": [{"account": KEY[0], "region": KEY[1], **row}]})
    with pytest.raises(InventoryError, match=fault):
        from_text(text, "x")


def _selected(path, numbers):
    path.write_text(f"{HEAD}flow_logs: [{{name: a, select: [{', '.join(f'eni-{i:017x}' for i in numbers)}]}}]\n")


def _source_stacks(path):
    return {id_: number for (id_, _), number in read_inventory(path).assigned[KEY].stacks.items()}


def test_two_recordings_before_one_deployment_move_nothing(tmp_path):
    """Twenty leave while twenty come, and are back before anybody deployed: they are where they are deployed."""
    file, where = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    away, new = {*range(100, 120)}, {*range(5000, 5020)}
    _selected(file, range(1200))
    _run("plan", "--record", "--file", file)
    deployed = _source_stacks(where)
    _selected(file, sorted({*range(1200), *new} - away))
    assert "no longer recorded" not in _run("plan", "--record", "--file", file).stderr
    _selected(file, [*range(1200), *sorted(new)])
    assert _run("check", "--file", file).exit_code == 0
    assert _run("plan", "--record", "--file", file).exit_code == 0
    assert deployed.items() <= _source_stacks(where).items()


def test_what_has_to_be_forgotten_is_said(tmp_path):
    """Where as many come as left, and there is room nowhere else."""
    file = tmp_path / "flowlogs.yaml"
    _selected(file, range(460 + 474))
    _run("plan", "--record", "--file", file)
    _selected(file, range(100, 460 + 474 + 30))
    said = _run("plan", "--record", "--file", file).stderr
    assert "111122223333, eu-west-1: what is new takes the room" in said
    assert "so the stack of 30 that left is no longer recorded. Deploy before" in said


def _entries(path, ids, groups):
    text = f"  - {{name: a, select: [{', '.join(ids)}]}}\n"
    text += "".join(f"  - {{name: g{i}, select: eni-{9000 + i:017x}, log_group: g{i}}}\n" for i in range(groups))
    path.write_text(f"{HEAD}flow_logs:\n{text}")


@pytest.mark.parametrize("groups", [12, 18])
def test_what_left_one_stack_can_come_back_where_others_came_between(tmp_path, groups):
    """A new destination takes the room of many flow logs: what has no room any more is forgotten, and that is said."""
    file, ids = tmp_path / "flowlogs.yaml", [f"eni-{i:017x}" for i in range(250)]
    _entries(file, ids, 0)
    _run("plan", "--record", "--file", file)
    _entries(file, ids[:1], groups)
    assert "what is new takes the room of what left" in _run("plan", "--record", "--file", file).stderr
    _entries(file, ids, groups)
    ran = _run("plan", "--record", "--file", file)
    assert ran.exit_code == 0, ran.stderr


def test_what_left_survives_writing_and_reading():
    """Beside the planned ones, in rows alike."""
    one = Assignment(3, {("eni-b", "vpc-1"): 1}, {("eni-a", "vpc-1"): 3})
    text = to_text(_account(range(2), assigned={KEY: one}))
    assert from_text(text, "x").assigned == {KEY: one}
    assert '["eni-b", "vpc-1", 1]\n], "left": [\n["eni-a", "vpc-1", 3]\n]' in text

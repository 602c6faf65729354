"""Which stack each flow log is in is written into the inventory by ``flowlog plan --record``."""

import json

import pytest
from click.testing import CliRunner
from many_interfaces import FULL, KEY, account, eni

from flowlog_config.cli import main
from flowlog_config.inventory import Assignment, Inventory, read_inventory, write_inventory

HEAD = (
    "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    "targets: [{account: '111122223333', region: eu-west-1}]\n"
)


def _write(path, numbers):
    path.write_text(f"{HEAD}flow_logs: [{{name: a, select: [{', '.join(map(eni, numbers))}]}}]\n")


def _run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_check_refuses_until_it_is_recorded_and_then_the_plan_says_the_stacks(tmp_path):
    """The error names the command, the command writes the file, and the same check passes."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, range(600))
    refused = _run("check", "--file", file)
    assert refused.exit_code == 1
    assert f"use: flowlog plan --record --file {file}; where" in refused.output
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
    _write(file, range(600))
    _run("plan", "--record", "--file", file)
    before = inventory.read_bytes()
    assert _run("plan", "--record", "--file", file).exit_code == 0
    assert inventory.read_bytes() == before


def test_recording_keeps_what_was_discovered(tmp_path):
    """It is the same file."""
    file, where = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    _write(file, range(3))
    write_inventory(account(range(3)), where)
    assert _run("plan", "--record", "--file", file).exit_code == 0
    after = read_inventory(where)
    assert after.targets == account(range(3)).targets
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
    _write(file, range(3))
    file.write_text(file.read_text() + "inventory: missing/there.json\n")
    done = _run("plan", "--record", "--file", file)
    assert done.exit_code == 1
    assert "missing" in done.output
    assert "Traceback" not in done.output


def test_recording_a_second_stack_says_what_is_not_known(tmp_path):
    """Packed from nothing, flow logs of a deployed stack could move; of a first deployment none can."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, range(600))
    assert (
        f"use: flowlog plan --record --file {file}; where one stack is deployed already, first"
        in _run("check", "--file", file).output
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
    _write(file, range(3))
    write_inventory(Inventory({}, assigned={("444455556666", "eu-west-1"): other}), where)
    assert _run("plan", "--record", "--file", file).exit_code == 0
    after = read_inventory(where).assigned
    assert after["444455556666", "eu-west-1"] == other
    assert len(after[KEY].stacks) == 3


def _source_stacks(path):
    return {id_: number for (id_, _), number in read_inventory(path).assigned[KEY].stacks.items()}


def test_two_recordings_before_one_deployment_move_nothing(tmp_path):
    """Twenty leave while twenty come, and are back before anybody deployed: they are where they are deployed."""
    file, where = tmp_path / "flowlogs.yaml", tmp_path / "flowlogs.inventory.json"
    away, new = {*range(100, 120)}, {*range(5000, 5020)}
    _write(file, range(1200))
    _run("plan", "--record", "--file", file)
    deployed = _source_stacks(where)
    _write(file, sorted({*range(1200), *new} - away))
    assert "no longer recorded" not in _run("plan", "--record", "--file", file).stderr
    _write(file, [*range(1200), *sorted(new)])
    assert _run("check", "--file", file).exit_code == 0
    assert _run("plan", "--record", "--file", file).exit_code == 0
    assert deployed.items() <= _source_stacks(where).items()


def test_what_has_to_be_forgotten_is_said(tmp_path):
    """Where as many come as left, and there is room nowhere else."""
    file = tmp_path / "flowlogs.yaml"
    _write(file, range(FULL + FULL + 14))
    _run("plan", "--record", "--file", file)
    _write(file, range(100, FULL + FULL + 14 + 30))
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
    file, ids = tmp_path / "flowlogs.yaml", [eni(i) for i in range(250)]
    _entries(file, ids, 0)
    _run("plan", "--record", "--file", file)
    _entries(file, ids[:1], groups)
    assert "what is new takes the room of what left" in _run("plan", "--record", "--file", file).stderr
    _entries(file, ids, groups)
    ran = _run("plan", "--record", "--file", file)
    assert ran.exit_code == 0, ran.stderr

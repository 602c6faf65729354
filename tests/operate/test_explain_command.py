"""`flowlog explain` from the outside."""

import json

import pytest
from click.testing import CliRunner
from small_network import HEAD, NAT_INTERFACE, WEB, everything, interface, inventory

from flowlog_config.inventory.file import write_inventory
from flowlog_config.operate.explain_command import explain

FILE = HEAD + "flow_logs:\n  - name: edge\n    select: edge\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in a folder with a file and its inventory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowlogs.yaml").write_text(FILE)
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    return lambda *arguments: CliRunner().invoke(explain, arguments, catch_exceptions=False)


def test_says_what_it_is_and_why_it_is_logged_with_the_line(run):
    """An address is enough to ask."""
    ran = run("198.51.100.8")
    assert ran.exit_code == 0
    assert f"{NAT_INTERFACE}: network-interface, nat-gateway of nat-" in ran.stdout
    assert '  logged\n  edge: yes, ALL traffic\n    flowlogs.yaml:6: it is selected by "edge"' in ran.stdout


def test_says_why_it_is_not_logged(run):
    """That is an answer, too, so it exits with 0."""
    ran = run(WEB)
    assert ran.exit_code == 0
    assert "not logged" in ran.stdout
    assert "flowlogs.yaml:6:" in ran.stdout


def test_json_has_the_reasons_with_file_and_line(run):
    """For programs."""
    (one,) = json.loads(run(NAT_INTERFACE, "--json").stdout)["resources"]
    assert one["logged"] is True
    assert one["resource"]["service"].startswith("nat-")
    (entry,) = one["entries"]
    assert entry["scope"] == "itself"
    assert entry["reasons"][0]["line"] == 6
    assert entry["reasons"][0]["path"] == "flow_logs[0].select"


def test_coverage_adds_up(run):
    """In the table and in JSON."""
    rows = json.loads(run("--all", "--json").stdout)["coverage"]
    assert sum(row["covered"] + row["doubly"] + row["uncovered"] for row in rows) == 7
    assert "logged twice" in run("--all").stdout


def test_an_unknown_resource_exits_with_1_and_says_what_could_not_be_read(run, tmp_path):
    """It may be among that."""
    write_inventory(inventory(not_read=("ec2:DescribeVpcs: it is denied",)), tmp_path / "flowlogs.inventory.json")
    ran = run("eni-0ffffffffffffffff")
    assert ran.exit_code == 1
    assert "flowlog discover" in ran.stderr
    assert "ec2:DescribeVpcs: it is denied" in ran.stderr
    assert json.loads(run("nothing", "--json").stdout)["ok"] is False


def test_without_an_inventory_says_how_to_make_one(run, tmp_path):
    """Nothing is explained from nothing."""
    (tmp_path / "flowlogs.inventory.json").unlink()
    ran = run(WEB)
    assert ran.exit_code == 1
    assert "flowlog discover" in ran.stderr


def test_a_wrong_file_is_reported_with_its_problems(run, tmp_path):
    """As flowlog check does, in both outputs."""
    (tmp_path / "flowlogs.yaml").write_text(FILE.replace("select: edge", "select: egde"))
    ran = run(WEB)
    assert ran.exit_code == 1
    assert "FL318" in ran.stderr
    assert json.loads(run(WEB, "--json").stdout)["problems"][0]["id"] == "FL318"


def test_a_tag_cannot_look_like_a_line_of_ours(run, tmp_path):
    """A Name with a line break stays on its line."""
    evil = interface("eni-0000000000000000f", "instance", tags={"Name": "a\n  logged\r"}, addresses=("10.9.9.9",))
    write_inventory(inventory([*everything(), evil]), tmp_path / "flowlogs.inventory.json")
    said = run("10.9.9.9").stdout.splitlines()
    assert said[0].startswith('eni-0000000000000000f "a\\u000a  logged\\u000d": network-interface')
    assert "  logged" not in said


def test_two_wishes_at_once_are_told_apart_from_none(run):
    """A resource, or all of them."""
    both, none = run(WEB, "--all"), run()
    assert (both.exit_code, none.exit_code) == (2, 2)
    assert "not both" in both.stderr
    assert "say which resource, such as" in none.stderr


def test_a_tag_cannot_steer_the_terminal(run, tmp_path):
    """Names are written by anyone."""
    evil = interface("eni-0000000000000000f", "instance", tags={"Name": "a\x1b[2Jb"}, addresses=("10.9.9.9",))
    write_inventory(inventory([*everything(), evil]), tmp_path / "flowlogs.inventory.json")
    assert "\x1b" not in run("10.9.9.9").stdout

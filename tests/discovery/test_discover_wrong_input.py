"""`flowlog discover` with a file, options or an inventory that are wrong: what is refused, and what does not matter."""

import json

import pytest
from click.testing import CliRunner
from fake_accounts import FILE
from fake_aws import vpc

from flowlog_config.discovery.commands import discover
from flowlog_config.operate.permissions_command import permissions


def test_a_file_that_cannot_be_written_is_said(accounts, tmp_path):
    """With what to do."""
    (tmp_path / "file").write_text("no folder")
    ran = accounts.discover("--output", str(tmp_path / "file" / "inventory.json"))
    assert ran.exit_code == 1
    assert "Name another file with --output" in ran.stderr


def test_a_folder_that_is_not_there_is_said_before_anything_is_read(accounts, tmp_path):
    """Wherever it was named."""
    accounts.file.write_text(f"{FILE}inventory: other/inventory.json\n")
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert f"there is no folder {tmp_path / 'other'} for " in ran.stderr
    assert accounts.asked_with == []
    (tmp_path / "other").mkdir()
    assert accounts.discover().exit_code == 0


def test_a_damaged_inventory_is_not_overwritten(accounts):
    """It may hold parts that cannot be read again."""
    accounts.inventory.write_text("{")
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert "It is not overwritten. Use git checkout -- " in ran.stderr
    assert f"then flowlog discover --file {accounts.file}" in ran.stderr
    assert accounts.inventory.read_text() == "{"


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "flow_logs: nonsense\n",
        "version: 7\nflow_logs:\n  - {name: a, select: no-such-selector}\n",
        "colour: blue\n",
        "tags: {a: x, a: y}\n",
    ],
)
def test_other_mistakes_in_the_file_do_not_matter(rest, accounts):
    """Selectors are often written after the discovery."""
    accounts.file.write_text(FILE + rest)
    assert accounts.discover().exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flow_logs: []\n", "targets"),
        ("targets: []\n", "targets"),
        ("targets:\n  - {account: 012345670123, region: eu-west-1}\n", "FL103"),
        ('targets:\n  - {account: "111122223333", account: "444455556666", region: eu-west-1}\n', "FL102"),
        ('targets:\n  - {account: "111122223333", region: eu-west-1a}\n', "FL208"),
        ("targets: [", "FL101"),
    ],
)
def test_unusable_targets_are_reported_with_their_place(text, said, accounts):
    """As flowlog check does."""
    accounts.file.write_text(text)
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert said in ran.stderr
    assert "flowlogs.yaml:" in ran.stderr
    assert json.loads(accounts.discover("--json").stdout)["ok"] is False


def test_an_unknown_target_is_said_with_those_there_are(accounts):
    """Nothing is read."""
    ran = accounts.discover("--target", "prodcution")
    assert ran.exit_code == 1
    assert "there are: production, network" in ran.stderr
    assert accounts.asked_with == []


def test_role_profile_and_external_id_reach_the_sessions(accounts):
    """And the external id is never printed."""
    ran = accounts.discover("--role-name", "reader", "--external-id", "hush-hush", "--profile", "audit")
    assert accounts.asked_with == [{"profile": "audit", "role": "reader", "external_id": "hush-hush"}]
    assert "hush-hush" not in ran.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--role-name", "no spaces"],
        ["--role-name", "arn:aws:iam::1234:role/x"],
        ["--role-name", "arn:aws:iam::{region}:role/x"],
        ["--external-id", "only-this"],
        ["--role-name", "reader", "--external-id", "x"],
    ],
)
def test_wrong_usage_is_refused_before_anything_is_read(arguments, accounts):
    """With exit code 2."""
    assert accounts.discover(*arguments).exit_code == 2
    assert accounts.asked_with == []


def test_tags_cannot_steer_the_terminal(accounts):
    """Whoever tags a resource does not write on a reviewer's screen."""
    accounts.discover()
    accounts.has(vpc(1), vpc(2, Tags=[{"Key": "Name", "Value": "\x1b[2Jgone\u202e\nis up to date"}]))
    said = accounts.discover().stdout
    assert "\x1b" not in said
    assert "\nis up to date" not in said
    assert "\u202e" not in said
    assert "gone" in said


@pytest.mark.parametrize("command", [discover, permissions])
def test_help_has_an_example(command):
    """What to type."""
    assert f"flowlog {command.name}" in CliRunner().invoke(command, ["--help"]).output

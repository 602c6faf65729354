"""What docs/operations.md shows is what the commands say of the sample network."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from flowlog_config.cli import main
from flowlog_config.schema import commands

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
FILE = re.search(r"```yaml\n(version: 1\n.*?)```", PAGE, re.DOTALL)[1]
LESS = FILE.replace("    traffic_type: REJECT\n", "")
DROPPED = LESS.replace("flow_logs:", "overlap: drop\nflow_logs:")
SHOWN = re.findall(r"```\n\$ flowlog (.*)\n((?:.*\n)*?)```", PAGE)


def _shown(command, number=0):
    return [output.splitlines() for given, output in SHOWN if given == command][number]


@pytest.mark.parametrize(
    ("text", "command", "number"),
    [
        (FILE, "explain 198.51.100.10", 0),
        (FILE, "explain 10.20.144.6", 0),
        (FILE, "explain --all", 0),
        (FILE, "explain 10.30.128.5", 0),
        (LESS, "check", 0),
        (DROPPED, "explain 10.30.128.5", 1),
    ],
)
def test_the_page_shows_what_is_said(text, command, number, tmp_path, monkeypatch):
    """Of the page's file, as it is changed from example to example."""
    monkeypatch.chdir(tmp_path)
    Path("flowlogs.yaml").write_text(text, encoding="utf-8")
    shutil.copy(PROJECT / "flowlogs.inventory.json", tmp_path)
    output = CliRunner().invoke(main, shlex.split(command)).output
    assert [line.rstrip() for line in output.splitlines()] == _shown(command, number)


def test_the_page_shows_what_init_says(tmp_path, monkeypatch):
    """An inventory stands for the account, and the folder for the project's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "_PROJECT", tmp_path)
    command = "init --endpoint https://flowlogs.example.com/ --cluster-name production"
    inventory = ["--inventory", str(PROJECT / "flowlogs.inventory.json")]
    assert CliRunner().invoke(main, [*shlex.split(command), *inventory]).output.splitlines() == _shown(command)

"""What holds for every command: how it ends when nobody wants its output, or somebody has had enough."""

import json
import os
import subprocess
import sys
from errno import EACCES
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flowlog_config.cli import main

COMMAND = Path(sys.executable).with_name("flowlog")
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the disk that is always full is Linux's")
@pytest.mark.parametrize("arguments", [("plan",), ("plan", "--json"), ("check",), ("formats",), ("schema",)])
def test_a_full_disk_is_told_as_such(arguments):
    """It is not our fault, and not the file's: the output could not be written."""
    with Path("/dev/full").open("w") as full:
        command = [COMMAND, *arguments]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 1
    assert done.stderr.endswith("flowlog: what it says could not be written: No space left on device\n")
    assert "our fault" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "plan",
        "plan --record",
        "helm",
        "discover",
        "diff",
        "drift",
        "explain --all",
        "query top-bytes",
        "cost",
        "adopt",
        "permissions --for s3",
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_of_the_file(command, tmp_path, monkeypatch):
    """With the id and the exit code it has for `cdk`, not as wrong usage of the command."""
    path, read_text = tmp_path / "flowlogs.yaml", Path.read_text

    def read(one, *arguments, **options):
        if one == path:
            raise PermissionError(EACCES, "Permission denied", str(path))
        return read_text(one, *arguments, **options)

    monkeypatch.setattr(Path, "read_text", read)
    monkeypatch.setattr(os, "access", lambda one, *_, **__: Path(one) != path)
    path.write_text("version: 1\n")
    ran = CliRunner().invoke(main, [*command.split(), "--file", str(path)])
    assert ran.exit_code == 1
    assert "error FL100" in ran.stderr
    assert "cannot be read: Permission denied" in ran.stderr


@pytest.mark.parametrize(
    "command", ["check", "plan", "plan --record", "helm", "discover", "diff", "drift", "cost", "adopt"]
)
def test_a_broken_file_is_told_in_json_and_nowhere_else(command, tmp_path):
    """A program reads one stream."""
    path = tmp_path / "flowlogs.yaml"
    path.write_text("targets: 7\n")
    ran = CliRunner().invoke(main, [*command.split(), "--json", "--file", str(path)])
    assert (ran.exit_code, ran.stderr) == (1, "")
    data = json.loads(ran.stdout)
    assert data["ok"] is False
    assert {row["id"] for row in data["problems"]} >= {"FL203"}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_an_interrupt_ends_with_130(stop, monkeypatch):
    """Ctrl-C is no problem of the file, which exit code 1 would say."""

    def interrupted(*_, **__):
        raise stop

    monkeypatch.setattr("flowlog_config.plan.commands.planned_or_exit", interrupted)
    ran = CliRunner().invoke(main, ["plan"])
    assert ran.exit_code == 130
    assert ran.stderr == "\nStopped.\n"

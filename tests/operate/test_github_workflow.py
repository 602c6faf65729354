"""The GitHub Actions workflow among the examples: right YAML, pinned, without secrets, and every command exists."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from flowlog_config.cli import main

FILE = Path(__file__).parents[2] / "examples/github-actions/flowlog.yml"
WORKFLOW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
COMMANDS = [
    line.partition("flowlog ")[2].split(">")[0].split("||")[0].strip()
    for step in STEPS
    for line in step.get("run", "").splitlines()
    if "flowlog " in line
]


def test_checks_pull_requests_and_looks_for_drift_on_a_schedule():
    """YAML reads the key ``on`` as true."""
    assert {"pull_request", "schedule"} <= set(WORKFLOW[True])
    runs = {name: " ".join(step.get("run", "") for step in job["steps"]) for name, job in WORKFLOW["jobs"].items()}
    assert "flowlog check" in runs["check"]
    assert "flowlog diff --from-git HEAD^ --check" in runs["check"]
    assert "flowlog drift" in runs["drift"]
    assert "pull_request" in WORKFLOW["jobs"]["check"]["if"]


def test_every_action_is_pinned_to_a_major_version():
    """No branch, and none without a version."""
    uses = [step["uses"] for step in STEPS if "uses" in step]
    assert uses
    assert [one for one in uses if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", one)] == []


def test_has_no_secret_and_the_least_permissions():
    """OpenID Connect signs in; only drift may ask for a token, and pull requests never sign in."""
    text = FILE.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert not re.search(r"AKIA|aws[-_]secret|aws[-_]access[-_]key", text, re.IGNORECASE)
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "permissions" not in WORKFLOW["jobs"]["check"]
    assert WORKFLOW["jobs"]["drift"]["permissions"] == {"contents": "read", "id-token": "write"}
    assert not [step for step in WORKFLOW["jobs"]["check"]["steps"] if "aws" in step.get("uses", "")]


def test_nothing_of_a_pull_request_is_put_into_a_shell():
    """A title or branch name would be run as a command."""
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line):
    """``--help`` comes last, so every option before it is read."""
    ran = CliRunner().invoke(main, [*shlex.split(line), "--help"])
    assert ran.exit_code == 0, ran.output
    name, *options = shlex.split(line)
    command = main.get_command(click.Context(main), name)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {option for option in options if option.startswith("-")} <= known


def test_finds_the_commands_of_the_workflow():
    """Else the test above would have nothing to run."""
    assert {line.split()[0] for line in COMMANDS} == {"check", "plan", "diff", "drift"}

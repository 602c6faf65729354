"""``flowlog check`` as a user runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from flowlog_config.cli import main

SMALLEST = (Path(__file__).parents[2] / "examples/smallest.yaml").read_text(encoding="utf-8")


def _check(tmp_path, text, *options):
    (tmp_path / "flowlogs.yaml").write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", "--file", str(tmp_path / "flowlogs.yaml"), *options])


def test_a_right_file_is_summed_up(tmp_path):
    """Exit code 0 and one line."""
    result = _check(tmp_path, SMALLEST)
    says = "The file is right: 2 flow logs into 2 log groups and 2 streams, 1 stack; about 115 to 399 bytes a record.\n"
    assert (result.exit_code, result.stdout) == (0, says)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_the_aggregator_would_evaluate_is_found_here(tmp_path, options):
    """The aggregator's own rules are the file's rules, with the place in the file."""
    result = _check(tmp_path, SMALLEST.replace("production", '"a{{ b }}"'), *options)
    assert result.exit_code == 1
    assert "FL214" in result.output
    if options:
        assert json.loads(result.stdout)["problems"][0]["line"] == 4


def test_strict_fails_on_warnings(tmp_path):
    """A warning is fine unless asked otherwise."""
    twice = SMALLEST.replace("[vpc-0ed6e0000000000a1,", "[vpc-0ed6e0000000000a1, vpc-0ed6e0000000000a1,")
    assert _check(tmp_path, twice).exit_code == 0
    assert _check(tmp_path, twice, "--strict").exit_code == 1


def test_a_fault_of_ours_exits_with_2(tmp_path, monkeypatch):
    """A crash is not the user's mistake, and says how to report it."""
    monkeypatch.setattr("flowlog_config.operate.check_command.values", lambda _: 1 / 0)
    result = _check(tmp_path, SMALLEST)
    assert result.exit_code == 2
    assert "FLOWLOG_TRACEBACK" in result.output

"""A file with `organization` and no targets: every command takes it, or says what it does not see."""

import json

import pytest
from click.testing import CliRunner
from organization_section import organization
from small_network import HEAD, VPC

from flowlog_config.cli import main

AGGREGATOR = HEAD[: HEAD.index("targets")]
TARGETS = HEAD[HEAD.index("targets") :] + f"flow_logs: [{{name: a, select: {VPC}}}]\n"
ORGANIZATION = organization("[{name: vpcs, every: vpc}, {name: gateways, every: transit-gateway}]")
LOOKING = [
    ["cost"],
    ["drift"],
    ["explain", "--all"],
    ["adopt"],
    ["query", "top-bytes", "--print"],
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on a file in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run_on(text, *arguments):
        (tmp_path / "flowlogs.yaml").write_text(text)
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run_on


def test_the_summary_counts_what_there_is(run):
    """No flow logs into nothing."""
    says = "The file is right: a stack set of 2 rules for whole accounts, 2 stacks; about 115 to 399 bytes a record.\n"
    assert run(AGGREGATOR + ORGANIZATION, "check", "--strict").stdout == says
    assert run(AGGREGATOR + ORGANIZATION, "plan").stdout.startswith(says)


def test_the_summary_counts_both(run):
    """Bytes are those of all records."""
    says = (
        "The file is right: 1 flow log into 1 log group and 1 stream, 1 stack; and a stack set of 2 rules for whole accounts, with "
        "2 stacks more; about 115 to 399 bytes a record.\n"
    )
    assert run(AGGREGATOR + TARGETS + ORGANIZATION, "check").stdout == says


def test_the_aggregator_gets_its_values(run):
    """The keys of the receivers, and no other."""
    ran = run(AGGREGATOR + ORGANIZATION, "helm")
    assert ran.exit_code == 0
    assert ran.stdout.count('- "${FLOWLOG_ACCESS_KEY_') == 1


def test_the_aggregator_is_sized_for_the_records_of_accounts(run):
    """Their bytes count, too: 1,000 records of 115 bytes and of 399."""
    vector = AGGREGATOR.replace("production", "production, dialect: vector, expected_records_per_second: 1000")
    ran = run(vector + ORGANIZATION, "helm")
    assert ran.exit_code == 0
    assert "up to 0.4 MB/s" in ran.stderr


def test_nothing_is_recorded(run, tmp_path):
    """An inventory without targets says nothing."""
    ran = run(AGGREGATOR + ORGANIZATION, "plan", "--record")
    assert ran.exit_code == 0
    assert "Nothing to record: flowlogs.yaml has no targets" in ran.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["flowlogs.yaml"]


@pytest.mark.parametrize("arguments", LOOKING, ids=" ".join)
def test_what_looks_at_targets_only_refuses(run, arguments):
    """To find nothing where nothing was looked at would be a false comfort."""
    ran = run(AGGREGATOR + ORGANIZATION, *arguments)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "flowlogs.yaml has no targets" in ran.stderr
    assert "docs/organization.md" in ran.stderr


def test_a_program_is_told_too(run):
    """As JSON on standard output."""
    ran = run(AGGREGATOR + ORGANIZATION, "drift", "--json")
    assert json.loads(ran.stdout)["ok"] is False


def test_what_is_not_looked_at_is_said_beside_targets(run):
    """The targets are looked at; the rest needs another look."""
    ran = run(AGGREGATOR + TARGETS + ORGANIZATION, "explain", "--all")
    assert "looks at targets only" in ran.stderr


def test_targets_that_are_gone_are_still_compared(run, tmp_path):
    """Their stacks would stay, and nobody would be told."""
    (tmp_path / "old.yaml").write_text(AGGREGATOR + TARGETS)
    ran = run(AGGREGATOR + ORGANIZATION, "diff", "--from", "old.yaml")
    assert ran.exit_code == 0
    assert VPC in ran.stdout


def test_a_discovery_has_nothing_to_do(run):
    """An organization needs no inventory."""
    ran = run(AGGREGATOR + ORGANIZATION, "discover")
    assert ran.exit_code == 1
    assert "flowlogs.yaml:3:1" in ran.stderr
    assert "nothing to discover" in ran.stderr


@pytest.mark.parametrize("more", [ORGANIZATION, TARGETS + ORGANIZATION], ids=["alone", "beside targets"])
def test_the_demo_cannot_play_one(run, more):
    """Said before anything is started."""
    ran = run(AGGREGATOR + more, "local", "demo")
    assert ran.exit_code == 1
    assert "organization" in ran.stderr
    assert ran.stdout == ""

"""`flowlog drift` from the outside."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from entered import enter
from fake_account import EDGE, Account
from small_network import HEAD, REGIONAL, inventory

from flowlog_config.discovery import sessions
from flowlog_config.inventory.file import write_inventory
from flowlog_config.operate import drift_command
from flowlog_config.operate.drift.finding import HEADINGS, Kind


@pytest.fixture
def account(tmp_path, monkeypatch):
    """An account as its file wants it; ``run`` runs the command on it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowlogs.yaml").write_text(HEAD + EDGE)
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    made = Account()
    enter(monkeypatch, made)
    made.run = lambda *arguments: CliRunner().invoke(drift_command.drift, arguments, catch_exceptions=False)
    return made


def test_no_difference_exits_with_0(account):
    """And says that it looked."""
    ran = account.run()
    assert ran.exit_code == 0, ran.output
    assert "no difference" in ran.stdout


def test_a_difference_exits_with_1_and_says_what_to_do(account):
    """Under a heading that says what sort it is."""
    account.flow_logs.remove(account.logs(REGIONAL))
    ran = account.run()
    assert ran.exit_code == 1
    assert "Flow logs that are planned and not there: 1 (missing)" in ran.stdout
    assert f'{REGIONAL}: no flow log of "edge" on it' in ran.stdout
    assert "do: npx cdk deploy" in ran.stdout


def test_what_to_do_names_the_file(account, tmp_path):
    """Run literally, the command would deploy another one; also for a program."""
    (tmp_path / "flowlogs.yaml").rename(tmp_path / "cur.yaml")
    (tmp_path / "flowlogs.inventory.json").rename(tmp_path / "cur.inventory.json")
    account.flow_logs.remove(account.logs(REGIONAL))
    command = f"npx cdk deploy --all --revert-drift -c file={tmp_path}/cur.yaml brings it back"
    assert f"do: {command}" in account.run("--file", "cur.yaml").stdout
    (target,) = json.loads(account.run("--file", "cur.yaml", "--json").stdout)["targets"]
    assert target["findings"][0]["use"].startswith(command)


def test_json_has_every_difference(account):
    """With stable kinds for programs."""
    account.flow_logs.clear()
    ran = account.run("--json")
    assert ran.exit_code == 1
    data = json.loads(ran.stdout)
    assert data["ok"] is False
    (target,) = data["targets"]
    assert {row["kind"] for row in target["findings"]} == {"missing"}
    assert {row["subject"] for row in target["findings"]} == {
        log.source.id for log in account.plan.targets[0].flow_logs
    }


def test_what_is_denied_exits_with_1_and_names_the_policy(account):
    """Never "no drift"."""
    account.refuses = {"describe_flow_logs"}
    ran = account.run()
    assert ran.exit_code == 1
    assert "not looked at: ec2:DescribeFlowLogs: it is denied" in ran.stdout
    assert "no difference in what could be looked at" in ran.stdout
    assert "flowlog permissions --for drift" in ran.stderr
    assert json.loads(account.run("--json").stdout)["ok"] is False


def test_does_not_speak_of_differences_when_nobody_could_be_asked(account, monkeypatch):
    """Without credentials there is nothing to compare, and no policy that would help."""

    def refused(_):
        raise sessions.SessionError("there are no AWS credentials")

    monkeypatch.setattr(sessions, "Sessions", lambda **_: refused)
    ran = account.run()
    assert ran.exit_code == 1
    assert "not looked at: there are no AWS credentials" in ran.stdout
    assert "difference" not in ran.stdout
    assert ran.stdout.endswith("Nothing could be looked at\n")
    assert "permissions" not in ran.stderr


def test_an_accepted_kind_exits_with_0(account):
    """It is counted as a note."""
    account.others_log(REGIONAL)
    assert account.run().exit_code == 1
    ran = account.run("--ignore", "by-others")
    assert ran.exit_code == 0
    assert "1 of by-others ignored" in ran.stdout


def test_passes_on_how_to_enter(account):
    """As flowlog discover does; the external id is shown nowhere."""
    ran = account.run("--role-name", "reader", "--external-id", "EXAMPLE-ID", "--profile", "p")
    assert account.entered_with == [{"profile": "p", "role": "reader", "external_id": "EXAMPLE-ID"}]
    assert "EXAMPLE-ID" not in ran.output


@pytest.mark.parametrize(
    "arguments", [["--external-id", "x1"], ["--role-name", "a b"], ["--filter-slots", "0"], ["--ignore", "nothing"]]
)
def test_refuses_wrong_options(account, arguments):
    """Before anything is asked."""
    assert account.run(*arguments).exit_code == 2
    assert account.asked == []


def test_an_unknown_target_names_the_known(account):
    """Exit code 1: the input is wrong."""
    ran = account.run("--target", "nowhere")
    assert ran.exit_code == 1
    assert "there are: 111122223333-eu-west-1" in ran.stderr


def test_a_wrong_file_is_reported(account, tmp_path):
    """As flowlog check does."""
    (tmp_path / "flowlogs.yaml").write_text("version: 2")
    ran = account.run()
    assert ran.exit_code == 1
    assert "flowlogs.yaml:" in ran.stderr
    assert json.loads(account.run("--json").stdout)["problems"]


def test_a_long_list_is_cut_for_people(account, tmp_path):
    """Ten of a sort, and a count."""
    many = "\n".join(f"  - {{name: e{i}, select: vpc-{i:017x}}}" for i in range(16, 31))
    (tmp_path / "flowlogs.yaml").write_text(f"{HEAD}flow_logs:\n{many}\n")
    (tmp_path / "flowlogs.inventory.json").unlink()
    said = account.run().stdout
    assert "… and 5 more; --json lists them" in said


def test_every_kind_has_a_heading():
    """What is found is told."""
    assert set(HEADINGS) == set(Kind)


def test_help_does_not_pay_for_boto3():
    """Every command is quick to ask."""
    code = (
        "import sys; from flowlog_config.operate import drift_command, init_command; sys.exit('boto3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - this interpreter

"""`flowlog adopt` as its user runs it: what it writes, what it says, and what it does with wrong input."""

import json

import pytest
from click.testing import CliRunner
from fake_leftovers import FILE, STACK, Leftovers
from small_network import HEAD, inventory

from flowlog_config.discovery import sessions
from flowlog_config.inventory.file import write_inventory
from flowlog_config.operate.adopt import calls
from flowlog_config.operate.adopt_command import adopt
from flowlog_config.operate.permissions_command import permissions
from flowlog_config.schema import commands


@pytest.fixture
def account(tmp_path, monkeypatch):
    """The project's folder with a file and its inventory, and an account with what its stack left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "_PROJECT", tmp_path)
    (tmp_path / "flowlogs.yaml").write_text(HEAD + FILE)
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    account = Leftovers()
    monkeypatch.setattr(sessions.Sessions, "__call__", lambda _self, _target: account)
    return account


def run(*arguments, code=0):
    """Run the command."""
    ran = CliRunner().invoke(adopt, arguments, catch_exceptions=False)
    assert ran.exit_code == code, ran.output
    return ran


def test_writes_the_mapping_and_says_what_to_run(account, tmp_path):
    """First the import, then the deployment; both with the file, and nothing else is written."""
    before = set(tmp_path.iterdir())
    lines = run().stdout.splitlines()
    file = tmp_path / f"{STACK}.import.json"
    assert set(tmp_path.iterdir()) - before == {file}
    assert json.loads(file.read_text())["AccessKeySecret"] == {"Id": account.secrets[0]["ARN"]}
    assert lines[-3:-1] == [
        f"  npx cdk import {STACK} --resource-mapping {file.name}",
        f"  npx cdk deploy {STACK}",
    ]


def test_the_commands_name_another_file_and_profile(tmp_path, account):
    """As the CDK takes them."""
    del account
    (tmp_path / "my logs.yaml").write_text((tmp_path / "flowlogs.yaml").read_text())
    write_inventory(inventory(), tmp_path / "my logs.inventory.json")
    said = run("--file", "my logs.yaml", "--profile", "network", "--json").stdout
    _, deploy = json.loads(said)["commands"]
    assert deploy == f"npx cdk deploy {STACK} -c 'file=my logs.yaml' --profile network"


def test_what_cdk_is_given_is_right_in_the_project_s_folder(tmp_path, account, monkeypatch):
    """The CDK runs there, wherever this command did."""
    del account
    monkeypatch.setattr(commands, "_PROJECT", tmp_path / "project")
    first, deploy = json.loads(run("--json").stdout)["commands"]
    assert first.startswith(f"npx cdk import {STACK} --resource-mapping {tmp_path}/{STACK}.import.json -c ")
    assert deploy == f"npx cdk deploy {STACK} -c file={tmp_path}/flowlogs.yaml"


def test_json_has_everything(account, tmp_path):
    """Also where the mapping is."""
    theirs = account.keep_group("ErrorLogGroup", "theirs", name="")
    data = json.loads(run("--json", "--output", str(tmp_path)).stdout)
    ((stack,),) = [target["stacks"] for target in data["targets"]]
    assert data["ok"] is True
    assert data["files"] == [str(tmp_path / f"{STACK}.import.json")]
    assert stack["mapping"] == json.loads((tmp_path / f"{STACK}.import.json").read_text())
    assert [(one["why"], one["name"]) for one in stack["left"]] == [("not-ours", theirs)]


def test_what_to_do_names_the_file(account, tmp_path):
    """Run literally, the command would look at another one; also for a program."""
    (tmp_path / "flowlogs.yaml").rename(tmp_path / "cur.yaml")
    (tmp_path / "flowlogs.inventory.json").rename(tmp_path / "cur.inventory.json")
    secret = account.secrets[0]
    secret["DeletedDate"] = secret["CreatedDate"]
    again = "and run flowlog adopt --file cur.yaml again"
    said = run("--file", "cur.yaml").stdout
    assert again in said
    assert "To have back what cannot be imported, do as said above in place of this" in said
    (target,) = json.loads(run("--file", "cur.yaml", "--json").stdout)["targets"]
    assert [again in one["use"] for stack in target["stacks"] for one in stack["left"]] == [True]


def test_nothing_to_adopt_is_fine_and_writes_nothing(account, tmp_path):
    """As on the first deployment."""
    account.groups, account.secrets, account.buckets = [], [], []
    assert "Nothing to adopt." in run().stdout
    assert not list(tmp_path.glob("*.import.json"))


def test_what_is_denied_fails_writes_nothing_and_names_the_policy(account, tmp_path):
    """A mapping with a part missing would make that part anew."""
    account.refuses = {"list_secrets"}
    ran = run(code=1)
    assert "secretsmanager:ListSecrets: it is denied" in ran.stdout
    assert "nothing is adopted here" in ran.stdout
    assert "flowlog permissions --for adopt" in ran.stderr
    assert "Nothing to adopt." not in ran.stdout
    assert not list(tmp_path.glob("*.import.json"))
    asked = json.loads(CliRunner().invoke(permissions, ["--for", "adopt"]).stdout)["Statement"][0]["Action"]
    assert asked == sorted(calls.PERMISSIONS)


def test_what_is_in_the_way_fails_and_comes_first(account):
    """The mapping is there for later."""
    stream = account.plan.targets[0].log_groups[0].stream_name
    account.answers["list_tags_for_delivery_stream", stream] = {"Tags": []}
    said = run(code=1).stdout
    assert "In the way: the deployment would fail: 1 (in-the-way)" in said
    assert "First clear the way" in said
    assert json.loads(run("--json", code=1).stdout)["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--file", "none.yaml"], 1, "none.yaml"),
        (["--target", "nowhere"], 1, "there is no target nowhere"),
        (["--output", "no/such/folder"], 2, "no/such/folder"),
        (["--external-id", "company-17"], 2, "give --role-name, too"),
    ],
)
def test_wrong_input_says_what_is_wrong(account, arguments, code, words):
    """And asks no account."""
    ran = run(*arguments, code=code)
    assert words in ran.stderr
    assert account.asked == []


def test_a_folder_that_cannot_be_written_to_is_said(account, tmp_path):
    """With what to do."""
    del account
    (tmp_path / f"{STACK}.import.json").mkdir()
    ran = run(code=1)
    assert "give another folder with --output" in ran.stderr

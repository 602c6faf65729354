"""`flowlog init` looks at an account: whose it is, and all of it or nothing."""

import pytest
from click.testing import CliRunner
from fake_account import Account
from small_network import REGION, inventory

from flowlog_config.discovery import sessions
from flowlog_config.inventory.file import read_inventory
from flowlog_config.operate import first_look
from flowlog_config.operate.init_command import init

ENDPOINT = ("--endpoint", "https://flowlogs.example.com/", "--cluster-name", "production")


@pytest.fixture(autouse=True)
def account(tmp_path, monkeypatch):
    """The small account, entered by whatever credentials, and an empty folder."""
    monkeypatch.chdir(tmp_path)
    made = Account()
    monkeypatch.setattr(sessions, "Sessions", lambda **_: lambda _: made)
    monkeypatch.setattr(first_look, "Sessions", lambda **_: lambda _: made)
    monkeypatch.setattr("boto3.Session", lambda **_: made)
    made.region_name = None
    made.client = lambda *_, **__: made
    return made


def test_finds_out_whose_account_it_is(tmp_path):
    """And writes what it has."""
    arguments = ["--region", REGION, *ENDPOINT]
    ran = CliRunner().invoke(init, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    assert read_inventory(tmp_path / "flowlogs.inventory.json").targets == inventory().targets


def test_half_an_account_is_not_written(account, tmp_path):
    """The rest would never be logged."""
    account.refuses = {"describe_network_interfaces"}
    ran = CliRunner().invoke(init, ["--region", REGION, *ENDPOINT], catch_exceptions=False)
    assert ran.exit_code == 1
    assert "ec2:DescribeNetworkInterfaces" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_region_says_so():
    """Nothing is guessed."""
    ran = CliRunner().invoke(init, list(ENDPOINT), catch_exceptions=False)
    assert ran.exit_code == 1
    assert "--region" in ran.stderr


def test_a_role_has_to_name_its_account():
    """A bare name says nothing of where."""
    ran = CliRunner().invoke(init, ["--role-name", "reader", "--region", REGION, *ENDPOINT], catch_exceptions=False)
    assert ran.exit_code == 1
    assert "complete ARN" in ran.stderr

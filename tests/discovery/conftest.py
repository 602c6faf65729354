"""The two targets most tests of discovery are about, and the accounts they are in."""

import pytest
from fake_accounts import Accounts
from fake_aws import ACCOUNT, OTHER

from flowlog_config.discovery.part import Part
from flowlog_config.plan.model import Target


@pytest.fixture
def target():
    """The target most tests are about."""
    return Target(ACCOUNT, "eu-west-1", "production")


@pytest.fixture
def other():
    """A second target, in another account and region."""
    return Target(OTHER, "eu-central-1", "network")


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    """Two accounts, the first with a VPC, and a file that names them."""
    return Accounts(tmp_path, monkeypatch)


@pytest.fixture
def part(target):
    """What a call has found: nothing yet."""
    return Part(target)

"""`flowlog permissions` for every command that reads an account."""

import json

import pytest
from click.testing import CliRunner

from flowlog_config.discovery import calls as discovery
from flowlog_config.operate.drift import calls as drift
from flowlog_config.operate.permissions_command import permissions


@pytest.mark.parametrize(
    ("arguments", "actions"),
    [([], discovery.PERMISSIONS), (["--for", "init"], discovery.PERMISSIONS), (["--for", "drift"], drift.PERMISSIONS)],
)
def test_prints_a_policy_of_exactly_the_declared_permissions(arguments, actions):
    """Nothing that writes, and no wildcard."""
    (statement,) = json.loads(CliRunner().invoke(permissions, arguments).stdout)["Statement"]
    assert statement["Action"] == sorted(actions)
    assert statement["Effect"] == "Allow"
    assert not [one for one in statement["Action"] if "*" in one]

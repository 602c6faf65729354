"""What drift reads, with which permissions, and what it says when it may not."""

import pytest
from fake_account import Account

from flowlog_config.discovery import calls as discovery_calls
from flowlog_config.operate.drift import calls


def test_makes_no_call_that_is_not_declared():
    """The policy it prints is the policy it needs."""
    account = Account()
    account.look()
    declared = {call.operation for call in (*calls.CALLS, *discovery_calls.CALLS)}
    assert set(account.asked) == declared


@pytest.mark.parametrize("call", calls.CALLS)
def test_declares_permissions_of_the_calls_it_makes(call):
    """Each is the service's action of the call's name, and only reads."""
    service, action = call.permission.split(":")
    assert service == call.service
    assert action == "".join(word.title() for word in call.operation.split("_"))
    assert action.startswith(("Describe", "List"))
    assert call.permission in calls.PERMISSIONS


def test_needs_what_a_discovery_needs():
    """It discovers first."""
    assert set(discovery_calls.PERMISSIONS) < set(calls.PERMISSIONS)


@pytest.mark.parametrize("call", calls.CALLS, ids=lambda call: call.operation)
def test_what_is_denied_is_said_and_is_no_drift(call):
    """And never "nothing there"."""
    account = Account()
    account.refuses = {call.operation}
    drift = account.look()
    assert drift.findings == ()
    assert [line for line in drift.not_read if line.startswith(f"{call.permission}: it is denied")]


def test_a_denied_filter_leaves_the_retention():
    """Each call is told apart."""
    account = Account()
    account.refuses = {"describe_subscription_filters"}
    account.groups[account.group]["retentionInDays"] = 30
    assert [kind for kind, _ in account.found()] == ["retention-changed"]

"""Drift of flow logs that go straight to Firehose or to a bucket."""

import pytest
from fake_account import Account
from small_network import NAT_INTERFACE, REGIONAL

FILE = "flow_logs: [{name: edge, select: edge, route: [firehose, s3]}]"


@pytest.fixture
def account():
    """An account that has both flow logs on each resource, as its file wants it."""
    return Account(FILE)


def _on(account, resource, kind):
    (found,) = [one for one in account.flow_logs if one["ResourceId"] == resource and one["LogDestinationType"] == kind]
    return found


def test_flow_logs_of_both_routes_are_as_planned(account):
    """Two flow logs with the same settings on a resource are told apart by where they go."""
    assert len(account.flow_logs) >= 4
    account.flow_logs.reverse()
    assert account.found() == []


def test_a_missing_route_is_found(account):
    """The other one on the resource does not stand for it."""
    account.flow_logs.remove(_on(account, REGIONAL, "s3"))
    assert account.found() == [("missing", REGIONAL)]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("s3", "stack-bucket/", "somebody/else/"),
        ("s3", "stack-bucket/", "stack-bucket/x"),
        ("kinesis-data-firehose", "deliverystream/", "deliverystream/x"),
    ],
    ids=["below another folder", "another folder", "another stream"],
)
def test_one_that_delivers_elsewhere_is_found(account, kind, before, after):
    """Whatever the name ends in."""
    changed = _on(account, NAT_INTERFACE, kind)
    changed["LogDestination"] = elsewhere = changed["LogDestination"].replace(before, after)
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("changed", changed["FlowLogId"])
    assert elsewhere in found.message

"""Drift of what there is to log."""

from dataclasses import replace

import pytest
from fake_account import Account
from small_network import BALANCER, NAT_INTERFACE, REGIONAL, VPC, WEB, interface, inventory, nat_gateway


@pytest.fixture
def account():
    """An account that is as its file wants it."""
    return Account()


def test_an_unchanged_account_has_no_drift(account):
    """Not even a note: the inventory is what a discovery would write."""
    drift = account.look()
    assert drift.findings == ()
    assert drift.not_read == ()
    assert drift.notes == ()


def test_a_new_resource_that_matches_is_found(account):
    """It would get a flow log at the next discovery and deployment."""
    account.resources["nat-0000000000000000c"] = nat_gateway("nat-0000000000000000c", "regional")
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("new-resource", "nat-0000000000000000c")
    assert found.details == {"entry": "edge"}
    assert "flowlog discover" in found.use


def test_a_new_resource_that_does_not_match_is_only_a_note(account):
    """Else every autoscaled instance would be drift."""
    account.resources["eni-0000000000000000f"] = interface("eni-0000000000000000f", "instance")
    drift = account.look()
    assert drift.findings == ()
    assert drift.notes == ("resources since the last flowlog discover: 1 new",)


def test_a_vanished_resource_that_is_logged_is_found_once(account):
    """And its flow log, which vanished with it, is not reported as missing, too."""
    del account.resources[REGIONAL]
    account.flow_logs.remove(account.logs(REGIONAL))
    assert account.found() == [("vanished-resource", REGIONAL)]


def test_a_resource_that_no_longer_matches_is_found():
    """Its tags were changed: the next discovery takes its flow log away."""
    account = Account('flow_logs: [{name: web, select: {type: network-interface, name: "web"}}]')
    account.resources[WEB] = replace(account.resources[WEB], tags={"Name": "other"})
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("no-longer-selected", WEB)
    assert "END its logging" in found.use


def test_a_resource_that_another_entry_still_logs_is_not_said_to_end():
    """Only one of its two flow logs does."""
    web = "{name: web, select: {type: network-interface, name: web}}"
    other = "{name: all, select: {kind: instance}, max_aggregation_interval: 600}"
    account = Account(f"flow_logs: [{web}, {other}]")
    account.resources[WEB] = replace(account.resources[WEB], tags={"Name": "other"})
    (found,) = account.look().findings
    assert "another entry goes on logging it" in found.use


def test_what_overlap_drops_is_not_new():
    """The VPC's flow log has its records."""
    account = Account(f"overlap: drop\nflow_logs: [{{name: a, select: {VPC}}}, {{name: b, select: {{kind: rds}}}}]")
    account.resources["eni-0000000000000000f"] = interface("eni-0000000000000000f", "rds", addresses=("10.0.3.99",))
    assert account.found() == []


def test_a_file_of_ids_needs_no_inventory():
    """Vanished resources are found all the same."""
    account = Account(f"flow_logs: [{{name: a, select: [{VPC}, {BALANCER}]}}]")
    account.before = None
    del account.resources[BALANCER]
    drift = account.look()
    assert [(one.kind, one.subject) for one in drift.findings] == [("vanished-resource", BALANCER)]
    assert "no inventory" in drift.notes[0]


def test_a_denied_call_is_said_and_makes_nothing_vanish(account):
    """What could not be read stays as it was."""
    account.refuses = {"describe_network_interfaces"}
    drift = account.look()
    assert drift.findings == ()
    assert any("ec2:DescribeNetworkInterfaces: it is denied" in line for line in drift.not_read)


def test_another_account_is_refused(account):
    """Its flow logs would be taken for the target's."""
    account.account_id = "999999999999"
    drift = account.look()
    assert drift.findings == ()
    assert "credentials are of account 999999999999" in drift.not_read[0]
    assert account.asked == []


def test_a_resource_in_the_inventory_of_another_day_is_planned_as_committed():
    """Drift compares with what is committed, not with what the account has."""
    before = inventory(
        [one for one in inventory().targets["111122223333", "eu-west-1"].resources.values() if one.id != NAT_INTERFACE]
    )
    account = Account(before=before)
    assert account.found() == [("new-resource", NAT_INTERFACE)]

"""Drift of log groups and subscription filters."""

import pytest
from fake_account import STREAM, Account

from flowlog_config.operate.drift.deployed import Existing, Filter, Group
from flowlog_config.operate.drift.groups import compare_groups
from flowlog_config.plan import make_plan
from flowlog_config.schema import load


@pytest.fixture
def account():
    """An account that is as its file wants it."""
    return Account()


def theirs(number=1):
    """A filter of somebody else."""
    return {"filterName": f"theirs-{number}", "filterPattern": "", "destinationArn": f"{STREAM}security-{number}"}


def test_a_log_group_that_is_gone_is_found_once(account):
    """Flow logs go on, and their records are lost."""
    group = account.group
    account.groups = {}
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("log-group-gone", group)
    assert "2 flow logs" in found.message
    assert "lost" in found.message


@pytest.mark.parametrize(("days", "said"), [(30, "30 days, not 14 days"), (None, "for ever, not 14 days")])
def test_another_retention_is_found(account, days, said):
    """Longer costs, shorter loses."""
    account.groups[account.group]["retentionInDays"] = days
    (found,) = account.look().findings
    assert found.kind == "retention-changed"
    assert said in found.message
    assert found.details == {"retention_days": days, "planned": 14}


def test_a_group_whose_name_another_begins_with_is_told_apart(account):
    """AWS finds log groups by the beginning of their name."""
    group = account.group
    longer = {"logGroupName": f"{group}-older", "retentionInDays": 1}
    account.groups = {f"{group}-older": longer, group: account.groups[group]}
    assert account.found() == []


def test_a_missing_filter_is_found(account):
    """Nothing reaches the aggregator."""
    account.filters[account.group] = []
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("filter-missing", account.group)
    assert "0 of 2 slots are used" in found.message


def test_a_filter_to_the_same_stream_in_another_account_is_not_ours(account):
    """The name alone proves nothing."""
    (ours,) = account.filters[account.group]
    ours["destinationArn"] = ours["destinationArn"].replace("111122223333", "999999999999")
    assert [kind for kind, _ in account.found()] == ["filter-missing", "filter-by-others"]


def test_another_pattern_is_found(account):
    """Fewer records are forwarded than planned."""
    account.filters[account.group][0]["filterPattern"] = "[version, ...]"
    (found,) = account.look().findings
    assert found.kind == "filter-changed"
    assert "forwards [version, ...], not everything" in found.message


def test_a_planned_pattern_is_no_drift():
    """Only what differs from the plan is."""
    account = Account("flow_logs: [{name: edge, select: edge, forward: {action: REJECT}}]")
    assert account.filters[account.group][0]["filterPattern"]
    assert account.found() == []


def test_a_second_filter_to_our_stream_is_found(account):
    """Each record arrives twice; both are named, with how to tell the stack's own and how to delete the other."""
    (ours,) = account.filters[account.group]
    account.filters[account.group].append({**ours, "filterName": "by-hand"})
    (found,) = account.look().findings
    assert "aws logs" not in found.use, "which stack made the group is not known, so neither is which filter is its own"
    account.group_tags[account.group]["aws:cloudformation:stack-name"] = "flowlog-111122223333-eu-west-1"
    (found,) = account.look().findings
    assert found.kind == "filter-changed"
    assert f"({ours['filterName']}, by-hand): records arrive more than once" in found.message
    assert found.details["filters"] == [ours["filterName"], "by-hand"]
    assert "list-stack-resources --region eu-west-1 --stack-name flowlog-111122223333-eu-west-1 --query" in found.use
    delete = f"delete-subscription-filter --region eu-west-1 --log-group-name {account.group} --filter-name NAME"
    assert found.use.endswith(delete)


def test_a_filter_of_others_is_found_with_the_slots_used(account):
    """With none free, a deployment that replaces ours fails."""
    account.filters[account.group].append(theirs())
    (found,) = account.look().findings
    assert (found.kind, found.details["filter"]) == ("filter-by-others", "theirs-1")
    assert "2 of 2 slots are used. None is free" in found.message
    (found,) = account.look(slots=5).findings
    assert "2 of 5 slots are used" in found.message
    assert "None is free" not in found.message


def test_a_file_with_several_log_groups_looks_at_each():
    """One for each kind of record and traffic."""
    account = Account("flow_logs: [{name: edge, select: edge}, {name: between, select: inter-vpc}]")
    assert len(account.groups) == 2
    for one in account.groups.values():
        one["retentionInDays"] = 7
    assert [kind for kind, _ in account.found()] == ["retention-changed", "retention-changed"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("999988887777:destination:flowlog-{id}-2", []),
        ("999988887777:destination:flowlog-{id}-3", ["filter-missing", "filter-by-others"]),
        ("111122223333:destination:flowlog-{id}-2", ["filter-missing", "filter-by-others"]),
    ],
)
def test_filter_of_a_target_that_delivers_to_another_is_told_by_the_sink(place, found):
    """By its account, its name and its group; a stream of the target's own is none."""
    text = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets:
  - {name: workload, account: "111122223332", region: eu-west-1, deliver_to: logging}
  - {name: logging, account: "999988887777", region: eu-west-1}
flow_logs: [{name: all, targets: workload, select: vpc-0ed6e0000000000a1}]
"""
    target = make_plan(load("flowlogs.yaml", text)).plan.targets[0]
    (flow_log,) = target.flow_logs
    arn = f"arn:aws:logs:eu-west-1:{place.format(id=flow_log.destination.id)}"
    group = Group("group", exists=True, retention_days=14, filters=(Filter("ours", "", arn),))
    existing = Existing(id="fl-1", resource_id=flow_log.source.id, destination="group")
    findings = compare_groups([(flow_log, existing)], {"group": group}, target, slots=2)
    assert [str(one.kind) for one in findings] == found

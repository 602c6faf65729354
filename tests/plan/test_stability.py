"""A logical id is a contract: only what makes another flow log changes it. Renaming it would replace the flow log."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import files, text_of

from flowlog_config.plan import make_plan
from flowlog_config.schema import load

_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
VPC, OTHER_VPC, TGW = "vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "tgw-0ab1e0000000000d1"


def plan_of(file):
    """Plan a file given as data."""
    return make_plan(load("flowlogs.yaml", text_of(file))).plan


def ids_of(plan, entry=None):
    """Give (target, resource, logical id, destination id) of an entry's flow logs, or of all."""
    return {
        (target.target.name, one.source.id, one.logical_id, one.destination.id)
        for target in plan.targets
        for one in target.flow_logs
        if entry in (None, one.entry)
    }


def a_file(**choices):
    """Make a file with one flow log on a VPC."""
    return {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "production"},
        "targets": [{"account": "111122223333", "region": "eu-west-1"}],
        "flow_logs": [{"name": "a", "select": [VPC], **choices}],
    }


@given(files())
@_SLOW
def test_the_same_file_gives_the_same_plan(file):
    """No clock, no random source, no order of a set."""
    assert plan_of(file) == plan_of(copy.deepcopy(file))


@given(files(), st.randoms(use_true_random=False))
@_SLOW
def test_the_order_of_the_file_changes_nothing(file, random):
    """Entries, and resources in them, may be moved about."""
    moved = copy.deepcopy(file)
    random.shuffle(moved["flow_logs"])
    for entry in moved["flow_logs"]:
        random.shuffle(entry["select"])
    assert ids_of(plan_of(moved)) == ids_of(plan_of(file))


@given(files())
@_SLOW
def test_renaming_an_entry_changes_no_id(file):
    """Its name is for people."""
    renamed = copy.deepcopy(file)
    renamed["flow_logs"][0]["name"] = "an-entirely-new-name"
    assert ids_of(plan_of(renamed)) == ids_of(plan_of(file))


@given(files())
@_SLOW
def test_removing_an_entry_leaves_the_others_alone(file):
    """And so does adding one, which is the same seen from behind."""
    first, *others = file["flow_logs"]
    if others:
        left = file | {"flow_logs": others}
        assert ids_of(plan_of(left)) == ids_of(plan_of(file)) - ids_of(plan_of(file), first["name"])


@pytest.mark.parametrize(
    "changed",
    [
        {"format": ["version", "srcaddr", "dstaddr"]},
        {"max_aggregation_interval": 600},
        {"traffic_type": "REJECT"},
        {"log_group": "elsewhere"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_makes_another_flow_log_changes_the_id(changed):
    """AWS changes none of these in place: a new flow log into a new group, so that formats never mix."""
    before, after = ids_of(plan_of(a_file())), ids_of(plan_of(a_file(**changed)))
    assert {row[2] for row in before}.isdisjoint(row[2] for row in after)
    assert {row[3] for row in before}.isdisjoint(row[3] for row in after)


def test_another_tag_key_changes_the_id():
    """The same column would hold another tag's values."""
    choices = {"format": ["version", "instance-tag"]}
    team = plan_of(a_file(**choices, tag_field_specifications={"instance": ["Team"]}))
    stage = plan_of(a_file(**choices, tag_field_specifications={"instance": ["Stage"]}))
    assert ids_of(team).isdisjoint(ids_of(stage))


def test_the_order_of_fields_changes_the_id():
    """A reader finds columns by position."""
    there = plan_of(a_file(format=["version", "srcaddr", "dstaddr"]))
    back = plan_of(a_file(format=["version", "dstaddr", "srcaddr"]))
    assert ids_of(there).isdisjoint(ids_of(back))


@pytest.mark.parametrize(
    "changed",
    [{"retention_days": 365}, {"forward": {"action": "REJECT"}}, {"tags": {"Team": "network"}}],
    ids=lambda changed: next(iter(changed)),
)
def test_what_changes_in_place_changes_no_id(changed):
    """Retention, filter and tags are updated without replacing anything."""
    assert ids_of(plan_of(a_file())) == ids_of(plan_of(a_file(**changed)))


def test_writing_a_default_out_changes_no_id():
    """The default, said in the entry, in `defaults` or not at all, is the same flow log."""
    said = a_file(format="default", traffic_type="ALL", max_aggregation_interval=60)
    elsewhere = a_file() | {"defaults": {"traffic_type": "ALL", "max_aggregation_interval": 60}}
    assert ids_of(plan_of(a_file())) == ids_of(plan_of(said)) == ids_of(plan_of(elsewhere))


def test_ids_written_down_are_still_the_same():
    """These ids are deployed somewhere: a change of how they are made replaces every flow log there is."""
    plan = plan_of(a_file() | {"flow_logs": [{"name": "a", "select": [VPC, TGW]}]})
    assert [(one.logical_id, one.destination.log_group_prefix) for one in plan.targets[0].flow_logs] == [
        ("FlowLogTgw0ab1e0000000000d1Tgw9822c72e", "flowlog-111122223333-eu-west-1-LogGroupTgw9822c72e-"),
        ("FlowLogVpc0ed6e0000000000a1Vpc8f306327", "flowlog-111122223333-eu-west-1-LogGroupVpc8f306327-"),
    ]

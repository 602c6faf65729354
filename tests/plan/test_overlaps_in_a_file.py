"""Flow logs that meet in one file: the same one twice, groups that disagree, and settings by family."""

import itertools

import pytest
from strategies import text_of

from flowlog_config.formats import DEFAULT_FORMATS, Family
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

VPC, OTHER_VPC, TGW = "vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "tgw-0ab1e0000000000d1"


def a_file(*entries, **sections):
    """Make a file of these entries, named a, b, c …"""
    return {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "production"},
        "targets": [{"account": "111122223333", "region": "eu-west-1", "name": "live"}],
        "flow_logs": [{"name": "abc"[i], **entry} for i, entry in enumerate(entries)],
        **sections,
    }


def planned(*entries, **sections):
    """Plan a file of these entries."""
    return make_plan(load("flowlogs.yaml", text_of(a_file(*entries, **sections))))


def ids(*entries, **sections):
    """Give the ids of all problems of a file of these entries."""
    try:
        found = planned(*entries, **sections).warnings
    except InvalidConfigError as error:
        found = error.problems
    return [one.kind.id for one in found]


@pytest.mark.parametrize(
    "same",
    [
        ({"select": VPC}, {"select": VPC}),
        ({"select": VPC}, {"select": [OTHER_VPC, VPC]}),
        ({"select": VPC}, {"select": VPC, "traffic_type": "ALL"}),
        ({"select": VPC, "format": "default"}, {"select": VPC}),
        ({"select": VPC, "tags": {"Team": "a"}}, {"select": VPC, "tags": {"Team": "b"}}),
        ({"select": TGW}, {"select": TGW, "max_aggregation_interval": 60}),
    ],
)
def test_the_same_flow_log_twice_is_refused_in_either_order(same):
    """AWS would refuse the second while the stack is deployed."""
    for entries in itertools.permutations(same):
        assert ids(*entries).count("FL308") == 1


@pytest.mark.parametrize(
    "other",
    [
        {"traffic_type": "REJECT"},
        {"max_aggregation_interval": 600},
        {"format": ["version", "srcaddr"]},
        {"log_group": "other"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_two_different_flow_logs_on_one_resource_are_worth_a_look(other):
    """AWS takes and bills both."""
    for entries in itertools.permutations([{"select": VPC}, {"select": VPC, **other}]):
        assert ids(*entries) == ["FL315"]


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ({"retention_days": 30}, {"retention_days": 60}),
        ({"retention_days": 30}, {}),
        ({"forward": {"action": "REJECT"}}, {"forward": {"action": "ACCEPT"}}),
        ({"forward": {"action": "REJECT"}}, {}),
        ({"forward": {"action": "REJECT"}}, {"forward": {}}),
    ],
)
def test_a_shared_log_group_has_one_retention_and_one_filter(mine, yours):
    """Whichever comes second disagrees with the first."""
    for one, other in itertools.permutations([mine, yours]):
        assert ids({"select": VPC, **one}, {"select": OTHER_VPC, **other}).count("FL309") == 1


def test_a_disagreement_is_told_once_for_each_setting_and_entry():
    """Not for every resource of the entry."""
    many = [f"eni-{i:017x}" for i in range(9)]
    found = ids({"select": VPC}, {"select": many, "retention_days": 30, "forward": {"action": "REJECT"}})
    assert found.count("FL309") == 2


@pytest.mark.parametrize(
    "apart", [{"log_group": "other"}, {"traffic_type": "REJECT"}, {"max_aggregation_interval": 600}]
)
def test_groups_apart_may_differ(apart):
    """Another word, traffic type or interval is another log group."""
    assert ids({"select": VPC}, {"select": OTHER_VPC, "retention_days": 30, **apart}) == []


def test_a_default_that_is_said_agrees_with_one_that_is_not():
    """14 days, written or not."""
    assert ids({"select": VPC, "retention_days": 14}, {"select": OTHER_VPC}) == []


def test_the_same_resource_in_two_targets_meets_nothing():
    """Two accounts never share a log group."""
    places = [
        {"account": "111122223333", "region": "eu-west-1", "name": "live"},
        {"account": "444455556666", "region": "eu-west-1", "name": "test"},
    ]
    entries = [{"select": VPC, "targets": "live"}, {"select": VPC, "targets": "test", "retention_days": 30}]
    plan = planned(*entries, targets=places).plan
    assert ids(*entries, targets=places) == []
    assert [t.target.name for t in plan.targets] == ["live", "test"]
    assert [d.retention_days for t in plan.targets for d in t.destinations] == [14, 30]
    assert [d.common_attributes["account"] for t in plan.targets for d in t.destinations] == [
        "111122223333",
        "444455556666",
    ]


def test_both_families_in_one_entry_have_a_destination_each():
    """Their records never mix."""
    (target,) = planned({"select": [VPC, TGW]}).plan.targets
    assert {d.family: d.fields for d in target.destinations} == DEFAULT_FORMATS
    assert {f.source.id: f.destination.family for f in target.flow_logs} == {
        VPC: Family.VPC,
        TGW: Family.TRANSIT_GATEWAY,
    }


def test_defaults_for_vpc_records_leave_transit_gateways_alone():
    """A traffic type and an interval in `defaults` are meant for those that take one."""
    defaults = {"traffic_type": "REJECT", "max_aggregation_interval": 600}
    (target,) = planned({"select": [VPC, TGW]}, defaults=defaults).plan.targets
    by_id = {f.source.id: (f.traffic_type, f.max_aggregation_interval) for f in target.flow_logs}
    assert by_id == {VPC: ("REJECT", 600), TGW: (None, 60)}


def test_an_entry_s_own_choice_wins_over_the_default():
    """One by one, not all or nothing."""
    defaults = {"traffic_type": "REJECT", "retention_days": 30, "format": ["version", "srcaddr"]}
    (target,) = planned({"select": VPC, "traffic_type": "ALL", "format": "default"}, defaults=defaults).plan.targets
    (flow_log,) = target.flow_logs
    assert flow_log.traffic_type == "ALL"
    assert flow_log.destination.fields == DEFAULT_FORMATS[Family.VPC]
    assert flow_log.destination.retention_days == 30


def test_conditions_are_written_for_the_columns_of_each_family():
    """The same condition stands in another column of a transit gateway's record."""
    (target,) = planned({"select": [VPC, TGW], "forward": {"log-status": "OK"}}).plan.targets
    for destination in target.destinations:
        columns = destination.filter_pattern[1:-1].split(", ")
        assert columns[destination.fields.index("log-status")] == 'log_status = "OK"'


def test_a_default_condition_without_a_column_is_refused_not_dropped():
    """Dropped, it would forward what nobody asked for; `forward: {}` says that all shall go."""
    defaults = {"forward": {"action": "REJECT"}}
    assert "FL311" in ids({"select": TGW}, defaults=defaults)
    (target,) = planned({"select": TGW, "forward": {}}, defaults=defaults).plan.targets
    assert target.destinations[0].filter_pattern == ""


def test_tag_keys_go_where_a_field_shows_them_and_nowhere_else():
    """AWS takes none for a transit gateway, or for a format without tag fields."""
    tag_keys = {"instance": ["Team"], "network-interface": ["Stage"]}
    chosen = {"format": ["version", "interface-tag"], "tag_field_specifications": tag_keys}
    (target,) = planned({"select": VPC, **chosen}).plan.targets
    (spec,) = target.flow_logs[0].tag_field_specifications
    assert (spec.resource_type, spec.tag_keys) == ("network-interface", ("Stage",))
    assert ids({"select": VPC, **chosen}) == ["FL321"]
    (target,) = planned({"select": TGW, "tag_field_specifications": tag_keys}).plan.targets
    assert target.flow_logs[0].tag_field_specifications == ()


def test_a_target_named_twice_in_an_entry_is_one():
    """It is no second place for the resource to be in."""
    assert ids({"select": VPC, "targets": ["live", "live"]}) == []


def test_excluded_resources_are_not_logged():
    """`exclude` wins over `select`, without an inventory too."""
    (target,) = planned({"select": [VPC, OTHER_VPC], "exclude": VPC}).plan.targets
    assert [f.source.id for f in target.flow_logs] == [OTHER_VPC]

"""Rules for an organization, decided: names, ways that retire, and what the aggregator gets to know."""

import pytest
from organization_section import organization

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.render import render_values
from flowlog_config.aggregator.vrl import program
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

HEAD = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets: [{account: "111122223333", region: eu-west-1}]
flow_logs: [{name: everything, select: vpc-0ed6e0000000000a1}]
"""
ORGANIZATION = organization("", region="eu-central-1", regions="eu-west-1, us-east-1")
VPCS = "    - {name: vpcs, every: vpc}\n"


def _planned(rules=VPCS, more="", head=HEAD):
    return make_plan(load("test.yaml", head + more + ORGANIZATION + rules)).plan


def test_a_receiver_for_each_region_and_none_for_the_region_of_the_stack_set():
    """Filters reach no other region, so each has a receiver; where the stack set is kept matters to no record."""
    plan = _planned()
    assert [one.stack_name for one in plan.organization.receivers] == [
        "flowlog-organization-eu-west-1",
        "flowlog-organization-us-east-1",
    ]
    assert {one.target.account_id for one in plan.organization.receivers} == {"444455556666"}
    assert {one.common_attributes["region"] for r in plan.organization.receivers for one in r.log_groups} == {
        "eu-west-1",
        "us-east-1",
    }


def test_names_do_not_meet_those_of_a_target_in_the_same_place():
    """The account of the receivers may be a target, too, with the same kind of record."""
    plan = _planned(head=HEAD.replace("111122223333", "444455556666"))
    streams = [
        one.stream_name for target in plan.senders if target.target.region == "eu-west-1" for one in target.log_groups
    ]
    assert len(streams) == len(set(streams)) == 2


def test_names_of_streams_are_short_enough():
    """Firehose takes 64 characters, and a project has at most 32."""
    plan = _planned(more=f"name: {'n' * 32}\n")
    assert all(len(one.stream_name) <= 64 for one in plan.organization.destinations)


def test_defaults_of_the_file_hold_for_rules_but_not_its_route():
    """A rule has one way; what else `defaults` says of records it takes on."""
    plan = _planned(more="defaults: {route: s3, format: security, retention_days: 30}\ns3: {aggregator_reads: true}\n")
    (rule,) = plan.organization.rules
    assert rule.destination.route == "cloudwatch"
    assert (rule.destination.retention_days, len(rule.destination.fields)) == (30, 28)


def test_the_order_of_rules_changes_no_name():
    """Names derive from what is said, so that moving a rule moves nothing."""
    one, other = VPCS, "    - {name: gateways, every: transit-gateway}\n"
    first, second = _planned(one + other), _planned(other + one)
    assert first.organization.destinations == second.organization.destinations


def test_a_way_that_retires_stays_forwarded_without_a_flow_log():
    """The old log group keeps its filter and stream while the change goes round the accounts."""
    (before,) = _planned().organization.destinations
    after = _planned("    - {name: vpcs, every: vpc, format: security, retiring: [{format: default}]}\n").organization
    assert before in after.destinations
    assert before not in [rule.destination for rule in after.rules]
    assert all(before.id in {one.id for one in receiver.log_groups} for receiver in after.receivers)


SETTINGS = (
    "format: security",
    "traffic_type: REJECT",
    "max_aggregation_interval: 600",
    "log_group: own",
    "format: cost, forward: {bytes: 0}",
)


@pytest.mark.parametrize("where", ["rule", "defaults"])
@pytest.mark.parametrize("changed", SETTINGS)
def test_what_is_said_now_changes_no_former_way(changed, where):
    """Its log group is there, in every account: one with another id would take its place, and its filter away."""
    kept = "defaults: {retention_days: 30, %s}\n"
    (before,) = _planned(more=kept % "").organization.destinations
    now, defaults = (f"{changed}, ", "") if where == "rule" else ("", changed)
    rules = f"    - {{name: vpcs, every: vpc, {now}retiring: [{{}}]}}\n"
    assert before in _planned(rules, more=kept % defaults).organization.destinations


def test_a_former_way_keeps_records_as_long_as_the_rule_does():
    """A shorter time would delete records; CloudWatch Logs changes it in place."""
    rules = "    - {name: vpcs, every: vpc, format: security, retention_days: 90, retiring: [{format: default}]}\n"
    assert [one.retention_days for one in _planned(rules).organization.destinations] == [90, 90]


def test_the_aggregator_accepts_one_key_a_region_and_no_more():
    """Accounts come and go without a new key: their records arrive by way of the receivers."""
    assert [key.name for key in access_keys(_planned())] == [
        "FLOWLOG_ACCESS_KEY_111122223333_EU_WEST_1",
        "FLOWLOG_ACCESS_KEY_ORGANIZATION_EU_WEST_1",
        "FLOWLOG_ACCESS_KEY_ORGANIZATION_US_EAST_1",
    ]


@pytest.mark.parametrize("dialect", ["kubesense", "vector"])
def test_values_name_the_keys_of_the_receivers(dialect):
    """A key that the values do not name is refused by the aggregator, and every record with it."""
    text = render_values(_planned(head=HEAD.replace("endpoint:", f"dialect: {dialect}, endpoint:")))
    for region in ("EU_WEST_1", "US_EAST_1"):
        assert f"FLOWLOG_ACCESS_KEY_ORGANIZATION_{region}" in text


def test_the_aggregator_knows_the_format_of_a_log_group_of_any_account():
    """The name but for its last part is the same in every account, and VRL cuts it at the last dash."""
    plan = _planned()
    (destination,) = plan.organization.destinations
    assert destination.log_group_prefix == f"flowlog-organization-{destination.log_group_id}-"
    assert f'"{destination.log_group_prefix}":' in program(plan)


def test_everything_wrong_is_told_in_one_run():
    """A broken rule does not hide another one."""
    rules = (
        "    - {name: a, every: transit-gateway, traffic_type: ALL}\n"
        "    - {name: b, every: transit-gateway-attachment, max_aggregation_interval: 600}\n"
        "    - {name: c, every: vpc, format: [tgw-id, version]}\n"
    )
    with pytest.raises(InvalidConfigError) as caught:
        _planned(rules)
    assert [(one.kind.id, one.path[2]) for one in caught.value.problems] == [("FL305", 0), ("FL306", 1), ("FL307", 2)]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("", "format: security", ["FL315"]),
        ("", "log_group: own", ["FL315"]),
        ("", "without_tags: quiet", ["FL314"]),
        ("tags: {a: x}", "tags: {a: [x, y]}, format: security", ["FL315"]),
        ("tags: {a: '*'}", "tags: {a: x, b: y}, format: security", ["FL315"]),
        ("tags: {a: x}, format: security", "tags: {a: x}", ["FL315"]),
        ("traffic_type: ACCEPT", "", ["FL315"]),
        ("traffic_type: ACCEPT", "traffic_type: REJECT", []),
        ("without_tags: a", "tags: {a: x}, format: security", []),
        ("tags: {a: x}", "tags: {a: y}, format: security", []),
        ("tags: {a: x}", "tags: {b: x}, format: security", []),
        ("without_tags: a", "without_tags: b, format: security", []),
    ],
)
def test_rules_that_surely_log_the_same_resources_are_told(one, other, told):
    """In either order; where only an account could tell, nothing is said."""
    first, second = (f"    - {{name: r{i}, every: vpc, {more}}}\n" for i, more in enumerate((one, other)))
    for rules in (first + second, second + first):
        planned = make_plan(load("test.yaml", HEAD + ORGANIZATION + rules))
        assert [found.kind.id for found in planned.warnings] == told


def test_rules_for_other_resources_are_not_compared():
    """A gateway and its attachments are logged apart."""
    rules = VPCS + "    - {name: g, every: transit-gateway}\n    - {name: a, every: transit-gateway-attachment}\n"
    assert make_plan(load("test.yaml", HEAD + ORGANIZATION + rules)).warnings == ()

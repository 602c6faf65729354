"""Former ways in a target with several stacks: they stay in the stacks they are in, and have their room there."""

import pytest
from many_interfaces import FULL, HEAD, plan_of, stacks_of

from flowlog_config.inventory import Inventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load


def test_what_a_retired_way_leads_to_stays_in_every_stack(many):
    """Its last records are under way in each of them."""
    retired = ", retiring: [{to: cloudwatch, max_aggregation_interval: 60}], max_aggregation_interval: 600"
    (target,) = plan_of(range(1200), many.assigned, more=retired).plan.targets
    assert [len(stack.log_groups) for stack in target.stacks] == [2, 2, 2]


def test_what_retires_stays_in_every_stack_when_its_rows_are_gone(many):
    """Recorded without `retiring`, and then with it: the log groups are still there, and in which stacks is forgotten."""
    changed = plan_of(range(1200), many.assigned, more=", max_aggregation_interval: 600")
    retired = ", retiring: [{to: cloudwatch, max_aggregation_interval: 60}], max_aggregation_interval: 600"
    (target,) = plan_of(range(1200), changed.assigned, more=retired).plan.targets
    assert [len(stack.log_groups) for stack in target.stacks] == [2, 2, 2]


def test_nothing_moves_while_another_way_retires():
    """A retired way has no flow logs any more that something new could replace."""
    both = plan_of(range(1200), more=", route: [firehose, s3]")
    one = plan_of(range(1200), both.assigned, more=", route: s3, retiring: [firehose]")
    changed = plan_of(range(1200), one.assigned, more=", route: s3, format: security, retiring: [firehose]")
    before, after = (
        {log.source.id: log.stack for log in planned.plan.targets[0].flow_logs} for planned in (one, changed)
    )
    assert after == before
    assert len(set(before.values())) > 1
    gone = plan_of(range(1200), changed.assigned, more=", route: s3, format: security")
    assert {log.source.id: log.stack for log in gone.plan.targets[0].flow_logs} == before


REJECTS = ", traffic_type: REJECT"


RETIRING = f"{REJECTS}, retiring: [{{to: cloudwatch, traffic_type: ALL}}]"


def test_what_retires_has_its_room_in_a_full_stack():
    """No flow log gives way to it, and it is in each of the stacks."""
    for count in (FULL, 1200):
        full = plan_of(range(count))
        changed = plan_of(range(count), full.assigned, more=RETIRING)
        flow_logs = ((one, number) for (one, _), number in stacks_of(changed).items() if one.startswith("eni-"))
        assert dict(flow_logs) == {one: number for (one, _), number in stacks_of(full).items()}
        assert {len(one.log_groups) for one in changed.plan.targets[0].stacks} == {2}
        assert max(changed.resources.values()) <= 500


def test_a_former_way_has_no_saved_queries():
    """They would take the room of flow logs, and ask records that nobody adds to."""
    (target,) = plan_of(range(3), more=RETIRING).plan.targets
    assert sorted(bool(one.saved_queries) for one in target.log_groups) == [False, True]


def test_more_ways_than_there_is_room_for_are_an_error():
    """Thirty former ways at once, for one flow log each, in a full stack: nothing moves for them, recording or not."""
    full = plan_of(range(FULL))
    ways = ", ".join(f"{{to: cloudwatch, log_group: former-{i}}}" for i in range(30))
    for recording in (True, False):
        with pytest.raises(
            InvalidConfigError, match=rf"FL501.*flowlog-live would have 6\d\d resources, {FULL} of them"
        ):
            plan_of(range(FULL), full.assigned, more=f", retiring: [{ways}]", recording=recording)


def test_a_way_that_ends_in_one_stack_stays_there_while_another_stack_still_uses_it():
    """Two entries share it, each in a stack of its own; also where `retiring` is said after a recording."""
    first, second = (", ".join(f"eni-{i:017x}" for i in numbers) for numbers in (range(FULL), range(FULL, 700)))

    def plan_of(recorded, more):
        text = f"{HEAD}flow_logs:\n  - {{name: a, select: [{first}]{more}}}\n  - {{name: b, select: [{second}]}}\n"
        return make_plan(load("x.yaml", text), Inventory({}, assigned=recorded), recording=True)

    only_first = make_plan(load("x.yaml", f"{HEAD}flow_logs: [{{name: a, select: [{first}]}}]\n"), recording=True)
    before = plan_of(only_first.assigned, "")
    assert {one.entry for one in before.plan.targets[0].stacks[0].flow_logs} == {"a"}
    without = plan_of(before.assigned, ", format: security")
    for recorded in (before.assigned, without.assigned):
        after = plan_of(recorded, ", format: security, retiring: [{to: cloudwatch, format: default}]")
        former = {one.id for one in before.plan.targets[0].stacks[0].log_groups}
        assert former < {one.id for one in after.plan.targets[0].stacks[0].log_groups}
        assert "FL327" not in {one.kind.id for one in after.warnings}
        again = plan_of(after.assigned, ", format: security, retiring: [{to: cloudwatch, format: default}]")
        assert again.plan == after.plan

"""A target with more than a stack takes has several, and no change of the file moves a flow log from one to another."""

import random

import pytest
from many_interfaces import FULL, HEAD, KEY, eni, plan_of, stacks_of

from flowlog_config.inventory import Assignment, Inventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load


def test_what_fits_into_one_stack_stays_one_with_the_names_it_has():
    """As long as there is room for a generation of changes: a second stack is never opened for comfort."""
    (target,) = plan_of(range(FULL)).plan.targets
    (stack,) = target.stacks
    assert (stack.stack_name, stack.flow_logs, stack.destinations) == (
        target.stack_name,
        target.flow_logs,
        target.destinations,
    )
    assert plan_of(range(FULL + 1)).plan.targets[0].opened == 2


def test_stacks_are_full_before_new_ones_open(many):
    """All but the last are full, the first with what the target has once, and nothing is in two or in none."""
    (target,) = many.plan.targets
    sizes = [len(stack.flow_logs) for stack in target.stacks]
    assert sum(sizes) == 1200 == len({one.source.id for stack in target.stacks for one in stack.flow_logs})
    assert sizes[:2] == [FULL, FULL + 14]
    assert len(sizes) == 3


def test_every_stack_has_names_of_its_own(many):
    """Group and stream belong to one stack, so that none waits for another to let go."""
    stacks = many.plan.targets[0].stacks
    assert [stack.stack_name for stack in stacks] == ["flowlog-live", "flowlog-live--2", "flowlog-live--3"]
    (first,), (second,), (third,) = (stack.log_groups for stack in stacks)
    assert second.stream_name == f"{first.stream_name}-2"
    assert third.log_group_prefix == f"flowlog-live--3-{first.log_group_id}-"
    assert {one.id for one in (first, second, third)} == {one.id for one in many.plan.targets[0].destinations}


@pytest.mark.parametrize("seed", range(5))
def test_adding_and_removing_moves_nothing(many, seed):
    """Whatever comes and goes: what was there before is where it was, and a single new one changes one stack."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    numbers, planned = list(range(1200)), many
    for _ in range(4):
        before = stacks_of(planned)
        numbers = [one for one in numbers if chance.random() > 0.3] + chance.sample(range(5000, 9000), 100)
        planned = plan_of(dict.fromkeys(numbers), planned.assigned)
        after = stacks_of(planned)
        assert all(after[one] == before[one] for one in before.keys() & after.keys())
    one_more = plan_of([*dict.fromkeys(numbers), 9999], planned.assigned)
    assert one_more.assigned[KEY].opened == planned.assigned[KEY].opened
    added = dict(stacks_of(one_more).items() - stacks_of(planned).items())
    assert [id_ for id_, _ in added] == [eni(9999)]


def test_without_the_record_it_is_an_error_until_it_is_written(many):
    """Deployed as it happens to come out today, a flow log could be in another stack tomorrow."""
    with pytest.raises(InvalidConfigError, match=r"FL501.*1,200 flow logs in 3 stacks"):
        plan_of(range(1200), recording=False)
    assert plan_of(range(1200), many.assigned, recording=False).plan == many.plan
    with pytest.raises(InvalidConfigError, match=r"FL501.*the stack of 1 of them is not recorded"):
        plan_of(range(1201), many.assigned, recording=False)


def test_one_stack_needs_no_record():
    """Nothing can move where there is nowhere to go."""
    assert plan_of(range(400), recording=False).plan.targets[0].opened == 1


def test_a_flow_log_that_replaces_another_is_in_its_stack(many):
    """CloudFormation makes the new one before it deletes the old one only inside a stack."""
    before = {source: number for (source, _), number in stacks_of(many).items()}
    changed = plan_of(range(1200), many.assigned, more=", max_aggregation_interval: 600")
    assert {source: number for (source, _), number in stacks_of(changed).items()} == before
    assert stacks_of(changed).keys().isdisjoint(stacks_of(many))


def test_a_route_that_is_added_with_another_change_is_beside_what_ends_or_refused():
    """Which of the two goes on with the records is not known; alone, it may be in another stack, since nothing ends."""
    changed = ", route: [{to: cloudwatch, traffic_type: REJECT}, firehose]"
    destination = plan_of([0]).plan.targets[0].log_groups[0].id
    recorded = {KEY: Assignment(3, {(eni(i), destination): 2 + i % 2 for i in range(300)})}
    assert {one: number for (one, _), number in stacks_of(plan_of(range(300), recorded, more=changed)).items()} == {
        one: number for (one, _), number in recorded[KEY].stacks.items()
    }
    full = plan_of(range(FULL)).assigned
    with pytest.raises(InvalidConfigError, match=rf"FL501.*{2 * FULL} of them flow logs"):
        plan_of(range(FULL), full, more=changed)
    assert plan_of(range(FULL), full, more=", route: [cloudwatch, firehose]").plan.targets[0].opened == 2


def test_an_emptied_stack_stays_until_it_is_deployed_empty(many):
    """What it had is removed by deploying it, and its number is not given to another meanwhile."""
    (target,) = plan_of(range(100), many.assigned).plan.targets
    assert [bool(stack.destinations) for stack in target.stacks] == [True, False, False]


TAGS = ", ".join(f"tag{i}: {'v' * 200}" for i in range(10))


@pytest.mark.parametrize("more", ["", f", tags: {{{TAGS}}}"], ids=["merged", "tags"])
def test_what_is_recorded_and_does_not_fit_is_an_error_and_moves_nothing(more):
    """A record merged by hand, or tags that make a full stack too large: moving some would leave a gap for them."""
    destination = plan_of([0]).plan.targets[0].log_groups[0].id
    count = FULL if more else 600
    recorded = {KEY: Assignment(2, {(eni(i), destination): 2 for i in range(count)})}
    with pytest.raises(InvalidConfigError, match=rf"FL501.*--2 would have \d+ resources, {count} of them flow logs"):
        plan_of(range(count), recorded, more=more)


def test_a_target_called_like_a_stack_of_another_is_an_error(many):
    """Both would be the same stack."""
    ids = ", ".join(map(eni, range(1200)))
    text = (
        f"{HEAD.replace('name: live}', 'name: live}, {account: 444455556666, region: eu-west-1, name: live--2}')}"
        f"flow_logs: [{{name: a, targets: live, select: [{ids}]}}]\n"
    ).replace("account: 444455556666", "account: '444455556666'")
    with pytest.raises(InvalidConfigError, match=r"FL501.*flowlog-live--2"):
        make_plan(load("x.yaml", text), Inventory({}, assigned=many.assigned))


def test_the_order_of_the_file_does_not_matter():
    """Not even the first time, when nothing is recorded."""
    numbers = list(range(1000))
    first = plan_of(numbers).assigned
    random.Random(1).shuffle(numbers)  # noqa: S311 - no secret
    assert plan_of(numbers).assigned == first


def test_a_full_target_that_others_begin_to_deliver_to_moves_nothing():
    """What they bring is counted as it is, not as it could be."""
    ids = ", ".join(map(eni, range(FULL)))
    text = (
        f"{HEAD.replace('name: live}', 'name: live}, {account: SENDER, region: eu-west-1, deliver_to: live}')}"
        f"flow_logs: [{{name: a, targets: live, select: [{ids}]}}, "
        "{name: b, targets: SENDER-eu-west-1, select: vpc-0ed6e0000000000a1}]\n"
    )
    text = text.replace("account: SENDER", "account: '444455556666'").replace("SENDER", "444455556666")
    recorded = plan_of(range(FULL)).assigned
    planned = make_plan(load("x.yaml", text), Inventory({}, assigned=recorded))
    assert planned.plan.targets[0].incoming
    assert planned.assigned[KEY] == recorded[KEY]


def test_a_whole_target_has_the_destinations_of_all_stacks(many):
    """The aggregator's values, drift and queries look at targets, not at stacks."""
    (target,) = many.plan.targets
    assert sorted(one.id for stack in target.stacks for one in stack.destinations) == [
        one.id for one in target.destinations
    ]
    assert {stack.first_stack_name for stack in target.stacks} == {"flowlog-live"}

"""A target with more than a stack takes has several, and no change of the file moves a flow log from one to another."""

import random

import pytest

from flowlog_config.inventory import Assignment, Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

HEAD = (
    "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    "targets: [{account: '111122223333', region: eu-west-1, name: live}]\n"
)
KEY = ("111122223333", "eu-west-1")
FULL = 460
"""Flow logs into one log group that a target's first stack takes."""


def eni(number):
    """Give an interface's id."""
    return f"eni-{number:017x}"


def plan_of(numbers, recorded=None, *, more="", recording=True):
    """Plan one entry on these interfaces with what is recorded."""
    ids = ", ".join(map(eni, numbers))
    loaded = load("x.yaml", f"{HEAD}flow_logs:\n  - {{name: a, select: [{ids}]{more}}}\n")
    return make_plan(loaded, Inventory({}, assigned=recorded or {}), recording=recording)


def stacks_of(planned):
    """Give the number of the stack by interface and destination."""
    return planned.assigned[KEY].stacks


@pytest.fixture(scope="module")
def many():
    """Plan 1,200 interfaces."""
    return plan_of(range(1200))


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
    with pytest.raises(InvalidConfigError, match=r"FL501.*of 1 it is not recorded"):
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


def test_what_leaves_and_comes_back_before_a_deployment_is_where_it_was(many):
    """It may still be deployed: made in another stack, it would be deleted before it is made anew."""
    away, new = range(100, 120), range(5000, 5020)
    without = plan_of([*sorted({*range(1200)} - {*away}), *new], many.assigned)
    back = plan_of([*range(1200), *new], without.assigned)
    assert stacks_of(many).items() <= stacks_of(back).items()
    assert not back.assigned[KEY].left


def test_what_left_gives_its_room_away_last_and_then_is_forgotten(many):
    """As many stay known as there is room for: no stack is opened for what is not planned."""
    full = FULL + 2 * (FULL + 14)
    three = plan_of(range(full), many.assigned)
    without = plan_of(range(50, full), three.assigned)
    assert len(without.assigned[KEY].left) == 50
    replaced = plan_of([*range(50, full), *range(5000, 5030)], without.assigned)
    assert (replaced.assigned[KEY].opened, len(replaced.assigned[KEY].left)) == (3, 20)
    assert plan_of([*range(50, full), *range(5000, 5030)], replaced.assigned).assigned == replaced.assigned


def test_what_the_account_no_longer_has_gives_its_room_away_first():
    """An id never comes back, a tag does."""
    loaded = load(
        "x.yaml", f"{HEAD}flow_logs:\n  - {{name: a, select: {{type: network-interface, tags: {{log: 'yes'}}}}}}\n"
    )

    def plan_with(tagged, there, recorded):
        resources = {
            eni(i): Resource(
                id=eni(i),
                type=ResourceType.NETWORK_INTERFACE,
                owner=KEY[0],
                state="in-use",
                tags={"log": "yes"} if i in tagged else {},
            )
            for i in there
        }
        return make_plan(loaded, Inventory({KEY: TargetInventory(*KEY, resources)}, assigned=recorded), recording=True)

    full = FULL + 14 + FULL
    all_ = {*range(full)}
    first = plan_with(all_, all_, {})
    gone, untagged, new = {*range(10)}, {*range(10, 20)}, {*range(5000, 5010)}
    left = plan_with(all_ - gone - untagged, all_ - gone, first.assigned)
    after = plan_with((all_ | new) - gone - untagged, (all_ | new) - gone, left.assigned)
    assert {id_ for id_, _ in after.assigned[KEY].left} == {eni(i) for i in untagged}


def test_what_replaces_goes_beside_what_ends_now_not_beside_what_left_before():
    """Only inside a stack is the new flow log made before the old one is deleted."""
    former, now = (plan_of([0], more=more).plan.targets[0].log_groups[0].id for more in (", format: security", ""))
    recorded = {KEY: Assignment(3, {(eni(0), now): 3}, {(eni(0), former): 1})}
    changed = plan_of([0], recorded, more=", max_aggregation_interval: 600")
    assert set(stacks_of(changed).values()) == {3}
    assert changed.assigned[KEY].left == {(eni(0), former): 1, ("retiring-3", now): 3}


def test_a_way_that_ends_in_one_stack_stays_there_while_another_stack_still_uses_it():
    """Two entries share it, each in a stack of its own; also where `retiring` is said after a recording."""
    first, second = (", ".join(f"eni-{i:017x}" for i in numbers) for numbers in (range(460), range(460, 700)))

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

"""What left a stack is known there while there is room: it may still be deployed, and come back."""

from many_interfaces import FULL, HEAD, KEY, eni, plan_of, stacks_of

from flowlog_config.inventory import Assignment, Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load


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

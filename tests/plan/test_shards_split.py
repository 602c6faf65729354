"""Some of a full stack's flow logs become others, and the rest go on: there is room for that, and a way where there is none."""

import pytest
from many_interfaces import FULL, HEAD, KEY, eni

from flowlog_config.inventory import Inventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

COUNT = 3 * FULL


def plan(*entries, recorded=None):
    """Plan entries, each a text beside its interfaces, and give what is recorded."""
    rows = "".join(
        f"  - {{name: e{i}, select: [{', '.join(map(eni, numbers))}]{more}}}\n"
        for i, (numbers, more) in enumerate(entries)
    )
    loaded = load("x.yaml", f"{HEAD}flow_logs:\n{rows}")
    return make_plan(loaded, Inventory({}, assigned={KEY: recorded} if recorded else {}), recording=True).assigned[KEY]


def stack_of(assignment):
    """Give the stacks of each interface."""
    found = {}
    for (source, _), number in assignment.stacks.items():
        found.setdefault(source, set()).add(number)
    return found


@pytest.fixture(scope="module")
def full():
    """Give the record of one entry in full stacks."""
    return plan((range(COUNT), ""))


@pytest.mark.parametrize("many", [1, FULL, COUNT - 1])
@pytest.mark.parametrize(
    "change",
    [
        "format: security",
        "traffic_type: REJECT",
        "log_group: other",
        "max_aggregation_interval: 600",
        "route: firehose",
    ],
)
def test_some_flow_logs_change_and_stay_where_they_are(full, many, change):
    """One, those of a stack, or all but one get an entry of their own, with another destination."""
    entries = (range(many, COUNT), ""), (range(many), f", {change}")
    after = plan(*entries, recorded=full)
    assert stack_of(after) == stack_of(full)
    assert after.opened == full.opened
    assert len({to for _, to in after.stacks}) == 2


def test_they_go_to_an_entry_there_is_too():
    """Both destinations are there, in other stacks."""
    first, moved, second = range(FULL), range(FULL, FULL + 5), range(FULL + 5, COUNT)
    other = ", format: security"
    before = plan((first, ""), ([*moved, *second], other))
    assert stack_of(plan(([*first, *moved], ""), (second, other), recorded=before)) == stack_of(before)


def test_what_finds_no_room_is_deployed_in_two_steps(full):
    """A third and a fourth kind in a full stack are refused at once; beside the others first, they go where there is room."""
    kinds = [", format: security", ", format: cost", ", traffic_type: REJECT", ", log_group: other"]
    numbers = [range(i, i + 1) for i in range(len(kinds))]
    rest, changed = (range(len(kinds), COUNT), ""), list(zip(numbers, kinds, strict=True))
    with pytest.raises(InvalidConfigError, match=r"FL501.*none can move without a gap"):
        plan(rest, *changed, recorded=full)
    both = plan((range(COUNT), ""), *changed, recorded=full)
    assert all(stack_of(full)[source] <= there for source, there in stack_of(both).items())
    after = plan(rest, *changed, recorded=both)
    assert after.stacks.items() <= both.stacks.items()

"""What stands in for a flow log that ends: one with all that its records hold, and that is there before it ends."""

from dataclasses import replace

import pytest
from compared_files import diff, file, words
from small_network import KEY, SUBNET, VPC, WEB, inventory

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.receivers import Receiver
from flowlog_config.operate.diff.refusals import counted, refusals
from flowlog_config.operate.diff.state import Logged, StackState
from flowlog_config.operate.diff.unlogged import Coverage

TAGS = ", format: [version, srcaddr, instance-tag], tag_field_specifications: {instance: [%s]}"


@pytest.mark.parametrize(
    ("ended", "stays", "lacks"),
    [
        (", format: [version, srcaddr, vpc-id]", ", format: [version, srcaddr]", "without vpc-id"),
        (TAGS % "a", TAGS % "b", "with other tag fields"),
        ("", ", max_aggregation_interval: 600", "of 600 s, not 60 s"),
        ("", ", retention_days: 1, log_group: short", "kept 1 day, not 14"),
        ("", ", format: [version], max_aggregation_interval: 600", "without account-id, "),
    ],
    ids=["fields", "tags", "interval", "retention", "several"],
)
def test_who_has_less_of_each_record_does_not_stand_in(ended, stays, lacks):
    """On the same resource, or around it; and the other way round it does."""
    for around in (VPC, SUBNET, WEB):
        gone, kept = ("gone", WEB, ended), ("kept", around, stays)
        (one,) = diff(file(gone, kept), file(kept), inventory())[KEY[0]].of(Kind.UNLOGGED)
        assert lacks in one.why[0]
    gone, kept = ("gone", WEB, stays), ("kept", VPC, ended)
    if "tag fields" not in lacks:  # neither has what the other one has
        assert diff(file(gone, kept), file(kept), inventory())[KEY[0]].of(Kind.REMOVED)


def test_a_narrower_entry_beside_a_whole_one_does_not_stand_in(run):
    """A few fields of rejected traffic for a day are not all fields of all traffic for a year."""
    whole = ("whole", VPC, ", format: security, retention_days: 365")
    part = ("part", VPC, ", format: [version, srcaddr, action], retention_days: 1, forward: {action: REJECT}")
    ran = run(file(whole, part), file(part), "--check")
    assert ran.exit_code == 1
    assert "1 resource would no longer be logged" in ran.stderr
    assert "another flow log on it stays, but its records are without " in ran.stdout
    assert " and kept 1 day, not 365" in ran.stdout


def test_fields_that_an_entry_gives_up_itself_are_not_asked_of_others():
    """That they are lost is said beside the change; the rest of the traffic is all there."""
    edge, around = ("edge", WEB, ", format: security"), ("around", VPC, "")
    found = diff(file(edge, around), file(("edge", WEB, ", traffic_type: REJECT"), around), inventory())[KEY[0]]
    (one,) = found.of(Kind.REPLACED)
    assert (one.narrowed, one.lost_by) == (False, ())
    assert "14 fields of a record are lost" in words(found)


def test_what_its_vpc_forwards_only_in_part_is_missed_by_the_aggregator():
    """The interface keeps accepted traffic; the rejected is still in the log group of the VPC, and goes no further."""
    around = ("around", VPC, ", log_group: apart, forward: {dstport: 22}")
    before, after = (file(("edge", WEB, more), around) for more in ("", ", traffic_type: ACCEPT"))
    (one,) = diff(before, after, inventory())[KEY[0]].of(Kind.REPLACED)
    assert (one.narrowed, one.lost_by) == (False, (Receiver.AGGREGATOR,))


def logged(source_id, name, traffic_type="ALL"):
    """A flow log."""
    return Logged(logical_id=name, source_id=source_id, to="${Group}", traffic_type=traffic_type)


def stacks(**held):
    """Give stacks of a target: the first one, and a second and third."""
    names = {"first": "a", "second": "a--2", "third": "a--3"}
    return {
        name: StackState(name, {one.logical_id: one for one in held.get(key, ())}, {}) for key, name in names.items()
    }


OWN, AROUND, PART = logged(WEB, "Own"), logged(SUBNET, "Around"), logged(WEB, "Part", "REJECT")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"first": [OWN]}, {"third": [AROUND]}, Kind.UNLOGGED_MEANWHILE),
        ({"second": [OWN]}, {"third": [AROUND]}, Kind.UNLOGGED_MEANWHILE),
        ({"second": [OWN]}, {"first": [AROUND]}, Kind.REMOVED),
        ({"second": [OWN]}, {"second": [AROUND]}, Kind.REMOVED),
        ({"first": [OWN], "third": [AROUND]}, {"third": [AROUND]}, Kind.REMOVED),
        ({"first": [OWN], "third": [logged(SUBNET, "Around", "REJECT")]}, {"third": [AROUND]}, Kind.UNLOGGED_MEANWHILE),
    ],
    ids=["later", "side-by-side", "in-the-first", "in-its-own", "there-already", "there-in-part"],
)
def test_what_stands_in_must_be_there_before(before, after, kind):
    """Stacks are deployed one after the other, the first one first; inside a stack what is new comes first."""
    (found,) = compare({KEY: stacks(**before)}, {KEY: stacks(**after)}, Coverage(inventory()).verdict)
    assert [one.kind for one in found.changes if one.source_id == WEB] == [kind]
    said = refusals(counted([found]), allow_unlogged=False, allow_deletion=False)
    meanwhile = kind is Kind.UNLOGGED_MEANWHILE
    assert said == (
        [
            "1 resource would not be logged until another stack follows; deploy what is new first, or say --allow-unlogged"
        ]
        if meanwhile
        else []
    )
    assert ("Not logged for minutes: 1" in words(found)) == meanwhile
    assert not refusals(counted([found]), allow_unlogged=True, allow_deletion=False)


def test_two_that_both_end_do_not_stand_in_for_each_other():
    """Either stack may come first, and the third one last."""
    twin = logged(WEB, "Twin")
    before = stacks(second=[OWN], third=[twin]) | {"a--4": StackState("a--4", {}, {})}
    after = stacks() | {"a--4": StackState("a--4", {"Around": AROUND}, {})}
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(inventory()).verdict)
    assert {one.kind for one in found.changes if one.source_id == WEB} == {Kind.UNLOGGED_MEANWHILE}
    changed = stacks(second=[OWN], third=[logged(SUBNET, "Former")])
    goes_on = stacks(third=[AROUND])
    (found,) = compare({KEY: changed}, {KEY: goes_on}, Coverage(inventory()).verdict)
    assert [one.kind for one in found.changes if one.source_id == WEB] == [Kind.REMOVED]


def test_a_stack_that_left_the_file_stands_in_also_where_it_is_called_like_a_first_one():
    """A target may be named as if it were another one's second stack."""
    before, after = stacks(first=[AROUND], second=[OWN]), {"a--2": StackState("a--2", {}, {})}
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(inventory()).verdict)
    assert [one.kind for one in found.changes if one.source_id == WEB] == [Kind.REMOVED]


def test_what_moves_and_is_narrowed_is_told_once():
    """Of the gap between the stacks it is said that nothing logs it; afterwards another flow log has the rest."""
    before, after = stacks(second=[OWN]), stacks(third=[logged(WEB, "Half", "ACCEPT"), PART])
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(inventory()).verdict)
    (moved,) = found.of(Kind.MOVED)
    assert not moved.narrowed


@pytest.mark.parametrize(("at", "kind"), [("first", Kind.REMOVED), ("third", Kind.UNLOGGED_MEANWHILE)])
def test_who_gets_it_must_get_it_before_too(at, kind):
    """Until the other stack follows, it is in files that nobody reads."""
    files = replace(AROUND, logical_id="Files", route="s3")
    own, around = (replace(one, route="firehose") for one in (OWN, AROUND))
    before, after = {"first": [files], "second": [own]}, {"first": [files]}
    after[at] = [*after.get(at, ()), around]
    (found,) = compare({KEY: stacks(**before)}, {KEY: stacks(**after)}, Coverage(inventory()).verdict)
    assert [one.kind for one in found.changes if one.source_id == WEB] == [kind]


@pytest.mark.parametrize(("at", "late"), [("first", ()), ("third", (Receiver.AGGREGATOR,))])
def test_who_gets_the_rest_must_get_it_before_too(at, late):
    """The one in its place has a part only, and the rest is in files that nobody reads."""
    files = replace(AROUND, logical_id="Files", route="s3")
    own, part, around = (replace(one, route="firehose") for one in (OWN, PART, AROUND))
    after = {"first": [files], "second": [part]}
    after[at] = [*after.get(at, ()), around]
    before = stacks(first=[files], second=[own])
    (found,) = compare({KEY: before}, {KEY: stacks(**after)}, Coverage(inventory()).verdict)
    assert [(one.narrowed, one.lost_by) for one in found.of(Kind.REPLACED)] == [(False, late)]


@pytest.mark.parametrize(("at", "narrowed"), [("first", False), ("second", False), ("third", True)])
def test_the_rest_of_its_traffic_must_be_there_before_too(at, narrowed):
    """The one in its place has a part only."""
    after = {"second": [PART], at: [AROUND, *([PART] if at == "second" else [])]}
    (found,) = compare({KEY: stacks(second=[OWN])}, {KEY: stacks(**after)}, Coverage(inventory()).verdict)
    (one,) = found.of(Kind.REPLACED)
    assert one.narrowed is narrowed

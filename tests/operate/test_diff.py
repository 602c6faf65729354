"""What a deployment changes: two files on one account, told apart."""

import pytest
from small_network import ATTACHMENT, DATABASE, HEAD, KEY, SUBNET, VPC, WEB, everything, inventory, loaded

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.text import in_words
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.templates import templates_of


def entry(select, name="one", **more):
    """Write a flow log of a file."""
    settings = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{name: {name}, select: {select}{settings}}}"


def file(*entries):
    """Write the flow logs of a file."""
    return f"flow_logs: [{', '.join(entries)}]"


def state(plan):
    """Give what will be deployed once a plan is."""
    return states_of(templates_of(plan), project=plan.name)


def diff(before, after, *, now=None, head=HEAD):
    """Compare two files on the small account; gives the target's difference."""
    found = now or inventory()
    old = state(make_plan(loaded(before, HEAD), inventory()).plan)
    new = state(make_plan(loaded(after, head), found).plan)
    return next(one for one in compare(old, new, Coverage(found).verdict) if one.place == KEY)


def kinds(found):
    """Give what becomes of each resource."""
    return {(one.source_id, one.kind) for one in found.changes}


def test_nothing_changes_when_nothing_changed():
    """Every flow log is kept."""
    same = file(entry(f"[{WEB}, {ATTACHMENT}]"))
    assert kinds(diff(same, same)) == {(WEB, Kind.KEPT), (ATTACHMENT, Kind.KEPT)}
    assert list(in_words(diff(same, same))) == ["111122223333 eu-west-1", "  2 flow logs unchanged"]


def test_tells_what_comes_and_what_is_no_longer_logged():
    """One resource more, another one less."""
    found = diff(file(entry(WEB)), file(entry(DATABASE)))
    assert kinds(found) == {(DATABASE, Kind.CREATED), (WEB, Kind.UNLOGGED)}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"traffic_type": "REJECT"}, "traffic_type (ALL → REJECT)"),
        ({"max_aggregation_interval": 600}, "max_aggregation_interval (60 s → 600 s)"),
        ({"format": "[version, srcaddr, vpc-id]"}, "+vpc-id"),
        ({"log_group": "apart"}, "its log group"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_tells_why_a_flow_log_is_replaced(settings, why):
    """All but tags is fixed when AWS makes a flow log."""
    (change,) = diff(file(entry(WEB)), file(entry(WEB, **settings))).changes
    assert change.kind is Kind.REPLACED
    assert why in " ".join(change.why)


def test_the_same_fields_in_another_order_are_another_format():
    """Readers find columns by position."""
    fields = ("[version, srcaddr]", "[srcaddr, version]")
    (change,) = diff(*(file(entry(WEB, format=one)) for one in fields)).changes
    assert change.why == ("format (another order)",)


def test_another_name_or_tag_of_an_entry_replaces_nothing():
    """Tags are changed in place."""
    found = diff(file(entry(WEB)), file(entry(WEB, name="two")))
    assert kinds(found) == {(WEB, Kind.RETAGGED)}
    assert kinds(diff(file(entry(WEB)), file(entry(WEB, tags="{team: a}")))) == {(WEB, Kind.RETAGGED)}


def test_of_two_flow_logs_on_one_resource_the_alike_are_paired():
    """One of them changes, the other one goes."""
    twice = file(entry(WEB), entry(WEB, name="two", traffic_type="REJECT", max_aggregation_interval=600))
    found = diff(twice, file(entry(WEB, name="two", traffic_type="REJECT")))
    (replaced,) = found.of(Kind.REPLACED)
    assert replaced.why == ("max_aggregation_interval (600 s → 60 s)",)
    assert [one.before.traffic_type for one in found.of(Kind.UNLOGGED)] == ["ALL"]


def test_what_its_vpc_logs_is_not_missed():
    """An interface's own flow log goes, its subnet's stays or comes."""
    for wider in (VPC, SUBNET):
        (removed,) = diff(file(entry(WEB)), file(entry(wider))).of(Kind.REMOVED)
        assert removed.why == (f"{wider} logs it",)


def test_what_its_vpc_logs_only_in_part_is_missed():
    """Accepted traffic would be gone."""
    found = diff(file(entry(WEB)), file(entry(VPC, traffic_type="REJECT")))
    assert [one.source_id for one in found.of(Kind.UNLOGGED)] == [WEB]
    same = diff(file(entry(WEB, traffic_type="REJECT")), file(entry(VPC, traffic_type="REJECT")))
    assert not same.of(Kind.UNLOGGED)


def test_what_is_gone_from_the_account_is_not_missed():
    """Only when the inventory was read in full."""
    left = [one for one in everything() if one.id != WEB]
    before, after = file(entry(f"[{WEB}, {DATABASE}]")), file(entry(DATABASE))
    (removed,) = diff(before, after, now=inventory(left)).of(Kind.REMOVED)
    assert removed.why == ("the inventory no longer has it",)
    unread = inventory(left, not_read=("ec2:DescribeNetworkInterfaces: denied",))
    assert len(diff(before, after, now=unread).of(Kind.UNLOGGED)) == 1


def test_a_target_that_left_the_file_goes_on_logging():
    """No deployment touches its stack; the way to end it is said."""
    elsewhere = HEAD.replace("eu-west-1", "eu-west-2")
    found = diff(file(entry(WEB)), file(entry(VPC)), head=elsewhere, now=inventory(key=(KEY[0], "eu-west-2")))
    assert kinds(found) == {(WEB, Kind.LEFT_BEHIND)}
    assert found.left_stacks == ("flowlog-111122223333-eu-west-1",)
    assert "delete-stack" in "\n".join(in_words(found))


def test_a_stack_of_another_name_has_its_resources_moved():
    """The order of the two deployments matters, and is said."""
    renamed = HEAD.replace("eu-west-1}", "eu-west-1, name: live}")
    found = diff(file(entry(WEB)), file(entry(WEB)), head=renamed)
    assert found.new_stacks == ("flowlog-live",)
    assert kinds(found) == {(WEB, Kind.CREATED), (WEB, Kind.LEFT_BEHIND)}


def test_log_groups_are_told():
    """Which stays behind, which is new, which keeps records for another time or forwards others."""

    def lines(**settings):
        return "\n".join(diff(file(entry(WEB)), file(entry(WEB, **settings))).log_groups)

    assert lines(retention_days=30).endswith("records will be kept 30 days, before 14 days")
    assert "older records are deleted" in lines(retention_days=7)
    assert "forwards only [" in lines(forward="{action: REJECT}")
    replaced = lines(traffic_type="REJECT")
    assert "stays with the records it has, kept 14 days" in replaced
    assert "new, records are kept 14 days" in replaced


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"traffic_type": "REJECT"}),
        ({"max_aggregation_interval": 600}, {}),
        ({"format": "[version, srcaddr, bytes]"}, {"traffic_type": "ACCEPT"}),
        ({}, {"format": "security", "max_aggregation_interval": 600}),
        ({"route": "firehose"}, {"traffic_type": "ACCEPT"}),
    ],
)
def test_what_it_says_to_add_keeps_the_former_way(before, after):
    """With the line it prints, nothing of the way ends; without it, the last records are not forwarded."""
    plain = diff(file(entry(WEB, **before)), file(entry(WEB, **after)))
    (items,) = plain.retiring.values()
    kept = file(entry(WEB, retiring=f"[{', '.join(items)}]", **after))
    assert diff(file(entry(WEB, **before)), kept).retiring == {}
    old = make_plan(loaded(file(entry(WEB, **before)), HEAD), inventory()).plan.targets[0].destinations
    new = make_plan(loaded(kept, HEAD), inventory()).plan.targets[0]
    assert {one.id for one in old} < {one.id for one in new.destinations}
    assert all(one.destination.id not in {d.id for d in old} for one in new.flow_logs)


def test_a_way_that_others_still_take_needs_no_keeping():
    """Another entry has the same settings, and so the same log group."""
    other = entry(DATABASE, name="other")
    assert diff(file(entry(WEB), other), file(entry(WEB, traffic_type="REJECT"), other)).retiring == {}


def test_a_sender_left_behind_loses_its_way_with_the_central_stream():
    """Its stack goes on, and what it delivers is refused: said as no longer logged, not as still logging."""
    both = HEAD.replace(
        "eu-west-1}",
        'eu-west-1, name: central}, {account: "444455556666", region: eu-west-1, name: sender, deliver_to: central}',
    )
    central = HEAD.replace("eu-west-1}", "eu-west-1, name: central}")
    entries = [
        f"{{name: here, select: {WEB}, targets: central, traffic_type: REJECT}}",
        f"{{name: there, select: {VPC}, targets: sender}}",
    ]
    before = state(make_plan(load("f", f"{both}flow_logs: [{', '.join(entries)}]")).plan)
    after = state(make_plan(load("f", f"{central}flow_logs: [{entries[0]}]")).plan)
    found = compare(before, after, Coverage(None).verdict)
    (lost,) = [one for target in found for one in target.of(Kind.UNLOGGED)]
    assert lost.source_id == VPC
    assert "central one no longer takes" in lost.why[0]

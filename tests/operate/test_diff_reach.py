"""Which of a flow log's records go on to whom: filters, halves of the traffic, and what nobody sends on."""

import pytest
from compared_files import diff, file
from small_network import KEY, VPC, WEB, inventory

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.readers import Reader
from flowlog_config.operate.diff.receivers import Receiver, covers
from flowlog_config.operate.diff.state import Logged, LogGroup, StackState
from flowlog_config.operate.diff.unlogged import Coverage

REJECTED = ", forward: {action: REJECT}"


def lost(before, after):
    """Give what is no longer received, by kind and resource."""
    found = diff(file(*before), file(*after), inventory())[KEY[0]]
    return [(one.kind, one.source_id) for one in found.changes if one.unreceived]


def test_another_flow_log_of_it_must_send_on_as_much():
    """It stays logged by the other entry, and only its rejected records are forwarded there."""
    one, other = ("one", VPC, ""), ("two", VPC, f", log_group: apart{REJECTED}")
    assert lost([one, other], [other]) == [(Kind.REMOVED, VPC)]
    assert lost([other, one], [one]) == []
    wide = ("two", VPC, f", log_group: apart{REJECTED}")
    assert lost([("one", WEB, ""), wide], [wide]) == [(Kind.REMOVED, WEB)]


def test_how_long_log_groups_keep_is_no_question_of_who_gets_it():
    """The aggregator has all of it by the other one; the log group that kept it longer stays."""
    other = ("two", VPC, "")
    before = [("one", VPC, ", retention_days: 365, log_group: apart"), other]
    assert lost(before, [("one", VPC, ", route: s3"), other]) == []


def test_halves_that_are_both_sent_on_are_the_whole():
    """The accepted by one flow log, the rejected by another one's filter."""
    accepted = ("one", VPC, ", traffic_type: ACCEPT")
    rejected = ("two", VPC, f", log_group: apart{REJECTED}")
    assert lost([("one", VPC, "")], [accepted, rejected]) == []
    assert lost([("one", VPC, "")], [accepted]) == []  # narrowed, which is said as such
    assert lost([("one", VPC, "")], [("one", VPC, ", traffic_type: ACCEPT, route: s3")]) == [(Kind.REPLACED, VPC)]


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_what_takes_the_place_of_a_flow_log_does_not_depend_on_logical_ids(order):
    """Two are as unlike it, and one of them keeps more fields."""
    old = Logged(logical_id="F", source_id=VPC, log_format="${version} ${action} ${dstport}")
    less = Logged(logical_id="A", source_id=VPC, route="s3", log_format="${version}")
    more = Logged(logical_id="B", source_id=VPC, route="lambda", log_format="${version} ${action}")
    after = StackState("a", {one.logical_id: one for id_ in order for one in (less, more) if one.logical_id == id_}, {})
    (found,) = compare({KEY: {"a": StackState("a", {"F": old}, {})}}, {KEY: {"a": after}}, Coverage(None).verdict)
    assert [one.after for one in found.of(Kind.REPLACED)] == [more]


@pytest.mark.parametrize(
    ("wide", "narrow", "sure"),
    [
        ({}, {"dstport": ("22",)}, True),
        ({"dstport": ("22",)}, {}, False),
        ({"dstport": ("22", "23")}, {"dstport": ("22",), "srcport": ("1",)}, True),
        ({"dstaddr": ("10.*",)}, {"dstaddr": ("10.0.*", "10.1.2.3")}, True),
        ({"dstaddr": ("10.*",)}, {"dstaddr": ("10.0.*", "11.1.2.3")}, False),
        ({"dstaddr": ("10.0.0.1",)}, {"dstaddr": ("10x0y0z1",)}, False),
        ({"{ $.action = REJECT }": ()}, {"{ $.action = REJECT }": ()}, True),
        ({"{ $.action = REJECT }": ()}, {}, False),
        ({}, {"{ $.action = REJECT }": ()}, True),
    ],
)
def test_conditions_are_compared_by_what_meets_them(wide, narrow, sure):
    """Only what is sure to go on counts; of a pattern that is not ours nothing is known."""
    assert covers(frozenset(wide.items()), frozenset(narrow.items())) is sure


def forwarded(pattern, traffic_type="ALL", log_format="${version} ${action}"):
    """Give a stack whose only flow log goes on as a filter says."""
    one = Logged(logical_id="F", source_id=VPC, into="G", log_format=log_format, traffic_type=traffic_type)
    return StackState("a", {"F": one}, {"G": LogGroup(14, pattern)})


def by_whom(before, after):
    """Give who no longer gets records, of each flow log."""
    found = compare({KEY: {"a": before}}, {KEY: {"a": after}}, Coverage(None).verdict)[0]
    return [one.lost_by for one in found.changes]


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("", "{ $.action = REJECT }", True),
        ("{ $.action = REJECT }", "{ $.action = REJECT }", False),
        ("{ $.action = REJECT }", "", False),
        ('[version, action = "REJECT"]', "REJECT", True),
        ("", None, True),
        (None, None, False),
        (None, "", False),
    ],
    ids=["to-another's", "the-same", "from-another's", "ours-and-another's", "no-filter", "never", "filter"],
)
def test_a_filter_that_is_not_ours_or_is_not_there_sends_nothing_that_is_sure(before, after, lost):
    """Somebody changed it by hand, or took it away; what it lets through is not known."""
    assert by_whom(forwarded(before), forwarded(after)) == [(Receiver.AGGREGATOR,) if lost else ()]


def test_a_filter_for_the_half_that_is_not_logged_sends_nothing():
    """The rejected records still are in files, and no more at the aggregator."""
    rejected = '[version, action = "REJECT"]'
    before, after = forwarded(rejected), forwarded(rejected, "ACCEPT")
    files = Logged(logical_id="S", source_id=VPC, route="s3", log_format="${version} ${action}")
    before, after = (StackState("a", {**one.flow_logs, "S": files}, one.log_groups) for one in (before, after))
    assert sorted(by_whom(before, after)) == [(), (Receiver.AGGREGATOR,)]


def test_what_is_no_longer_logged_is_not_said_to_be_no_longer_received_too():
    """One line about it is enough."""
    (one,) = diff(file(("one", VPC, ""), ("two", WEB, "")), file(("two", WEB, "")))[KEY[0]].of(Kind.UNLOGGED)
    assert (one.source_id, one.lost_by) == (VPC, ())


def test_who_reads_by_a_role_of_a_stack_that_stays_goes_on():
    """The target left the file, with its bucket and its readers, and no deployment touches it."""
    files = Logged(logical_id="F", source_id=VPC, route="s3", to="arn:aws:s3:::a/")
    before = StackState("a", {"F": files}, {}, readers={"Reader": Reader(("444455556667",), "agreed-before")})
    (found,) = compare({KEY: {"a": before}}, {KEY: {}}, Coverage(None).verdict)
    assert [(one.kind, one.lost_by) for one in found.changes] == [(Kind.LEFT_BEHIND, ())]

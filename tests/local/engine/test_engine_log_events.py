"""Log events for a poller: nothing skipped, nothing repeated, in one order, with ids that last."""

import time

import pytest
from botocore.exceptions import ClientError

_GROUP = "/flowlog/events"


@pytest.fixture
def group(logs):
    """A log group with two streams."""
    logs.create_log_group(logGroupName=_GROUP)
    for name in ("eni-a-all", "eni-b-all"):
        logs.create_log_stream(logGroupName=_GROUP, logStreamName=name)
    return logs


def _put(logs, stream, *events):
    batch = [{"timestamp": timestamp, "message": message} for timestamp, message in events]
    return logs.put_log_events(logGroupName=_GROUP, logStreamName=stream, logEvents=batch)


def _poll(logs, **arguments):
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=_GROUP, **arguments)
    return [each for page in pages for each in page["events"]]


def _now():
    return int(time.time() * 1000)


def test_pages_give_every_event_once_in_order_of_time_and_arrival(group):
    """Equal times keep the order of arrival, across streams too."""
    start = _now() - 60_000
    for number in range(40):
        _put(group, f"eni-{'ab'[number % 2]}-all", (start + number // 10, f"event {number}"))
    found = _poll(group, PaginationConfig={"PageSize": 7})
    assert [each["message"] for each in found] == [f"event {number}" for number in range(40)]
    assert len({each["eventId"] for each in found}) == 40


def test_ids_are_the_same_on_every_reading(group):
    """A poller can use the id to recognise an event."""
    _put(group, "eni-a-all", (_now(), "one"))
    first, second = _poll(group)[0], _poll(group)[0]
    assert first["eventId"] == second["eventId"]
    assert len(first["eventId"]) == 56


def test_events_that_arrive_between_pages_shift_nothing(group):
    """A token names an event, not a position."""
    start = _now() - 60_000
    _put(group, "eni-a-all", *((start + number, f"event {number}") for number in range(6)))
    first = group.filter_log_events(logGroupName=_GROUP, limit=3)
    _put(group, "eni-b-all", (start - 1000, "late"))
    second = group.filter_log_events(logGroupName=_GROUP, limit=3, nextToken=first["nextToken"])
    assert [each["message"] for each in second["events"]] == ["event 3", "event 4", "event 5"]
    assert "nextToken" not in second


def test_a_page_ends_at_one_mebibyte(group):
    """Large events make small pages, and every event still arrives."""
    for number in range(5):
        _put(group, "eni-a-all", (_now(), f"{number}" * 400_000))
    page = group.filter_log_events(logGroupName=_GROUP)
    assert len(page["events"]) == 2
    assert len(_poll(group)) == 5


def test_window_and_streams_narrow_the_search(group):
    """Start and end are inclusive; streams are chosen by name or prefix."""
    start = _now() - 60_000
    _put(group, "eni-a-all", (start, "a0"), (start + 1, "a1"), (start + 2, "a2"))
    _put(group, "eni-b-all", (start + 1, "b1"))
    found = _poll(group, startTime=start + 1, endTime=start + 1)
    assert [each["message"] for each in found] == ["a1", "b1"]
    assert [each["message"] for each in _poll(group, logStreamNamePrefix="eni-b")] == ["b1"]
    assert len(_poll(group, logStreamNames=["eni-a-all"])) == 3


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("REJECT OK", ["2 REJECT OK", "2 OK REJECT"]),
        ('"REJECT OK"', ["2 REJECT OK"]),
        ("-REJECT", ["2 ACCEPT OK"]),
        ("?ACCEPT ?NODATA", ["2 ACCEPT OK"]),
        ("[version, action = REJECT, status]", ["2 REJECT OK"]),
        ("reject", []),
    ],
)
def test_a_pattern_chooses_as_that_of_a_subscription_does(group, pattern, found):
    """Quoted, left out, one of several, and by columns."""
    _put(group, "eni-a-all", *((_now(), message) for message in ("2 ACCEPT OK", "2 REJECT OK", "2 OK REJECT")))
    assert [each["message"] for each in _poll(group, filterPattern=pattern)] == found


def test_a_pattern_that_cannot_be_read_is_refused(group):
    """Never a wrong answer."""
    with pytest.raises(group.exceptions.InvalidParameterException, match="Invalid filter pattern"):
        _poll(group, filterPattern='"open')


@pytest.mark.parametrize(
    ("events", "part"),
    [
        ([(2, "b"), (1, "a")], "chronological order"),
        ([(0, "a"), (90_000_000, "b")], "24 hours"),
        ([(0, "a" * 1_048_560)], "Upload too large"),
    ],
)
def test_batches_aws_refuses_are_refused(group, events, part):
    """Order, span and size of a batch are checked, and nothing of it is stored."""
    start = _now() - 90_000_000
    with pytest.raises(ClientError, match=part):
        _put(group, "eni-a-all", *((start + offset, message) for offset, message in events))
    assert _poll(group) == []


def test_events_outside_the_window_are_rejected_one_by_one(group):
    """Too old, expired by retention, too new: the indexes say which, the rest is stored."""
    now, day = _now(), 86_400_000
    answer = _put(group, "eni-a-all", (now - 15 * day, "old"), (now - 15 * day + 1, "old too"))
    assert answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 2}
    answer = _put(group, "eni-a-all", (now, "fine"), (now + 3 * 3_600_000, "new"))
    assert answer["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 1}
    group.put_retention_policy(logGroupName=_GROUP, retentionInDays=1)
    answer = _put(group, "eni-a-all", (now - 2 * day, "expired"))
    assert answer["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
    assert [each["message"] for each in _poll(group)] == ["fine"]


def test_reading_one_stream_in_pages(group):
    """``GetLogEvents``, which stock ministack does right, still gives each event once and then the same token."""
    start = _now() - 1000
    _put(group, "eni-a-all", *((start + number, str(number)) for number in range(5)))
    names = {"logGroupName": _GROUP, "logStreamName": "eni-a-all", "startFromHead": True, "limit": 2}
    seen, token = [], {}
    while True:
        page = group.get_log_events(**names, **token)
        if token and page["nextForwardToken"] == token["nextToken"]:
            break
        seen += [each["message"] for each in page["events"]]
        token = {"nextToken": page["nextForwardToken"]}
    assert seen == ["0", "1", "2", "3", "4"]


def test_missing_group_and_stream_are_named(group):
    """The codes AWS uses."""
    with pytest.raises(group.exceptions.ResourceNotFoundException, match="log stream"):
        _put(group, "eni-c-all", (_now(), "x"))
    with pytest.raises(group.exceptions.ResourceNotFoundException, match="log group"):
        group.filter_log_events(logGroupName="/none")
    with pytest.raises(group.exceptions.InvalidParameterException, match="nextToken"):
        group.filter_log_events(logGroupName=_GROUP, nextToken="nonsense")

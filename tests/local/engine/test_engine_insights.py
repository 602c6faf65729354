"""Logs Insights as the embedded engine has it: the calls, and the part of the language that counts records."""

import time

import pytest
from botocore.exceptions import ClientError

from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.insights_language import compile_query

GROUP = "/flowlog/insights"
DEFAULT = "2 111122223333 eni-0a {} 10.0.0.2 40000 {} 6 1 {} 1795000000 1795000060 {} OK"
COUNT = "stats count(*) as n by srcAddr"


@pytest.fixture
def group(logs):
    """A log group with records of now and of two hours ago."""
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="eni-0a-all")
    now = int(time.time() * 1000)
    for ago, address in ((7_200_000, "10.0.0.9"), (60_000, "10.0.0.1")):
        event = {"timestamp": now - ago, "message": DEFAULT.format(address, 443, 100, "ACCEPT")}
        logs.put_log_events(logGroupName=GROUP, logStreamName="eni-0a-all", logEvents=[event])
    return logs


def _started(logs, text=COUNT, *, ago=3600, **more):
    now = int(time.time())
    return logs.start_query(
        **{"logGroupNames": [GROUP], "queryString": text, "startTime": now - ago, "endTime": now} | more
    )


def test_a_query_runs_and_then_has_its_answer(group):
    """Only of the time that was asked for, and with what it scanned."""
    query_id = _started(group)["queryId"]
    assert group.get_query_results(queryId=query_id)["status"] == "Running"
    found = group.get_query_results(queryId=query_id)
    assert found["status"] == "Complete"
    assert found["results"] == [[{"field": "srcAddr", "value": "10.0.0.1"}, {"field": "n", "value": "1"}]]
    assert found["statistics"]["recordsScanned"] == 1
    assert found["statistics"]["recordsMatched"] == 1
    assert found["statistics"]["bytesScanned"] == len(DEFAULT.format("10.0.0.1", 443, 100, "ACCEPT"))
    assert len(group.get_query_results(queryId=_both(group))["results"]) == 2


def _both(logs):
    query_id = _started(logs, ago=10_000)["queryId"]
    logs.get_query_results(queryId=query_id)
    return query_id


def test_a_stopped_query_has_no_answer(group):
    """And one that has ended cannot be stopped."""
    query_id = _started(group)["queryId"]
    assert group.stop_query(queryId=query_id)["success"] is True
    assert group.get_query_results(queryId=query_id)["status"] == "Cancelled"
    with pytest.raises(ClientError, match="already ended"):
        group.stop_query(queryId=query_id)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"logGroupNames": ["/nowhere"]}, "ResourceNotFoundException"),
        ({"logGroupNames": [f"/g{n}" for n in range(51)]}, "InvalidParameterException"),
        ({"endTime": 1}, "InvalidParameterException"),
        ({"queryString": "dance"}, "MalformedQueryException"),
    ],
)
def test_refuses_what_aws_refuses(group, more, code):
    """With AWS's code."""
    with pytest.raises(ClientError) as caught:
        _started(group, **more)
    assert caught.value.response["Error"]["Code"] == code


def _ask(text, *messages):
    return compile_query(text)(messages)[0]


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ("dstPort = 443", ["a"]),
        ("dstPort >= 443", ["a", "b"]),
        ("dstPort < 1000", ["a"]),
        ('action != "REJECT"', ["a"]),
        ('action = "REJECT" or dstPort = 443', ["a", "b"]),
        ('action = "REJECT" and dstPort = 443', []),
        ('(action = "REJECT" or dstPort = 443) and bytes > 5', ["a"]),
        (r"srcAddr like /^10\.|b$/", ["a"]),
        (r"srcAddr not like /^10\./", ["b"]),
        (r"not srcAddr like /^10\./", ["b"]),
        ("srcPort = dstPort", []),
        ("nothing = 1", []),
        ("nothing != 1", []),
    ],
)
def test_filters_compare_numbers_as_numbers(condition, passes):
    """Text as text; `and` goes before `or`; a field that is not there passes nothing."""
    messages = DEFAULT.format("10.0.0.1", 443, 9, "ACCEPT"), DEFAULT.format("2001:db8::1", 8080, 5, "REJECT")
    names = {"10.0.0.1": "a", "2001:db8::1": "b"}
    rows = _ask(f"filter {condition} | {COUNT}", *messages)
    assert [names[row["srcAddr"]] for row in rows] == passes


def test_parse_takes_the_shortest_text_for_a_star_and_the_rest_for_the_last():
    """What does not fit has none of the names."""
    rows = _ask('parse @message "* * *" as a, b, c | stats count(*) as n by a, b, c', "1 2 3 4", "1 2")
    assert rows == [{"a": "1", "b": "2", "c": "3 4", "n": "1"}, {"n": "1"}]


def test_only_the_default_format_is_discovered():
    """Fields of any other must be parsed."""
    custom = "eni-0a 10.0.0.1 10.0.0.2"
    assert _ask(COUNT, custom) == [{"n": "1"}]
    assert _ask(COUNT, DEFAULT.format("10.0.0.1", 443, 1, "ACCEPT"))[0]["srcAddr"] == "10.0.0.1"


def test_sums_leave_out_what_is_no_number_and_distinct_counts_values():
    """A dash is none."""
    messages = [DEFAULT.format("10.0.0.1", port, size, "ACCEPT") for port, size in ((1, 10**12), (1, "-"), (2, 1))]
    rows = _ask("stats sum(bytes) as b, count_distinct(dstPort) as p, count(*) as n by srcAddr", *messages)
    assert rows == [{"srcAddr": "10.0.0.1", "b": str(10**12 + 1), "p": "2", "n": "3"}]


def test_sorts_by_number_and_limits():
    """9 is less than 10."""
    messages = [DEFAULT.format(f"10.0.0.{size}", 1, size, "ACCEPT") for size in (9, 10, 8)]
    text = "stats sum(bytes) as b by srcAddr | sort b desc | limit 2"
    assert [row["b"] for row in _ask(text, *messages)] == ["10", "9"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fields @message",
        'parse @message "* *" as a',
        "parse @message as a",
        "stats count(*) by a",
        "stats median(a) as b by c",
        "stats count(*) as n",
        "filter",
        "filter a =",
        "filter a = 1 b",
        "filter (a = 1",
        "filter a like 1",
        "filter a like /(/",
        "filter a not = 1",
        'filter a = "open',
        "sort a",
        "limit many",
        "limit ²",
    ],
)
def test_refuses_what_it_does_not_know(text):
    """Rather than answering something else."""
    with pytest.raises(AwsError) as caught:
        compile_query(text)
    assert caught.value.code == "MalformedQueryException"

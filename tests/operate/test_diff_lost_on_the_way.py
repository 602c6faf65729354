"""What is said of records on their way when a stream ends: whether anything keeps them."""

import pytest
from compared_files import CENTRAL, SENDER, diff, file, hub
from small_network import KEY, VPC

LOST = "what is still on the way to it, is lost: nothing keeps it"
KEPT = "what is still on the way to it, does not reach the aggregator"


def one(more):
    """Write a file of one entry."""
    return file(("one", VPC, more))


def streams(found):
    """Give what is said of the streams of a target."""
    return [line for line in found.ended if line.startswith("stream ")]


@pytest.mark.parametrize(("route", "said"), [("firehose", LOST), ("cloudwatch", KEPT)])
def test_a_stream_without_a_log_group_loses_its_last_records(route, said):
    """The log group of the other has what its stream does not deliver."""
    before = one(f", route: {route}")
    (line,) = streams(diff(before, one(f", route: {route}, format: security"))[KEY[0]])
    assert line.endswith(said)


def test_a_stream_that_is_kept_for_a_day_loses_nothing():
    """As the line that is printed for `retiring` says it; once that is taken out, the stream ends."""
    before, after = one(", route: firehose"), one(", route: firehose, format: security")
    (way,) = diff(before, after)[KEY[0]].retiring["one"]
    kept = one(f", route: firehose, format: security, retiring: [{way}]")
    assert streams(diff(before, kept)[KEY[0]]) == []
    (line,) = streams(diff(kept, after)[KEY[0]])
    assert line.endswith(LOST)


@pytest.mark.parametrize(("route", "said"), [("firehose", LOST), ("cloudwatch", KEPT)])
def test_a_stream_of_another_account_loses_what_no_log_group_there_has(route, said):
    """The sender's log groups keep theirs; its flow logs that write to the stream have none."""
    after = hub(SENDER, route=route)
    before = after.replace(f"targets: t{SENDER}}}", f"targets: t{SENDER}, format: security}}")
    (line,) = streams(diff(before, after)[CENTRAL])
    assert line.endswith(said)

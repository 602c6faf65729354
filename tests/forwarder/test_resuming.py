"""What is left of an object is delivered later, and nothing twice that need not be."""

import json
import random
import time

import pytest
from aws_double import Queues
from flow_log_file import line, packed
from http_endpoint import half, reset


@pytest.fixture
def queues():
    """A queue that shows at once what it is given."""
    running = Queues()
    yield running
    running.stop()


def _messages(endpoint):
    return [record["message"] for record in endpoint.records]


def _drain(sandbox, queues, messages, seconds=60.0):
    """Invoke until no message is left, as the event source mapping would; give the number of invocations."""
    for count in range(1, 200):
        failed = sandbox.invoke(*messages, seconds=seconds)
        messages = [messages[int(at)] for at in failed] + queues.take()
        if not messages:
            return count
    raise AssertionError("it never ends")


def test_goes_on_where_it_stopped(aws, endpoint, function, queues):
    """An outage after 30 records: a message says so, waits a minute, and none of the 30 is sent again."""
    endpoint.plan = [200, 200, 200, 400]
    sandbox = function(AWS_ENDPOINT_URL_SQS=queues.url)
    assert sandbox.invoke(aws.put()) == []
    assert len(endpoint.records) == 30
    assert queues.sent[0]["QueueUrl"] == aws.queue
    assert queues.sent[0]["DelaySeconds"] == 60
    assert sandbox.invoke(*queues.take()) == []
    assert _messages(endpoint) == [line(number) for number in range(100)]
    assert [record["record_id"].split("-")[1] for record in endpoint.records] == [str(at) for at in range(1, 101)]


def test_an_object_too_large_for_one_invocation_is_delivered(aws, endpoint, function, queues):
    """Each invocation ends in time, and the next begins where it stopped: what was answered too late comes once more."""
    endpoint.rule = lambda *_: time.sleep(0.3)
    sandbox = function(AWS_ENDPOINT_URL_SQS=queues.url)
    assert _drain(sandbox, queues, [aws.put()], seconds=17.5) > 1
    assert "the time of the invocation is up" in sandbox.log
    assert list(dict.fromkeys(_messages(endpoint))) == [line(number) for number in range(100)]


def test_what_is_left_of_several_objects_stays_together(aws, endpoint, function, queues):
    """A message may name two objects: the one that stopped and the one that had no turn are in the new message."""
    first, second = json.loads(aws.put(packed(20), "one")), json.loads(aws.put(packed(5), "two"))
    both = json.dumps({"Records": first["Records"] + second["Records"]})
    endpoint.plan = [200, 400]
    sandbox = function(AWS_ENDPOINT_URL_SQS=queues.url)
    assert sandbox.invoke(both) == []
    (left,) = queues.take()
    assert sandbox.invoke(left) == []
    assert _messages(endpoint) == [*map(line, range(20)), *map(line, range(5))]


def test_message_stays_when_sqs_does_not_take_what_is_left(aws, endpoint, function, queues):
    """Then the whole object is sent again, with the same ids: twice is better than never."""
    endpoint.plan, queues.works = [200, 400], False
    sandbox, message = function(AWS_ENDPOINT_URL_SQS=queues.url), aws.put()
    assert sandbox.invoke(message) == ["0"]
    assert "SQS does not take a message" in sandbox.log
    assert sandbox.invoke(message) == []
    assert len(endpoint.records) == 110
    assert len({record["record_id"] for record in endpoint.records}) == 100


def test_nothing_begins_when_time_is_up(aws, endpoint, function):
    """Messages that had no turn stay in the queue."""
    message = aws.put()
    assert function().invoke(message, message, seconds=14) == ["0", "1"]
    assert endpoint.requests == []


def test_one_bad_message_does_not_hold_up_the_others(aws, endpoint, function):
    """Only the message that failed is reported."""
    endpoint.plan = [404]
    assert function().invoke(aws.put(packed(4), "bad"), aws.put(packed(3), "good")) == ["0"]
    assert len(endpoint.records) == 3


@pytest.mark.parametrize("seed", range(3))
def test_no_record_is_lost_whatever_happens(aws, endpoint, function, queues, seed):
    """Failures drawn at random, over and over: in the end every record is there, each with one id."""
    draw = random.Random(seed)  # noqa: S311 - a test's
    failures = [500, 429, 413, 400, 404, reset, half]
    endpoint.rule = lambda *_: draw.choice(failures) if draw.random() < 0.5 else None
    sandbox = function(AWS_ENDPOINT_URL_SQS=queues.url, retry_seconds=1)
    _drain(sandbox, queues, [aws.put(packed(40), "one"), aws.put(packed(55), "two")])
    found = {record["record_id"]: record["message"] for record in endpoint.records}
    assert sorted(found.values()) == sorted([*map(line, range(40)), *map(line, range(55))])

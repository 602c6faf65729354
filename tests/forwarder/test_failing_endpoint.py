"""The endpoint fails in every way; each record is delivered, or its message is not done."""

import json
import ssl

import pytest
import trustme
from flow_log_file import line, packed
from http_endpoint import HttpEndpoint, garbage, half, hang, reset, trickle

LINES = [line(number) for number in range(100)]


def _messages(endpoint):
    return [record["message"] for record in endpoint.records]


@pytest.mark.parametrize(
    "failure",
    [
        408,
        425,
        429,
        500,
        502,
        503,
        504,
        reset,
        half,
        garbage,
        (429, {"Retry-After": "1"}, ""),
        (503, {"Retry-After": "soon"}, ""),
        (503, {"Retry-After": "Mon, 01 Jan 2024 00:00:00 +" + "9" * 20}, ""),
    ],
)
def test_tries_again_after_what_may_pass(aws, endpoint, function, failure):
    """Two failures in the middle of an object cost no record and no second message."""
    endpoint.plan = [200, failure, failure]
    assert function().invoke(aws.put()) == []
    assert _messages(endpoint) == LINES
    names = [sent["idempotency-key"] for sent in endpoint.requests]
    assert names[1] == names[2] == names[3]
    assert len(set(names)) == 10


@pytest.mark.parametrize("failure", [hang, trickle])
def test_waits_no_longer_than_it_should(aws, endpoint, function, failure):
    """A request ends on time even while bytes trickle in, and the next one succeeds."""
    endpoint.plan = [200, failure]
    assert function(request_seconds=3).invoke(aws.put()) == []
    assert _messages(endpoint) == LINES


@pytest.mark.parametrize(
    "failure", [500, reset, half, 302, 400, 404, 415, 422, 401, 403, (429, {"Retry-After": "3600"}, "")]
)
def test_message_stays_when_nothing_was_delivered(aws, endpoint, function, failure):
    """Without progress the message is reported, so that SQS shows it again and counts."""
    endpoint.rule = lambda *_: failure
    sandbox = function(retry_seconds=2)
    assert sandbox.invoke(aws.put()) == ["0"]
    assert "message 0 stays in the queue: the endpoint" in sandbox.log
    assert aws.messages(aws.queue) == []
    assert aws.messages(aws.dead) == []


def test_does_not_follow_a_redirect(aws, endpoint, function):
    """The key must not go where the endpoint says, and the log says what to do."""
    endpoint.rule = lambda *_: (302, {"Location": endpoint.url}, "")
    sandbox = function()
    assert sandbox.invoke(aws.put()) == ["0"]
    assert len(endpoint.requests) == 1
    assert "give the URL it leads to" in sandbox.log


@pytest.mark.parametrize("asked", ["1200", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_waits_as_long_as_it_is_asked_to(aws, endpoint, function, asked):
    """Retry-After beyond the time for retries ends the invocation at once, and what is left waits as long as SQS lets it."""
    endpoint.plan = [200, (429, {"Retry-After": asked}, "")]
    sandbox = function()
    assert sandbox.invoke(aws.put()) == []
    assert len(endpoint.requests) == 2
    assert "goes on after record 10" in sandbox.log
    assert aws.messages(aws.queue) == []  # SQS holds it back


def test_413_makes_batches_smaller(aws, endpoint, function):
    """The first batch is split until it fits, the next ones begin at that size, and nothing is sent twice."""
    accepted_when_refused = []

    def at_most_1500(_, body):
        if len(body) <= 1500:
            return None
        accepted_when_refused.append(len(endpoint.records))
        return 413

    endpoint.rule = at_most_1500
    assert function(max_batch_records=50).invoke(aws.put()) == []
    assert _messages(endpoint) == LINES
    assert max(accepted_when_refused) < 50


def test_413_before_the_body_is_read_is_understood(aws, endpoint, function):
    """An endpoint that answers and closes while the body is under way has said 413, not broken the connection."""
    endpoint.plan = ["early 413"]
    assert function(gzip=False, max_batch_records=5000).invoke(aws.put(packed(5000))) == []
    assert len(endpoint.records) == 5000
    assert len(endpoint.requests) == 3


def test_413_for_a_single_record_keeps_the_message(aws, endpoint, function):
    """It cannot be split, and it is not thrown away."""
    endpoint.rule = lambda *_: 413
    sandbox = function()
    assert sandbox.invoke(aws.put(packed(1))) == ["0"]
    assert "413 to record 1 alone" in sandbox.log


def test_certificate_of_an_unknown_authority_is_refused(aws, endpoint, function):
    """No byte of HTTP is sent, and the message stays."""
    sandbox = function(SSL_CERT_FILE="/dev/null", retry_seconds=1)
    assert sandbox.invoke(aws.put()) == ["0"]
    assert endpoint.requests == []
    assert "certificate verify failed" in sandbox.log


def test_certificate_for_another_name_is_refused(aws, function, tmp_path):
    """A trusted authority is not enough."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    authority.issue_cert("other.example.com").configure_cert(context)
    other = HttpEndpoint(context)
    sandbox = function(url=other.url, SSL_CERT_FILE=str(tmp_path / "ca.pem"), retry_seconds=1)
    assert sandbox.invoke(aws.put()) == ["0"]
    other.stop()
    assert other.requests == []
    assert "Hostname mismatch" in sandbox.log


def test_nobody_listens(aws, endpoint, function):
    """A refused connection is tried again for a while, and then the message stays."""
    endpoint.stop()
    sandbox = function(retry_seconds=2)
    assert sandbox.invoke(aws.put()) == ["0"]
    assert "ConnectionRefusedError" in sandbox.log


def test_rejected_records_of_otlp_are_not_lost_in_silence(aws, endpoint, function):
    """The protocol forbids to send them again, so the object is a dead letter, too, even when the invocation fails later."""
    told = (200, {}, '{"partialSuccess": {"rejectedLogRecords": "2", "errorMessage": "too old"}}')
    endpoint.plan = [(200, {}, '{"partialSuccess": {}}'), told, told, 400]
    message = aws.put()
    assert function(body_format="otlp-json").invoke(message) == []
    ((body, reason),) = aws.messages(aws.dead)
    assert json.loads(body)["Records"][0]["flowlogRecordsDone"] == 0
    assert reason.startswith("the endpoint rejected 2 records of request")
    assert reason.endswith("-11-10: 'too old'")
    assert len(endpoint.accepted) == 3

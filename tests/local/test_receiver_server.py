"""The endpoint over real sockets: exact answers, faults, and what happens when storing fails."""

import http.client
import json
import socket
import ssl
import threading
from unittest.mock import Mock

import pytest
from local_fakes import LINE, REQUEST_ID, body, envelope, headers

from flowlog_config.local.receiver.events import JsonLinesFile, SinkRejectedError
from flowlog_config.local.receiver.faults import Fault, FaultPlan
from flowlog_config.local.receiver.protocol import Rules
from flowlog_config.local.receiver.server import Receiver


@pytest.fixture
def serve():
    """Start receivers without TLS; all are stopped at the end."""
    started = []

    def start(sink=lambda _: None, **more):
        rules = more.pop("rules", Rules(("the-key",)))
        started.append(Receiver(rules, sink, **more).start())
        return started[-1]

    yield start
    for receiver in started:
        receiver.stop()


def ask(receiver, *, method="POST", sent=None, given=None):
    """Send one request and return status, headers and the body read as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=10)
    connection.request(method, "/any/path?x=1", body(envelope(LINE)) if sent is None else sent, given or headers())
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), json.loads(text) if text else None


def test_answers_exactly_as_the_protocol_wants(serve):
    """Status 200, application/json, a length, the same id and a whole number of milliseconds; nothing else."""
    status, given, document = ask(serve())
    assert status == 200
    assert given["Content-Type"] == "application/json"
    assert "Content-Length" in given
    assert set(document) == {"requestId", "timestamp"}
    assert document["requestId"] == REQUEST_ID
    assert isinstance(document["timestamp"], int)
    assert document["timestamp"] > 10**12


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_answers_500_to_anything_but_post(serve, method):
    """A health check on this port fails, as with Vector."""
    assert ask(serve(), method=method)[0] == 500


def test_refusals_carry_the_request_id_and_the_reason(serve):
    """A person reading the error log sees what was wrong."""
    status, _, document = ask(serve(), given=headers(key="wrong"))
    assert status == 401
    assert document["requestId"] == REQUEST_ID
    assert "X-Amz-Firehose-Access-Key" in document["errorMessage"]


@pytest.mark.parametrize(
    ("status", "asked"),
    [(413, {}), (401, {"given": headers(key="wrong")}), (500, {"method": "PUT"})],
    ids=["too large", "another key", "another method"],
)
def test_a_refusal_reaches_the_client_although_the_body_is_not_used(serve, status, asked):
    """The client gets the answer and not a broken connection."""
    receiver = serve(rules=Rules(("the-key",), max_body_bytes=1000))
    assert ask(receiver, sent=b"x" * 5_000_000, **asked)[0] == status


@pytest.mark.parametrize(("error", "status"), [(SinkRejectedError(), 406), (OSError("disk full"), 500)])
def test_answers_for_the_sink(serve, error, status):
    """Events that are refused or cannot be stored are never answered with 200."""

    def sink(_events):
        raise error

    assert ask(serve(sink))[0] == status


def test_answers_503_while_stopping(serve):
    """A request that comes too late is sent again later."""
    receiver = serve()
    receiver.stopping.set()
    assert ask(receiver)[0] == 503


def test_faults_hit_the_first_requests_only(serve):
    """After the injected failures the endpoint works again."""
    got = []
    receiver = serve(got.extend, faults=FaultPlan(Fault.UNAVAILABLE, first=2))
    assert [ask(receiver)[0] for _ in range(3)] == [503, 503, 200]
    assert len(got) == 1


def test_a_faulty_answer_stores_nothing(serve):
    """What Firehose will send again must not be kept from the first time."""
    got = []
    ask(serve(got.extend, faults=FaultPlan(Fault.WRONG_ID)))
    assert got == []


def test_concurrent_requests_write_whole_lines(serve, tmp_path):
    """Lines of many requests at once do not mix."""
    path = tmp_path / "events.jsonl"
    sink = JsonLinesFile(path)
    receiver = serve(sink)
    threads = [threading.Thread(target=ask, args=(receiver,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sink.close()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["line"] for line in lines] == [LINE] * 12


def test_what_could_not_be_stored_leaves_nothing_behind(serve, tmp_path, monkeypatch):
    """It is sent again, and would be there twice, or behind half a line."""
    path = tmp_path / "events.jsonl"
    sink = JsonLinesFile(path)
    receiver = serve(sink)
    assert ask(receiver)[0] == 200
    with monkeypatch.context() as full:
        full.setattr("os.fsync", Mock(side_effect=OSError("disk full")))
        assert ask(receiver)[0] == 500
    assert ask(receiver)[0] == 200
    sink.close()
    assert [json.loads(line)["line"] for line in path.read_text().splitlines()] == [LINE] * 2


def test_a_client_that_never_speaks_does_not_block_others(tls):
    """The handshake of one connection is not waited for by the next."""
    receiver = Receiver(Rules(("the-key",)), lambda _: None, tls=tls[0])
    with receiver, socket.create_connection(("127.0.0.1", receiver.port)):
        context = ssl.create_default_context(cafile=tls[1])
        plain = socket.create_connection(("127.0.0.1", receiver.port), timeout=10)
        with context.wrap_socket(plain, server_hostname="logs.example.com") as connected:
            assert connected.version() in ("TLSv1.2", "TLSv1.3")

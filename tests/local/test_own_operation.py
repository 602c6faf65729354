"""What only the local engine answers, asked of engines that do and of others."""

import socket
import threading

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from flowlog_config.local.clients import connect
from flowlog_config.local.own_operation import ask


@pytest.fixture
def answers():
    """Start something that answers its first request so; gives its clients."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve(answer):
            accepted, _ = listening.accept()
            with accepted:
                accepted.recv(65536)
                accepted.sendall(answer)

        def start(answer):
            threading.Thread(target=serve, args=(answer,), daemon=True).start()
            port = listening.getsockname()[1]
            return connect(f"http://127.0.0.1:{port}", account_id="111122223333", region="eu-west-1")

        yield start


def test_an_engine_that_does_not_know_the_operation_tells_nothing(clients):
    """Another engine than ours is of use, too."""
    assert ask(clients, "Logs_20140328.NobodyKnowsThis", {}) == {}


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{", b"no"],
    ids=["closed", "cut short", "no JSON", "no HTTP"],
)
def test_an_engine_that_breaks_off_is_not_taken_for_one_without_records(answers, answer):
    """What the carrier cannot read is not carried, and must not look as if there were nothing."""
    with pytest.raises(BotoCoreError):
        ask(answers(answer), "Firehose_20150804.FlowlogReadRecords", {})


def test_an_engine_that_fails_is_not_taken_for_one_without_records(answers):
    """Its own fault is none of the operation."""
    with pytest.raises(ClientError, match="500"):
        ask(answers(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), "Firehose_20150804.FlowlogReadRecords", {})

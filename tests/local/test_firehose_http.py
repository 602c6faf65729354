"""One POST over real TLS: the deployed URL, the host name, and every way a connection fails."""

import contextlib
import http.server
import socket
import threading

import pytest
from deployed_pipeline import KEY, URL
from local_fakes import LINE, REQUEST_ID, body, envelope, headers

from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode
from flowlog_config.local.firehose.http import Sender, parse_resolve
from flowlog_config.local.firehose.request import Request
from flowlog_config.local.firehose.response import check_answer
from flowlog_config.local.receiver.faults import Fault, FaultPlan

REQUEST = Request(REQUEST_ID, headers(key=KEY), body(envelope(LINE)))
HOST = URL.split("/")[2]


LONG = 60.0
"""Seconds that no answer takes which comes at all, however busy the machine is."""


def send(receiver, tls, *, url=URL, ca=True, host=HOST, timeout=LONG):
    """Send to a receiver as if it were the host of the URL."""
    sender = Sender({host: ("127.0.0.1", receiver.port)}, tls[1] if ca else None)
    return sender.send(url, REQUEST, timeout=timeout)


def test_delivers_to_the_deployed_url_at_another_address(endpoint, tls):
    """The name on the certificate is that of the URL, the address is not."""
    receiver = endpoint()
    check_answer(send(receiver, tls), REQUEST_ID)
    assert [event.line for event in receiver.got] == [LINE]


@pytest.mark.parametrize(
    "url",
    [
        "http://logs.example.com/",
        "https://logs.example.com:8443/",
        "https:///path",
        "logs.example.com",
        "https://logs.example.com:x/",
    ],
)
def test_refuses_urls_firehose_would_not_deliver_to(endpoint, tls, url):
    """Only https on port 443."""
    with pytest.raises(DeliveryError) as error:
        send(endpoint(), tls, url=url)
    assert error.value.code is ErrorCode.CONNECTION_FAILED


def test_port_443_may_be_written(endpoint, tls):
    """The default port is no other port."""
    check_answer(send(endpoint(), tls, url=f"https://{HOST}:443/x?y=1"), REQUEST_ID)


def test_refuses_a_certificate_of_another_name(endpoint, tls):
    """Redirecting the address does not switch off the check of the name."""
    with pytest.raises(DeliveryError) as error:
        send(endpoint(), tls, url="https://other.example.com/", host="other.example.com")
    assert error.value.code is ErrorCode.SSL_HANDSHAKE


def test_refuses_a_certificate_of_an_unknown_authority(endpoint, tls):
    """Without --ca only public authorities count."""
    with pytest.raises(DeliveryError) as error:
        send(endpoint(), tls, ca=False)
    assert error.value.code is ErrorCode.SSL_HANDSHAKE


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.HANG, ErrorCode.REQUEST_TIMEOUT),
        (Fault.DROP, ErrorCode.CONNECTION_RESET),
        (Fault.REDIRECT, ErrorCode.DESTINATION),
        (Fault.BAD_BODY, ErrorCode.INVALID_RESPONSE),
        (Fault.WRONG_ID, ErrorCode.INVALID_RESPONSE),
        (Fault.TEXT_TIMESTAMP, ErrorCode.INVALID_RESPONSE),
        (Fault.EXTRA_FIELD, ErrorCode.INVALID_RESPONSE),
        (Fault.WRONG_TYPE, ErrorCode.INVALID_RESPONSE),
        (Fault.TOO_LONG, ErrorCode.RESPONSE_TOO_LARGE),
        (Fault.UNAVAILABLE, ErrorCode.DESTINATION),
    ],
)
def test_every_fault_of_the_endpoint_is_seen_as_what_it_is(endpoint, tls, fault, code):
    """Both halves of the protocol agree on each failure."""
    with pytest.raises(DeliveryError) as error:
        check_answer(
            send(endpoint(faults=FaultPlan(fault)), tls, timeout=1.0 if fault is Fault.HANG else LONG), REQUEST_ID
        )
    assert error.value.code is code


def test_a_connection_closed_while_the_request_is_sent_is_no_failure_of_tls(endpoint, tls):
    """The handshake was over: nobody should look for the fault in a certificate."""
    large = Request(REQUEST_ID, headers(key=KEY), bytes(5_000_000))
    receiver = endpoint(faults=FaultPlan(Fault.DROP))
    with pytest.raises(DeliveryError) as error:
        Sender({HOST: ("127.0.0.1", receiver.port)}, tls[1]).send(URL, large, timeout=LONG)
    assert error.value.code is ErrorCode.CONNECTION_RESET


def test_nobody_listening_is_a_failed_connection(tls):
    """A closed port is told apart from a bad answer."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # nobody else can listen there
        with pytest.raises(DeliveryError) as error:
            Sender({HOST: closed.getsockname()}, tls[1]).send(URL, REQUEST, timeout=LONG)
    assert error.value.code is ErrorCode.CONNECTION_FAILED


def test_an_answer_that_drips_does_not_outlast_the_deadline(tls):
    """The limit is on the whole answer, not on each piece of it."""
    stop = threading.Event()

    class Dripping(http.server.BaseHTTPRequestHandler):
        """Sends one byte at a time, without end."""

        def do_POST(self):
            """Answer slowly."""
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            with contextlib.suppress(OSError):
                while not stop.wait(0.02):
                    self.wfile.write(b" ")

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.socket = tls[0].wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        with pytest.raises(DeliveryError) as error:
            Sender({HOST: server.server_address}, tls[1]).send(URL, REQUEST, timeout=0.5)
        assert error.value.code is ErrorCode.REQUEST_TIMEOUT
    finally:
        stop.set()
        server.shutdown()
        server.server_close()


def test_reads_resolve_as_curl_does():
    """HOST:443:ADDRESS and an optional port; any other port than 443 is refused."""
    assert parse_resolve("Logs.example.com:443:127.0.0.1:8443") == ("logs.example.com", ("127.0.0.1", 8443))
    assert parse_resolve("logs.example.com:443:[::1]") == ("logs.example.com", ("::1", 443))
    for text in ("logs.example.com", "logs.example.com:80:127.0.0.1", "a:443:", ":443:127.0.0.1"):
        with pytest.raises(ValueError, match="HOST:443:ADDRESS:PORT"):
            parse_resolve(text)


def test_a_request_does_not_show_its_key():
    """The access key stays out of any text made of a request."""
    assert KEY not in repr(REQUEST)

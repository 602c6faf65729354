"""
A local HTTPS endpoint that receives from Firehose, or from `flowlog local carry` in its place.

It is for tests and for looking at what arrives; it is no log store.
"""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from flowlog_config.local.receiver.events import Sink, SinkRejectedError, events_of
from flowlog_config.local.receiver.faults import Answer, Fault, FaultPlan, answer, faulty_answer
from flowlog_config.local.receiver.protocol import RefusalError, Rules, check_key, read_request

_IDLE_SECONDS = 60
_SHUTDOWN_SECONDS = 0.05
_CHUNK_BYTES = 64 * 1024
_MOST_DRAINED_BYTES = 128 * 1024 * 1024


class Receiver:
    """
    The endpoint, listening as soon as it is made; use it as a context manager or call `start` and `stop`.

    Args:
        rules: Accepted keys and sizes.
        sink: Gets all events of a request before it is answered.
        tls: Server context, or None for plain http behind something that ends TLS.
        faults: Faults to inject.
        plain_records: See `events_of`.
        host: Address to listen on; loopback unless others are meant to reach it.
        port: 0 picks a free one.
    """

    def __init__(
        self,
        rules: Rules,
        sink: Sink,
        *,
        tls: ssl.SSLContext | None = None,
        faults: FaultPlan | None = None,
        plain_records: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Bind the port."""
        self.rules, self.sink, self.plain_records = rules, sink, plain_records
        self.faults = faults or FaultPlan()
        self.stopping = threading.Event()
        self._server = _Server((host, port), self, tls)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_SHUTDOWN_SECONDS,), daemon=True, name="receiver"
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> Self:
        """Begin to answer, in threads of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering and free the port; hanging requests are let go."""
        self.stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], receiver: Receiver, tls: ssl.SSLContext | None) -> None:
        self.receiver, self.tls = receiver, tls
        super().__init__(address, _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread, so that one slow client cannot hold up the others."""
        request.settimeout(_IDLE_SECONDS)
        if self.tls is not None:
            request = self.tls.wrap_socket(request, server_side=True)
        try:
            super().finish_request(request, client_address)
        finally:
            request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that go away or do not speak TLS; they see the failure themselves."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    _body_read = False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Log nothing: a request line may hold what should not be logged."""

    def do_POST(self) -> None:
        """Answer a delivery."""
        self._body_read = False
        receiver = self.server.receiver
        fault = receiver.faults.take()
        if fault in (Fault.HANG, Fault.DROP):
            if fault is Fault.HANG:
                receiver.stopping.wait()
            self.close_connection = True
            return
        try:
            check_key(self.headers, receiver.rules)
            body = self._body(receiver.rules.max_body_bytes)
            if fault is not None:
                self._write(faulty_answer(fault, self.headers.get("X-Amz-Firehose-Request-Id", "")))
                return
            self._write(self._accept(body))
        except RefusalError as refusal:
            self._refuse(refusal)

    def _accept(self, body: bytes) -> Answer:
        receiver = self.server.receiver
        request = read_request(self.headers, body, receiver.rules)
        events = events_of(request, plain_records=receiver.plain_records)
        if receiver.stopping.is_set():
            raise RefusalError(503, "this receiver is stopping", request.request_id)
        try:
            receiver.sink(events)
        except SinkRejectedError as error:
            raise RefusalError(406, "the events were rejected", request.request_id) from error
        except Exception as error:
            raise RefusalError(500, "the events could not be stored", request.request_id) from error
        return answer(request.request_id)

    def _body(self, most: int) -> bytes:
        request_id = self.headers.get("X-Amz-Firehose-Request-Id", "")
        length = self._length()
        if length is None:
            raise RefusalError(400, "Content-Length is missing", request_id)
        if length > most:
            raise RefusalError(413, f"the body is over {most} bytes", request_id)
        body = self.rfile.read(length)
        self._body_read = True
        if len(body) != length:
            raise RefusalError(400, "the body is shorter than its Content-Length", request_id)
        return body

    def _length(self) -> int | None:
        """Read the length of the body; None when the request does not say it."""
        length = self.headers.get("Content-Length", "")
        return int(length) if length.isascii() and length.isdigit() else None

    def _refuse(self, refusal: RefusalError) -> None:
        """Answer when the body is read, also where it is of no use: before that, the client would see a broken connection."""
        left = 0 if self._body_read else min(self._length() or 0, _MOST_DRAINED_BYTES)
        while left > 0 and (chunk := self.rfile.read(min(left, _CHUNK_BYTES))):
            left -= len(chunk)
        self.close_connection = True
        self._write(answer(refusal.request_id, refusal.message, status=refusal.status))

    def _refuse_method(self) -> None:
        """Answer 500, as Vector does: a health check must not target this port."""
        self._body_read = False
        self._refuse(RefusalError(500, f"{self.command} is not POST"))

    do_GET = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse_method  # noqa: N815 - the library's names

    def _write(self, response: Answer) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

"""An HTTPS endpoint of JSON logs that does what a test tells it, one behaviour a request, and then answers 200."""

import gzip
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class HttpEndpoint:
    """
    Takes bodies; in ``accepted`` are those that were answered with 2xx, in the order in which they came.

    Attributes:
        plan: Behaviours for the next requests: a status, a status with headers and text, or a function of the handler.
        rule: Decides about each request before the plan does: gives a behaviour, or None.
        requests: Headers of each request, with lower-case names.
        accepted: Unpacked bodies.
        callers: Address and port of each request's connection.
    """

    def __init__(self, tls):
        self.plan, self.requests, self.accepted, self.callers = [], [], [], []
        self.rule = lambda _headers, _body: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._server.handle_error = lambda *_: None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self):
        """Where it listens."""
        return f"https://localhost:{self._server.server_port}/logs/json?tenant=a"

    @property
    def records(self):
        """Every record that was accepted, in order."""
        return [record for body in self.accepted for record in json.loads(body)]

    def stop(self):
        """End it."""
        self._server.shutdown()
        self._server.server_close()


def reset(handler):
    """Break the connection with RST in place of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.socket.close(handler.connection)
    handler.close_connection = True


def half(handler):
    """Promise 100 bytes, give 10."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
    handler.close_connection = True


def garbage(handler):
    """Speak no HTTP."""
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    handler.close_connection = True


def hang(handler):
    """Never answer; end when the other side does."""
    handler.connection.settimeout(30)
    handler.rfile.read(1)
    handler.close_connection = True


def trickle(handler):
    """Send a header byte by byte, so that no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(300):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def _handler(endpoint):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            """Stay silent."""

        def do_POST(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            endpoint.requests.append(headers)
            endpoint.callers.append(self.client_address)
            if endpoint.plan and endpoint.plan[0] == "early 413":
                endpoint.plan.pop(0)
                self.answer(413, {"Connection": "close"})
                return
            body = self.rfile.read(int(headers["content-length"]))
            if headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            told = endpoint.rule(headers, body)
            if told is None:
                told = endpoint.plan.pop(0) if endpoint.plan else 200
            if callable(told):
                told(self)
                return
            status, more, text = told if isinstance(told, tuple) else (told, {}, "")
            if status // 100 == 2:
                endpoint.accepted.append(body)
            self.answer(status, more, text)

        def answer(self, status, more=None, text=""):
            """Send a whole answer."""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(text)), **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler

"""One HTTPS connection to the endpoint, on which no request outlives its time."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the endpoint said.

    Attributes:
        status: HTTP status.
        text: The body, at most 64 KiB of it.
        retry_after: The header of that name, or nothing.
    """

    status: int
    text: str
    retry_after: str = ""


class Endpoint:
    """
    Posts to one URL; keeps the connection from one request to the next, and makes a new one after any failure.

    Certificates and host names are checked; redirects are not followed, because the key would go along.

    Args:
        url: https.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._address = (parts.hostname or "", parts.port or http.client.HTTPS_PORT)
        self._connection: http.client.HTTPSConnection | None = None

    def post(self, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
        """
        Send one request and read its whole answer.

        Args:
            body: As it goes over the wire.
            headers: All but those of HTTP itself.
            seconds: For everything, from connecting to the last byte.

        Raises:
            OSError: No connection, no valid certificate, or not in time.
            HTTPException: The answer is not whole, or not HTTP.
        """
        connection = self._connection or self._connect(seconds)
        self._connection = None
        try:
            with _cut_off(connection, seconds):
                with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                    # An endpoint that wants no more of the body may have answered: 413 comes like that.
                    connection.request("POST", self._target, body, dict(headers))
                response = connection.getresponse()
                answer = _read(response)
        except BaseException:
            connection.close()
            raise
        if response.isclosed():
            self._connection = connection
        else:
            connection.close()
        return answer

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connect(self, seconds: float) -> http.client.HTTPSConnection:
        host, port = self._address
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=_trust())


def _read(response: http.client.HTTPResponse) -> Answer:
    """Read the answer; one that is shorter than it said is no answer, because reading up to a size does not tell."""
    text = response.read(_ANSWER_BYTES)
    if response.length and len(text) < _ANSWER_BYTES:
        raise http.client.IncompleteRead(text, response.length)
    return Answer(response.status, text.decode(errors="replace"), response.headers.get("Retry-After", ""))


@contextmanager
def _cut_off(connection: http.client.HTTPSConnection, seconds: float) -> Iterator[None]:
    """
    Shut the socket when time is up, even while bytes trickle: a socket's own timeout begins anew with each of them.

    Raises:
        TimeoutError: Time was up.
    """
    over = threading.Event()

    def shut() -> None:
        over.set()
        if connection.sock:
            with suppress(OSError):
                # The plain socket's shutdown: that of TLS would take the session away from the thread that reads it.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not over.is_set():
            raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError(f"no whole answer within {seconds:.0f} seconds")


@cache
def _trust() -> ssl.SSLContext:
    """Trust what the system trusts."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context

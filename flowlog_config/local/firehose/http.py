"""
One POST to the endpoint, with the deployed URL unmodified and the host name verified by TLS.

``--resolve`` only changes the address the connection goes to, as curl's option of that name does; the URL, the Host
header and the name the certificate must bear stay those of the stream.
"""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode
from flowlog_config.local.firehose.request import Request
from flowlog_config.local.firehose.response import MAX_RESPONSE_BYTES, Answer

_HTTPS_PORT = 443
_CLOSED = "the endpoint closed the connection"
_RESOLVE = re.compile(r"(?P<host>[^:\s]+):(?P<port>\d+):(?P<address>\[[0-9a-fA-F:]+\]|[^:\s\[\]]+)(?::(?P<to>\d+))?")

Resolve = Mapping[str, tuple[str, int]]
"""Host name to the address and port to connect to instead."""


def parse_resolve(text: str) -> tuple[str, tuple[str, int]]:
    """
    Read ``HOST:443:ADDRESS`` or ``HOST:443:ADDRESS:PORT``.

    Raises:
        ValueError: Another shape, or another port than 443 before the address: Firehose knows no other.
    """
    found = _RESOLVE.fullmatch(text)
    if found is None or int(found["port"]) != _HTTPS_PORT:
        raise ValueError(f"{text!r} is not HOST:443:ADDRESS:PORT, for instance logs.example.com:443:127.0.0.1:8443")
    return found["host"].lower(), (found["address"].strip("[]"), int(found["to"] or _HTTPS_PORT))


@dataclass(frozen=True)
class Sender:
    """
    Sends requests.

    ``resolve`` redirects host names; ``ca_file`` replaces the system's certificate authorities.
    """

    resolve: Resolve = field(default_factory=dict)
    ca_file: Path | None = None

    def send(self, url: str, request: Request, *, timeout: float) -> Answer:
        """
        Send once; redirects are not followed.

        Args:
            url: The stream's URL.
            request: Headers and body.
            timeout: Real seconds for the whole exchange.

        Raises:
            DeliveryError: No connection, TLS refused, no answer in time, or no HTTP in return.
        """
        host, target = _checked(url)
        deadline = time.monotonic() + timeout
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            connection = _Connection(host, context, self.resolve.get(host.lower(), (host, _HTTPS_PORT)), timeout)
        except OSError as error:
            raise DeliveryError(ErrorCode.SSL_HANDSHAKE, f"the CA file cannot be used: {error}") from error
        try:
            connection.request("POST", target, request.body, request.headers)
            return _read(connection, deadline)
        except TimeoutError as error:
            raise DeliveryError(ErrorCode.REQUEST_TIMEOUT, "the endpoint did not answer in time") from error
        except ssl.SSLError as error:
            if connection.sock is not None:  # the handshake was over
                raise DeliveryError(ErrorCode.CONNECTION_RESET, _CLOSED) from error
            reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason or error
            raise DeliveryError(ErrorCode.SSL_HANDSHAKE, f"TLS with {host} failed: {reason}") from error
        except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected) as error:
            raise DeliveryError(ErrorCode.CONNECTION_RESET, _CLOSED) from error
        except OSError as error:
            raise DeliveryError(ErrorCode.CONNECTION_FAILED, f"no connection to {host}: {error}") from error
        except http.client.HTTPException as error:
            message = f"the endpoint did not answer in HTTP: {type(error).__name__}"
            raise DeliveryError(ErrorCode.INVALID_RESPONSE, message) from error
        finally:
            connection.close()


def _checked(url: str) -> tuple[str, str]:
    """Take a URL apart by Firehose's rules: https, port 443, path and query as they are."""
    parts = urlsplit(url)
    try:
        port = parts.port or _HTTPS_PORT
    except ValueError:
        port = 0
    if parts.scheme != "https" or not parts.hostname or port != _HTTPS_PORT:
        message = f"Firehose delivers to https on port 443 only, and the stream's URL is {url}"
        raise DeliveryError(ErrorCode.CONNECTION_FAILED, message)
    return parts.hostname, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(connection: "_Connection", deadline: float) -> Answer:
    """Read the answer up to its limit; a server that drips bytes does not get past the deadline."""
    _set_timeout(connection, deadline)
    response = connection.getresponse()
    body = b""
    while len(body) <= MAX_RESPONSE_BYTES:
        _set_timeout(connection, deadline)
        part = response.read1(MAX_RESPONSE_BYTES + 1 - len(body))
        if not part:
            break
        body += part
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body)


def _set_timeout(connection: "_Connection", deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


class _Connection(http.client.HTTPSConnection):
    """An HTTPS connection to a given address, verified for the host name of the URL."""

    def __init__(self, host: str, context: ssl.SSLContext, address: tuple[str, int], timeout: float) -> None:
        super().__init__(host, _HTTPS_PORT, timeout=timeout, context=context)
        self._tls, self._address = context, address

    def connect(self) -> None:
        plain = socket.create_connection(self._address, self.timeout)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

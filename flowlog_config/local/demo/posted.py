"""The endpoint that the function of ``route: lambda`` posts to in the demo: JSON over HTTPS, on this machine."""

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.look import DemoError
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.receiver.tls import server_context
from flowlog_config.plan import Plan

_LONGEST_WAIT_SECONDS = 60
FUNCTION_OUTPUT = "ForwarderFunctionName"
"""Output of the stack that has the function."""


class Posted:
    """
    Takes what the function posts; a context manager.

    Args:
        work: Where the certificate authority is written.
    """

    def __init__(self, work: Path) -> None:
        self._authority = (work / "ca-posted.pem").absolute()
        self._texts: list[str] = []
        self._server = _Server(("127.0.0.1", 0), self._texts)
        context = server_context(["localhost"], self._authority)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_port}/logs/json"

    def refuse_others(self, plan: Plan) -> None:
        """
        Make sure that no function posts invented records to anybody.

        Raises:
            DemoError: The file names another endpoint.
        """
        section = plan.s3.forward_to
        if plan.forwards_files and section and section.endpoint != self.url:
            raise DemoError(
                f"the function would post invented records to {section.endpoint}. For the demo use --route lambda and a file "
                "without routes and s3 of its own"
            )

    def trusted_by(self, functions: Any, outputs: Iterable[Mapping[str, str]]) -> None:
        """Let the deployed functions trust the endpoint's throwaway authority; ``functions`` is a Lambda client."""
        for name in (one[FUNCTION_OUTPUT] for one in outputs if FUNCTION_OUTPUT in one):
            found = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
            variables = {**found, "SSL_CERT_FILE": str(self._authority)}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})

    def wait(self, wanted: Sequence[Line], narrator: Narrator) -> list[Line]:
        """Wait, at most a minute, for these records; give those that came, each once: a queue may bring some again."""
        number = Counter(line.text for line in wanted)
        with narrator.step("Wait for the function: S3 notification, queue, Lambda, HTTPS"):
            end = time.monotonic() + _LONGEST_WAIT_SECONDS
            while number - Counter(self._texts) and time.monotonic() < end:
                time.sleep(0.1)
            came = number & Counter(self._texts)
            narrator.detail(f"{came.total()} records of {number.total()} were posted to {self.url}")
        arrived = []
        for line in wanted:
            if came[line.text]:
                came[line.text] -= 1
                arrived.append(line)
        return arrived

    def __enter__(self) -> Self:
        """Start to answer."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], texts: list[str]) -> None:
        self.texts = texts
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Log nothing."""

    def do_POST(self) -> None:
        """Take an array of records."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.texts.extend(record["message"] for record in json.loads(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

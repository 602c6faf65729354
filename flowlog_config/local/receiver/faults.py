"""Faults to inject into answers, so that retries and backups can be seen at work."""

import json
import threading
import time
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """
    What goes wrong.

    A number is answered as that status. ``hang`` never answers, ``drop`` closes the connection, and the
    others answer 200 with a body Firehose must not take for a success.
    """

    REDIRECT = "302"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    TOO_LARGE = "413"
    TOO_MANY = "429"
    ERROR = "500"
    UNAVAILABLE = "503"
    HANG = "hang"
    DROP = "drop"
    BAD_BODY = "bad-body"
    WRONG_ID = "wrong-id"
    TEXT_TIMESTAMP = "text-timestamp"
    EXTRA_FIELD = "extra-field"
    WRONG_TYPE = "wrong-type"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response to write: status, Content-Type and body."""

    status: int
    body: bytes
    content_type: str = "application/json"


class FaultPlan:
    """
    Which requests meet a fault: the first ``first`` of them, or every one when ``first`` is None.

    Requests are counted over all connections.
    """

    def __init__(self, fault: Fault | None = None, *, first: int | None = None) -> None:
        """Start counting at nothing."""
        self._fault, self._left = fault, first
        self._lock = threading.Lock()

    def take(self) -> Fault | None:
        """Return the fault for the next request and count it."""
        with self._lock:
            if self._fault is None or self._left == 0:
                return None
            if self._left is not None:
                self._left -= 1
            return self._fault


def answer(request_id: str, message: str | None = None, *, status: int = 200) -> Answer:
    """Make the exact response of the protocol: same request id, whole milliseconds, an error only if any."""
    document: dict[str, object] = {"requestId": request_id, "timestamp": time.time_ns() // 1_000_000}
    if message is not None:
        document["errorMessage"] = message
    return Answer(status, json.dumps(document).encode())


def faulty_answer(fault: Fault, request_id: str) -> Answer:
    """Make the response of a fault that does answer."""
    if fault.value.isdigit():
        return answer(request_id, f"injected fault {fault.value}", status=int(fault.value))
    good = json.loads(answer(request_id).body)
    document: dict[Fault, object] = {
        Fault.WRONG_ID: good | {"requestId": "another-request"},
        Fault.TEXT_TIMESTAMP: good | {"timestamp": str(good["timestamp"])},
        Fault.EXTRA_FIELD: good | {"status": "ok"},
        Fault.TOO_LONG: good | {"errorMessage": "x" * (1024 * 1024)},
    }
    if fault is Fault.BAD_BODY:
        return Answer(200, b"OK")
    if fault is Fault.WRONG_TYPE:
        return Answer(200, json.dumps(good).encode(), "text/plain")
    return Answer(200, json.dumps(document[fault]).encode())

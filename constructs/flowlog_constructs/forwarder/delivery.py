"""Brings batches to the endpoint, or says why it could not."""

import gzip
import http.client
import json
import random
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from .access_key import AccessKey
from .batch import Batch
from .body_format import BodyFormat, Writer
from .endpoint import Answer, Endpoint
from .problems import StoppedError
from .settings import Forwarding

_TOO_LARGE, _REFUSED_KEY = 413, (401, 403)
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_HINTS = {
    **dict.fromkeys((301, 302, 303, 307, 308), "; give the URL it leads to, redirects are not followed"),
    **dict.fromkeys(_REFUSED_KEY, "; does the secret hold the endpoint's key?"),
}
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.5, 10.0
_LONGEST_ASKED_SECONDS = 900.0
"""An invocation lasts no longer, and no message waits longer. Source: Lambda quotas; SQS API, SendMessage (checked 2026-11)."""
_SHORTEST_REQUEST_SECONDS = 1.0
_QUOTED_CHARACTERS = 200
_COMPRESSION = 1  # a tenth larger than the best, and several times faster, which is what Lambda bills


class Delivery:
    """
    Posts batches during one invocation.

    A batch that may succeed later (a lost connection, 408, 425, 429, 5xx) is tried again with the same
    ``Idempotency-Key``, after a wait drawn at random below a bound that doubles, or as long as ``Retry-After`` says, as
    far as the time for retries and the time of the invocation go. 413 splits it, and makes the batches that follow
    smaller. 401 and 403 read the secret again. Any other answer but 2xx ends it: the message stays in the queue.

    Attributes:
        batch_bytes: The largest body the endpoint takes, as far as it has said.
        rejections: What the endpoint said about records it did not take in requests that it took (OTLP's partial success).

    Args:
        forwarding: How and where.
        key: Fills the headers.
        deadline: When the invocation must be done, by ``time.monotonic``.

    Source: OpenTelemetry Protocol 1.10, failures and partial success: a rejected record must not be sent again; AWS
    Architecture Blog, exponential backoff and jitter (checked 2026-11).
    """

    def __init__(self, forwarding: Forwarding, key: AccessKey, deadline: float) -> None:
        self.batch_bytes = forwarding.max_batch_bytes
        self.rejections: list[str] = []
        self._forwarding = forwarding
        self._key = key
        self._deadline = deadline
        self._endpoint = Endpoint(forwarding.url)

    def close(self) -> None:
        """Close the connection."""
        self._endpoint.close()

    def send(self, batch: Batch, writer: Writer, digest: str) -> Iterator[int]:
        """
        Deliver a batch, in as many requests as it takes, and give the number of records after each.

        Raises:
            StoppedError: Not now; what was given before is delivered.
        """
        body = writer.body(batch.records)
        name = f"{digest}-{batch.first}-{len(batch.records)}"
        answer = self._try(body, writer.content_type, name)
        if answer.status != _TOO_LARGE:
            self._note_rejected(answer, name)
            yield len(batch.records)
            return
        if len(batch.records) == 1:
            raise StoppedError(f"the endpoint answers 413 to record {batch.first} alone, {len(body)} bytes")
        self.batch_bytes = min(self.batch_bytes, max(len(body) // 2, 1))
        for half in batch.halves():
            yield from self.send(half, writer, digest)

    def _try(self, body: bytes, content_type: str, name: str) -> Answer:
        """Post until the answer is 2xx or 413."""
        own = {"Content-Type": content_type, "Idempotency-Key": name}
        if self._forwarding.gzip:
            body = gzip.compress(body, _COMPRESSION, mtime=0)
            own["Content-Encoding"] = "gzip"
        give_up = min(self._deadline, time.monotonic() + self._forwarding.retry_seconds)
        wait, refreshed = _FIRST_WAIT_SECONDS, False
        while True:
            answer = self._post(body, own)
            if isinstance(answer, Answer) and (_is_success(answer) or answer.status == _TOO_LARGE):
                return answer
            if isinstance(answer, Answer) and answer.status in _REFUSED_KEY and not refreshed and self._key.refresh():
                refreshed = True
                continue
            pause = self._pause(answer, wait)
            if time.monotonic() + pause + _SHORTEST_REQUEST_SECONDS > give_up:
                raise StoppedError(self._reason(answer), max(pause, _LONGEST_WAIT_SECONDS))
            time.sleep(pause)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)

    def _post(self, body: bytes, own: dict[str, str]) -> Answer | Exception:
        """Post once; a failure of the network is an answer, too."""
        seconds = min(self._forwarding.request_seconds, self._deadline - time.monotonic())
        if seconds < _SHORTEST_REQUEST_SECONDS:
            raise StoppedError("the time of the invocation is up", 0)
        headers = self._key.fill(self._forwarding.headers) | own
        try:
            return self._endpoint.post(body, headers, seconds)
        except (OSError, http.client.HTTPException) as error:
            return error

    def _pause(self, answer: Answer | Exception, wait: float) -> float:
        """
        Say how long to wait before the next try.

        Raises:
            StoppedError: It would be in vain.
        """
        if isinstance(answer, Answer):
            if answer.status not in _AGAIN:
                raise StoppedError(self._reason(answer))
            if asked := _retry_after_seconds(answer.retry_after):
                return asked
        return random.uniform(0, wait)  # noqa: S311 - jitter is no secret

    def _reason(self, answer: Answer | Exception) -> str:
        if isinstance(answer, Exception):
            return f"the endpoint cannot be reached: {type(answer).__name__}: {self._quoted(str(answer))}"
        hint = _HINTS.get(answer.status, "")
        return f"the endpoint answers {answer.status}{hint}: {self._quoted(answer.text)!r}"

    def _quoted(self, text: str) -> str:
        """Cut short what the other side wrote, and take the key out of it first."""
        return self._key.hide(text)[:_QUOTED_CHARACTERS]

    def _note_rejected(self, answer: Answer, name: str) -> None:
        if self._forwarding.body_format is not BodyFormat.OTLP_JSON:
            return
        try:
            partial = json.loads(answer.text)["partialSuccess"]
            rejected = int(partial.get("rejectedLogRecords", 0))
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if rejected:
            said = self._quoted(str(partial.get("errorMessage", "")))
            self.rejections.append(f"the endpoint rejected {rejected} records of request {name}: {said!r}")


def _is_success(answer: Answer) -> bool:
    return answer.status // 100 == 2  # noqa: PLR2004 - successes


def _retry_after_seconds(header: str) -> float:
    """Read ``Retry-After``, seconds or a date, as far as it can be kept to; 0 when there is none that can be read."""
    try:
        asked = float(header) if header.isdecimal() else parsedate_to_datetime(header).timestamp() - time.time()
    except (TypeError, ValueError, OverflowError):
        return 0
    return min(max(asked, 0), _LONGEST_ASKED_SECONDS)

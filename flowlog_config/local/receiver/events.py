"""From accepted requests to single log events, and where they go."""

import json
import os
import stat
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flowlog_config.local.envelope.direct import is_line, unpack_line
from flowlog_config.local.envelope.envelope import DATA, Envelope, EnvelopeError, from_json, unpack
from flowlog_config.local.receiver.protocol import FirehoseRequest, RefusalError


@dataclass(frozen=True, slots=True)
class Received:
    """
    One line with everything that tells where it came from; ``timestamp`` in milliseconds.

    A line straight from a flow log has no log group, stream, filter and id; its time is that of the request.
    """

    request_id: str
    source_arn: str
    common_attributes: Mapping[str, str]
    owner: str
    log_group: str
    log_stream: str
    subscription_filters: tuple[str, ...]
    event_id: str
    timestamp: int
    line: str

    @property
    def place(self) -> str:
        """Where it was before: name of the log group, or of the delivery stream when there was none."""
        return self.log_group or self.source_arn.rpartition("/")[2]


Sink = Callable[[Sequence[Received]], None]
"""Takes all events of one request at once. Raise `SinkRejectedError` for 406; anything else raised answers
500."""


class SinkRejectedError(Exception):
    """The sink will never take these events; the request is answered with 406."""


def events_of(request: FirehoseRequest, *, plain_records: bool = False) -> list[Received]:
    """
    Decode every record of a request.

    Control messages are accepted and give no event. The request is decoded as a whole or not at all, so a
    damaged record cannot cause duplicates of its neighbours.

    Args:
        request: An accepted request.
        plain_records: Also accept what a stream with decompression delivers: JSON envelopes that are not
            gzipped.

    Raises:
        RefusalError: 400 when a record is neither an envelope of CloudWatch Logs nor the record of a flow log.
    """
    found: list[Received] = []
    for index, data in enumerate(request.records):
        try:
            if is_line(data):
                found.append(_straight(request, unpack_line(data)))
                continue
            envelope = from_json(data) if plain_records and data[:1] == b"{" else unpack(data)
        except EnvelopeError as error:
            message = f"record {index} is neither a gzipped CloudWatch Logs envelope nor a flow log's own: {error}"
            raise RefusalError(400, message, request.request_id) from error
        if envelope.message_type == DATA:
            found.extend(_events(request, envelope))
    return found


def _straight(request: FirehoseRequest, line: str) -> Received:
    owner = request.source_arn.split(":")[4]
    return Received(
        request_id=request.request_id,
        source_arn=request.source_arn,
        common_attributes=request.common_attributes,
        owner=owner,
        log_group="",
        log_stream="",
        subscription_filters=(),
        event_id="",
        timestamp=request.timestamp,
        line=line,
    )


def _events(request: FirehoseRequest, envelope: Envelope) -> list[Received]:
    return [
        Received(
            request_id=request.request_id,
            source_arn=request.source_arn,
            common_attributes=request.common_attributes,
            owner=envelope.owner,
            log_group=envelope.log_group,
            log_stream=envelope.log_stream,
            subscription_filters=envelope.subscription_filters,
            event_id=event.id,
            timestamp=event.timestamp,
            line=event.message,
        )
        for event in envelope.events
    ]


class JsonLinesFile:
    """
    A sink that appends one JSON object a line and answers only when the bytes are on disk.

    A pipe or terminal, such as ``/dev/stdout``, has no disk to wait for.
    """

    def __init__(self, path: Path) -> None:
        """Open the file for appending; several requests may write at once."""
        self._file = path.open("ab", buffering=0)
        self._on_disk = stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)
        self._lock = threading.Lock()

    def __call__(self, events: Sequence[Received]) -> None:
        """Write the events of one request together, or, when that fails, none of them, since they come again."""
        text = "".join(json.dumps(asdict(event), separators=(",", ":")) + "\n" for event in events).encode()
        with self._lock:
            before = os.fstat(self._file.fileno()).st_size
            try:
                while text:
                    text = text[self._file.write(text) :]
                if self._on_disk:
                    os.fsync(self._file.fileno())
            except OSError:
                if self._on_disk:
                    self._file.truncate(before)
                raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

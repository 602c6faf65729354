"""
The envelope in which CloudWatch Logs hands log events to a subscriber, packed and unpacked.

Source: CloudWatch Logs User Guide, "Using subscription filters"; the optional keys ``policyLevel``
(account-level subscription) and ``extractedFields`` (space-delimited pattern) from captured payloads
(checked 2026-11).
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flowlog_config.local.envelope.bounded_gzip import gunzip

DATA = "DATA_MESSAGE"
CONTROL = "CONTROL_MESSAGE"
_COMPRESSION_LEVEL = 6
_MAX_UNPACKED_BYTES = 64 * 1024 * 1024
_REQUIRED = {
    "messageType": str,
    "owner": str,
    "logGroup": str,
    "logStream": str,
    "subscriptionFilters": list,
    "logEvents": list,
}
_EVENT_REQUIRED = {"id": str, "timestamp": int, "message": str}


class EnvelopeError(ValueError):
    """The bytes are not an envelope of CloudWatch Logs."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One log event: id, time in milliseconds, line, and the columns a pattern took from it or None."""

    id: str
    timestamp: int
    message: str
    extracted: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one Firehose record holds: the events of one log stream, or a control message."""

    message_type: str
    owner: str
    log_group: str
    log_stream: str
    subscription_filters: tuple[str, ...]
    events: tuple[LogEvent, ...]


def control_message(timestamp: int) -> Envelope:
    """Make the message by which CloudWatch Logs probes a destination; the time is in milliseconds."""
    text = "CWL CONTROL MESSAGE: Checking health of destination Firehose."
    return Envelope(CONTROL, "CloudwatchLogs", "", "", (), (LogEvent("", timestamp, text),))


def to_json(envelope: Envelope) -> bytes:
    """Write an envelope as compact JSON."""
    events: list[dict[str, Any]] = []
    for event in envelope.events:
        item: dict[str, Any] = {"id": event.id, "timestamp": event.timestamp, "message": event.message}
        if event.extracted is not None:
            item["extractedFields"] = dict(event.extracted)
        events.append(item)
    document = {
        "messageType": envelope.message_type,
        "owner": envelope.owner,
        "logGroup": envelope.log_group,
        "logStream": envelope.log_stream,
        "subscriptionFilters": list(envelope.subscription_filters),
        "logEvents": events,
    }
    return json.dumps(document, separators=(",", ":")).encode()


def pack(envelope: Envelope) -> bytes:
    """Compress an envelope as CloudWatch Logs does: gzip, level 6; the same envelope gives the same bytes."""
    return gzip.compress(to_json(envelope), compresslevel=_COMPRESSION_LEVEL, mtime=0)


def unpack(data: bytes) -> Envelope:
    """
    Read a gzipped envelope.

    Raises:
        EnvelopeError: Not gzip, not JSON, or not the documented shape.
    """
    try:
        text = gunzip(data, max_bytes=_MAX_UNPACKED_BYTES)
    except ValueError as error:
        raise EnvelopeError(str(error)) from error
    return from_json(text)


def from_json(text: bytes) -> Envelope:
    """
    Read an envelope from its JSON.

    Raises:
        EnvelopeError: Not JSON, or not the documented shape.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise EnvelopeError("not JSON") from error
    if not isinstance(found, dict):
        raise EnvelopeError("not a JSON object")
    _check(found, _REQUIRED, "the envelope")
    if found["messageType"] not in (DATA, CONTROL):
        raise EnvelopeError("messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE")
    return Envelope(
        message_type=found["messageType"],
        owner=found["owner"],
        log_group=found["logGroup"],
        log_stream=found["logStream"],
        subscription_filters=tuple(str(name) for name in found["subscriptionFilters"]),
        events=tuple(_event(item) for item in found["logEvents"]),
    )


def _event(item: Any) -> LogEvent:
    if not isinstance(item, dict):
        raise EnvelopeError("a log event is not an object")
    _check(item, _EVENT_REQUIRED, "a log event")
    return LogEvent(item["id"], item["timestamp"], item["message"], item.get("extractedFields"))


def _check(found: Mapping[str, Any], required: Mapping[str, type], where: str) -> None:
    for key, kind in required.items():
        if not isinstance(found.get(key), kind) or isinstance(found.get(key), bool):
            raise EnvelopeError(f"{where} has no {key} of type {kind.__name__}")

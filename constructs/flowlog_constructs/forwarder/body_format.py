"""How records are written into the body of a request."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from .notification import Part
from .record import Record, Value

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
NANOSECONDS = 1_000_000_000


class BodyFormat(StrEnum):
    """
    What an endpoint takes.

    ``json-array`` and ``ndjson`` hold an object a record: ``timestamp``, ``message`` (the line), ``record_id``, bucket and key of
    the file, and its fields. ``otlp-json`` is OTLP/HTTP: fields are attributes, and the file is the resource. The key says
    which account and region a record is of, whether or not its format does.

    Source: SigNoz, send logs over HTTP, takes ``message`` and moves other keys to the attributes; OpenTelemetry Protocol
    1.10, JSON encoding; OpenTelemetry semantic conventions, ``log.record.uid`` and ``aws.s3`` (checked 2026-11).
    """

    JSON_ARRAY = "json-array"
    NDJSON = "ndjson"
    OTLP_JSON = "otlp-json"


@dataclass(frozen=True, slots=True)
class Writer:
    """
    Writes the records of one object.

    Attributes:
        content_type: Of the body.
        opening: Begins each body.
        between: Stands between two records.
        closing: Ends each body.
        record: Writes one record.
    """

    content_type: str
    opening: bytes
    between: bytes
    closing: bytes
    record: Callable[[Record], bytes]

    def body(self, records: list[bytes]) -> bytes:
        """Put records, already written, together."""
        return self.opening + self.between.join(records) + self.closing


def digest(part: Part) -> str:
    """Give 16 hexadecimal digits that stand for this content of this object, the same whenever it is read."""
    return sha256(f"{part.bucket}/{part.key}/{part.etag}".encode()).hexdigest()[:16]


def writer_for(chosen: BodyFormat, part: Part, ticks_per_second: int) -> Writer:
    """
    Make the writer for an object.

    Args:
        chosen: What the endpoint takes.
        part: The object the records are from.
        ticks_per_second: Unit of ``timestamp`` in ``json-array`` and ``ndjson``; OTLP has nanoseconds always.
    """
    unique, source = digest(part), {"aws.s3.bucket": part.bucket, "aws.s3.key": part.key}
    if chosen is BodyFormat.OTLP_JSON:
        return _otlp_writer(source, unique)

    def write(record: Record) -> bytes:
        seconds = record.seconds
        at = {} if seconds is None else {"timestamp": seconds * ticks_per_second}
        return _encode(
            {**at, "message": record.line, "record_id": f"{unique}-{record.number}", **source, **record.fields}
        ).encode()

    if chosen is BodyFormat.NDJSON:
        return Writer("application/x-ndjson", b"", b"\n", b"\n", write)
    return Writer("application/json", b"[", b",", b"]", write)


def _otlp_writer(source: Mapping[str, str], unique: str) -> Writer:
    resource: dict[str, Value] = {"cloud.provider": "aws", **source}
    opening = f'{{"resourceLogs":[{{"resource":{{"attributes":{_attributes(resource)}}},"scopeLogs":[{{"logRecords":['

    def write(record: Record) -> bytes:
        seconds = record.seconds
        at = "" if seconds is None else f'"timeUnixNano":"{seconds * NANOSECONDS}",'
        attributes = _attributes({"log.record.uid": f"{unique}-{record.number}", **record.fields})
        return f'{{{at}"body":{{"stringValue":{_encode(record.line)}}},"attributes":{attributes}}}'.encode()

    return Writer("application/json", opening.encode(), b",", b"]}]}]}", write)


def _attributes(values: Mapping[str, Value]) -> str:
    """Write attributes, whose names need no escapes; OTLP's JSON has 64-bit numbers as strings."""
    written = (
        f'{{"key":"{key}","value":{{"intValue":"{value}"}}}}'
        if isinstance(value, int)
        else f'{{"key":"{key}","value":{{"stringValue":{_encode(value)}}}}}'
        for key, value in values.items()
    )
    return f"[{','.join(written)}]"

"""
The receiving half of the Firehose HTTP endpoint delivery protocol 1.0, as strict as the strictest real
receiver.

A request is refused when Vector, the OpenTelemetry Collector or Grafana Alloy would refuse it, or when it
breaks AWS's specification. Statuses are Vector's, among them 401 for a body that is not the expected JSON.

Source: Firehose Developer Guide, "HTTP endpoint delivery request and response specifications"; Vector
``src/sources/aws_kinesis_firehose``; OpenTelemetry ``receiver/awsfirehosereceiver`` (checked 2026-11).
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

from flowlog_config.local.envelope.bounded_gzip import TooLargeError, gunzip

MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_RECORDS = 10_000
MAX_RECORD_BYTES = 1_024_000
_EARLIEST_MILLISECONDS = 10**12
_SOURCE_ARN = re.compile(r"arn:[^:]+:firehose:[^:]+:\d{12}:deliverystream/[A-Za-z0-9._-]{1,64}")


class Headers(Protocol):
    """Request headers, found by name without regard to case."""

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, failobj: str, /) -> str: ...


class RefusalError(Exception):
    """A request that is not accepted: the status to answer, the words, and the request id as far as known."""

    def __init__(self, status: int, message: str, request_id: str = "") -> None:
        """Keep what the answer needs."""
        super().__init__(message)
        self.status, self.message, self.request_id = status, message, request_id


@dataclass(frozen=True, slots=True)
class Rules:
    """
    What this receiver accepts.

    ``access_keys`` may hold several during a rotation; none at all lets everyone in. ``max_body_bytes``
    counts the body as sent and again after decompression, 1 to 64 MiB.
    """

    access_keys: tuple[str, ...] = field(repr=False)
    max_body_bytes: int = MAX_BODY_BYTES


@dataclass(frozen=True, slots=True)
class FirehoseRequest:
    """One accepted request; ``timestamp`` in milliseconds, ``records`` after base64."""

    request_id: str
    timestamp: int
    source_arn: str
    common_attributes: Mapping[str, str]
    records: tuple[bytes, ...]


def check_key(headers: Headers, rules: Rules) -> None:
    """
    Compare the access key with every accepted one, in a time that tells nothing about them.

    Raises:
        RefusalError: 401 when it is missing or wrong.
    """
    given = headers.get("X-Amz-Firehose-Access-Key", "").encode()
    fits = [hmac.compare_digest(given, key.encode()) for key in rules.access_keys]
    if rules.access_keys and not any(fits):
        what = "is not the expected one" if given else "is missing"
        request_id = headers.get("X-Amz-Firehose-Request-Id", "")
        raise RefusalError(401, f"X-Amz-Firehose-Access-Key {what}", request_id)


def read_request(headers: Headers, body: bytes, rules: Rules) -> FirehoseRequest:
    """
    Check a POST and read its records.

    Args:
        headers: As received; looked up by name without regard to case.
        body: As received, before decompression.
        rules: Accepted keys and sizes.

    Raises:
        RefusalError: 400, 401 or 413 with the mistake in words.
    """
    check_key(headers, rules)
    request_id = _header(headers, "X-Amz-Firehose-Request-Id", "")
    source_arn = _header(headers, "X-Amz-Firehose-Source-Arn", request_id)
    version = _header(headers, "X-Amz-Firehose-Protocol-Version", request_id)
    if version != "1.0":
        raise RefusalError(400, "X-Amz-Firehose-Protocol-Version must be 1.0", request_id)
    if not _SOURCE_ARN.fullmatch(source_arn):
        raise RefusalError(400, "X-Amz-Firehose-Source-Arn is not the ARN of a stream", request_id)
    attributes = _common_attributes(headers.get("X-Amz-Firehose-Common-Attributes"), request_id)
    if headers.get("Content-Type", "").lower() != "application/json":
        raise RefusalError(400, "Content-Type must be application/json", request_id)
    document = _document(_decoded(headers, body, rules, request_id), request_id)
    if document["requestId"] != request_id:
        raise RefusalError(400, "requestId differs between header and body", request_id)
    records = tuple(_record(item, index, request_id) for index, item in enumerate(document["records"]))
    return FirehoseRequest(request_id, document["timestamp"], source_arn, attributes, records)


def _header(headers: Headers, name: str, request_id: str) -> str:
    value = headers.get(name)
    if not value:
        raise RefusalError(400, f"the header {name} is missing", request_id)
    return value


def _common_attributes(header: str | None, request_id: str) -> Mapping[str, str]:
    if header is None:
        return {}
    try:
        found = json.loads(header)["commonAttributes"]
    except (ValueError, TypeError, KeyError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        message = 'X-Amz-Firehose-Common-Attributes must be {"commonAttributes": {name: text}}'
        raise RefusalError(400, message, request_id)
    return found


def _decoded(headers: Headers, body: bytes, rules: Rules, request_id: str) -> bytes:
    if len(body) > rules.max_body_bytes:
        raise RefusalError(413, f"the body is over {rules.max_body_bytes} bytes", request_id)
    encoding = headers.get("Content-Encoding")
    if encoding is None:
        return body
    if encoding != "gzip":
        raise RefusalError(400, "Content-Encoding must be gzip or absent", request_id)
    try:
        return gunzip(body, max_bytes=rules.max_body_bytes)
    except TooLargeError as error:
        raise RefusalError(413, f"the body is {error}", request_id) from error
    except ValueError as error:
        raise RefusalError(400, f"the body is said to be gzip, but is {error}", request_id) from error


def _document(text: bytes, request_id: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RefusalError(401, "the body is not JSON", request_id) from error
    if not isinstance(found, dict) or not isinstance(found.get("requestId"), str):
        raise RefusalError(401, "the body has no requestId", request_id)
    timestamp = found.get("timestamp")
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        raise RefusalError(401, "the body has no timestamp as a whole number", request_id)
    if timestamp < _EARLIEST_MILLISECONDS:
        raise RefusalError(400, "the timestamp must be in milliseconds, this looks like seconds", request_id)
    records = found.get("records")
    if not isinstance(records, Sequence) or isinstance(records, str):
        raise RefusalError(401, "the body has no list of records", request_id)
    if not 1 <= len(records) <= MAX_RECORDS:
        raise RefusalError(400, f"{len(records)} records; 1 to {MAX_RECORDS} are allowed", request_id)
    return found


def _record(item: Any, index: int, request_id: str) -> bytes:
    if not isinstance(item, dict) or not isinstance(item.get("data"), str):
        raise RefusalError(401, f"record {index} has no data as text", request_id)
    try:
        data = base64.b64decode(item["data"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusalError(400, f"record {index} is not base64", request_id) from error
    if len(data) > MAX_RECORD_BYTES:
        raise RefusalError(400, f"record {index} is over {MAX_RECORD_BYTES} bytes", request_id)
    return data

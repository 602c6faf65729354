"""
The request Firehose makes of a batch: headers and body of the HTTP endpoint delivery protocol 1.0.

Source: Firehose Developer Guide, "HTTP endpoint delivery request and response specifications" (checked 2026-11).
"""

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from flowlog_config.local.firehose.stream import Stream

MAX_RECORDS = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, the same at every attempt; the key stands only in the headers and is never shown."""

    request_id: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def make_request(
    stream: Stream, records: Iterable[bytes], *, request_id: str, access_key: str | None, timestamp: int
) -> Request:
    """
    Make the request.

    Args:
        stream: Its ARN, common attributes and content encoding are used.
        records: Each up to 1,024,000 bytes, 1 to 10,000 of them.
        request_id: A GUID that stays the same over all attempts.
        access_key: Sent as it is, or no header when None.
        timestamp: Milliseconds.
    """
    document = {
        "requestId": request_id,
        "timestamp": timestamp,
        "records": [{"data": base64.b64encode(data).decode()} for data in records],
    }
    body = json.dumps(document, separators=(",", ":")).encode()
    headers = {
        "X-Amz-Firehose-Protocol-Version": "1.0",
        "X-Amz-Firehose-Request-Id": request_id,
        "X-Amz-Firehose-Source-Arn": stream.arn,
        "Content-Type": "application/json",
        "User-Agent": "Amazon Kinesis Data Firehose Agent/1.0",
    }
    if access_key is not None:
        headers["X-Amz-Firehose-Access-Key"] = access_key
    if stream.attributes:
        shown = json.dumps({"commonAttributes": dict(stream.attributes)}, separators=(",", ":"))
        headers["X-Amz-Firehose-Common-Attributes"] = shown
    if stream.gzip:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    return Request(request_id, headers, body)

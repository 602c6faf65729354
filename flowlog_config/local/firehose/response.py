"""
Whether an answer counts as delivered, exactly as Firehose decides it.

Source: Firehose Developer Guide, "HTTP endpoint delivery request and response specifications" and "Troubleshooting HTTP
endpoints" (checked 2026-11).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode

MAX_RESPONSE_BYTES = 1024 * 1024
_MAX_ERROR_CHARACTERS = 8192
_FIELDS = frozenset({"requestId", "timestamp", "errorMessage"})
_TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers by lower-case name, and at most one byte more than is allowed of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def check_answer(answer: Answer, request_id: str) -> None:
    """
    Accept an answer, or tell why it is a failure.

    Raises:
        DeliveryError: Any status but 200 (413 permanently), or a 200 whose headers or body are not exact. A 200 with a
            wrong body is delivered again, which makes duplicates.
    """
    if answer.status != 200:  # noqa: PLR2004 - the only success
        message = f"the endpoint answered {answer.status}{_reason(answer.body)}"
        raise DeliveryError(ErrorCode.DESTINATION, message, permanent=answer.status == _TOO_LARGE)
    if len(answer.body) > MAX_RESPONSE_BYTES:
        raise DeliveryError(ErrorCode.RESPONSE_TOO_LARGE, "the response is over 1 MiB")
    wrong = _wrong_headers(answer.headers) or _wrong_body(answer.body, request_id)
    if wrong:
        raise DeliveryError(ErrorCode.INVALID_RESPONSE, f"the endpoint answered 200, but {wrong}")


def _wrong_headers(headers: Mapping[str, str]) -> str:
    if headers.get("content-type", "").lower() != "application/json":
        return f"Content-Type is {headers.get('content-type', 'missing')}, not application/json"
    if "content-encoding" in headers:
        return "the response has a Content-Encoding"
    if "content-length" not in headers:
        return "the response has no Content-Length"
    return ""


def _wrong_body(body: bytes, request_id: str) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return "the body is not JSON"
    if not isinstance(found, dict):
        return "the body is not a JSON object"
    if strange := sorted(set(found) - _FIELDS):
        return f"the body has fields that are not allowed: {', '.join(strange)}"
    timestamp, error = found.get("timestamp"), found.get("errorMessage")
    mistakes = {
        "requestId is not the one of the request": found.get("requestId") != request_id,
        "timestamp is not a whole number of milliseconds": type(timestamp) is not int,
        f"errorMessage is not text of at most {_MAX_ERROR_CHARACTERS} characters": error is not None
        and (not isinstance(error, str) or len(error) > _MAX_ERROR_CHARACTERS),
    }
    return next((words for words, wrong in mistakes.items() if wrong), "")


def _reason(body: bytes) -> str:
    try:
        message = json.loads(body)["errorMessage"]
    except (ValueError, TypeError, KeyError):
        return ""
    return f": {message[:_MAX_ERROR_CHARACTERS]}" if isinstance(message, str) and message else ""

"""
Records inside JSON: what CloudWatch Logs and Firehose wrap them in.

- ``{"message": "2 1111…"}``, one object after the other: flow logs delivered straight to Firehose
- ``{"messageType": "DATA_MESSAGE", "logEvents": [{"message": …}]}``: a subscription to a log group
- ``{"events": [{"message": …}]}``: ``aws logs filter-log-events`` and ``get-log-events``
- ``{"rawData": "H4sI…"}``: what Firehose could not deliver, any of the others inside in base64

Source: CloudWatch Logs User Guide "Using subscription filters", Firehose guide "Data delivery failure" and "Sending VPC flow
logs" (checked 2026-11).
"""

import base64
import codecs
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

from flowlog_config.records.faults import UnreadableError

_MOST_CHARACTERS = 1 << 26
_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\[\]]*")
_ENVELOPES = ("logEvents", "events")
_CONTROL = "CONTROL_MESSAGE"
Inside = Callable[[Iterable[bytes]], Iterator[str]]
"""How the lines of an undelivered record's own bytes are found."""


def is_json(head: bytes) -> bool:
    """Whether a source that begins so is JSON: a record never begins with a bracket."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def documents(chunks: Iterable[bytes]) -> Iterator[Any]:
    """
    Give one JSON value after the other, whatever separates them, and the elements of a list as if they stood alone.

    What is no JSON is given as None, and reading goes on with the next line that begins with a brace.

    Raises:
        UnreadableError: A value of more than 64 Mi characters.
    """
    text, tried_again_at = "", 0
    for part in codecs.iterdecode(chunks, "utf-8-sig", "replace"):
        text += part
        if len(text) < tried_again_at:
            continue
        text = yield from _complete(text)
        tried_again_at = 2 * len(text)  # a long value is not read again for every chunk
        if len(text) > _MOST_CHARACTERS:
            raise UnreadableError(
                "has a JSON value of more than 64 MiB; give one event a line, such as: "
                "aws logs filter-log-events … --query 'events[].[message]' --output text"
            )
    if (yield from _complete(text)):
        yield None


def _complete(text: str) -> Generator[Any, None, str]:
    """Give the values that are complete; return what is left."""
    position = _skipped(text, 0)
    while position < len(text):
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            broken_until = text.find("\n{", position)
            if broken_until < 0:
                break
            value, position = None, broken_until
        yield value
        position = _skipped(text, position)
    return text[position:]


def _skipped(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def lines_in(value: Any, inside: Inside | None = None) -> Iterator[str]:
    """
    Give the records in a JSON value, and an empty text for each part that has none.

    Args:
        value: Any of the shapes above, or a text.
        inside: Reads the bytes of ``rawData``; left out where such a record cannot stand.
    """
    if isinstance(value, dict):
        if isinstance(value.get("rawData"), str) and inside:
            yield from _undelivered(value["rawData"], inside)
        elif value.get("messageType") != _CONTROL:
            events = next((value[key] for key in _ENVELOPES if isinstance(value.get(key), list)), [value])
            for event in events:
                yield from _lines(event.get("message") if isinstance(event, dict) else event)
    else:
        yield from _lines(value)


def _lines(message: Any) -> list[str]:
    return (message.splitlines() if isinstance(message, str) else []) or [""]


def _undelivered(data: str, inside: Inside) -> Iterator[str]:
    try:
        yield from inside([base64.b64decode(data, validate=True)])
    except (ValueError, UnreadableError):  # no base64, or nothing in it that can be read
        yield ""

"""
The record that a flow log puts into a delivery stream itself: one small JSON object for each line.

Source: AWS samples with captured payloads (checked 2026-11); no page of the documentation shows it. That it has no line end and
no other key is what those samples have.
"""

import json

from flowlog_config.local.envelope.envelope import EnvelopeError

_KEY = "message"


def pack_line(line: str) -> bytes:
    """Write the record of a line."""
    return json.dumps({_KEY: line}, separators=(",", ":")).encode()


def unpack_line(data: bytes) -> str:
    """
    Read the line of a record.

    Raises:
        EnvelopeError: It is no JSON object with a text as ``message``.
    """
    try:
        found = json.loads(data)
    except ValueError as error:
        raise EnvelopeError("not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get(_KEY), str):
        raise EnvelopeError(f"no object with a text as {_KEY}")
    return str(found[_KEY])


def is_line(data: bytes) -> bool:
    """Whether the bytes begin as such a record does, and no other that Firehose delivers."""
    return data.startswith(b'{"message":')

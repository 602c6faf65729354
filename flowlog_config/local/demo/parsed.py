"""What the aggregator would make of the records: its own program, run by Vector's own language (VRL)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flowlog_config.local.envelope.direct import pack_line
from flowlog_config.local.envelope.envelope import DATA, Envelope, LogEvent, to_json
from flowlog_config.local.receiver.events import Received

_ENGINE = "vrl_python"
"""Vector's language as a Python library, of the test dependencies."""


def parsed(program: str, events: Sequence[Received]) -> list[Mapping[str, Any]] | None:
    """
    Run the program of the aggregator's values over what arrived.

    Args:
        program: As `flowlog_config.aggregator.vrl.program` writes it.
        events: As received.

    Returns:
        The aggregator's events, or None when the language is not installed.
    """
    if not find_spec(_ENGINE):
        return None
    runtime = import_module(_ENGINE).VRLRuntime("UTC")
    return [one for event in _delivered(events) for one in runtime.execute(program, event).processed_event]


def _delivered(events: Sequence[Received]) -> Iterator[dict[str, Any]]:
    """Put events back into the records they came in, as Vector's source would hand those on."""
    together: dict[tuple[str, str, str, str], list[Received]] = defaultdict(list)
    for event in events:
        together[event.request_id, event.source_arn, event.log_group, event.log_stream].append(event)
    for (request_id, source_arn, log_group, log_stream), ones in together.items():
        origin = {"request_id": request_id, "source_arn": source_arn, "source_type": "aws_kinesis_firehose"}
        if not log_group:
            yield from (origin | {"message": pack_line(one.line).decode()} for one in ones)
            continue
        lines = tuple(LogEvent(one.event_id, one.timestamp, one.line) for one in ones)
        envelope = Envelope(DATA, ones[0].owner, log_group, log_stream, ones[0].subscription_filters, lines)
        yield origin | {"message": to_json(envelope).decode()}

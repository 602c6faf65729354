"""
From log events to the records CloudWatch Logs puts into a Firehose stream.

Each record holds events of one log stream, as a gzipped envelope. Every record remembers which events it answers
for, so that these are marked as done only when it was delivered or backed up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowlog_config.local.envelope.envelope import DATA, Envelope, LogEvent, control_message, pack
from flowlog_config.local.parts import in_parts
from flowlog_config.local.subscription.filters import Subscription

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef

LATEST_LATENESS_MILLISECONDS = 14 * 24 * 3600 * 1000
"""CloudWatch Logs takes no event older than 14 days. Source: API reference, PutLogEvents (checked 2026-11)."""

_MOST_TEXT_BYTES = 900_000
_MOST_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """
    One Firehose record with what it answers for.

    ``events`` are (id, time in milliseconds); empty for a control message. ``arrived`` is in milliseconds.
    """

    data: bytes
    subscription: str
    events: tuple[tuple[str, int], ...]
    arrived: int


def read_events(
    logs: "CloudWatchLogsClient", subscription: Subscription, *, now: int
) -> list["FilteredLogEventTypeDef"]:
    """
    Read what the subscription's log group holds and the filter is old enough to forward.

    Args:
        logs: A boto3 client.
        subscription: Whose group to read.
        now: Milliseconds; events more than 14 days older are not read.
    """
    start = max(0, now - LATEST_LATENESS_MILLISECONDS)
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=subscription.log_group, startTime=start)
    return [event for page in pages for event in page["events"] if event["ingestionTime"] >= subscription.created]


def control_record(subscription: Subscription, now: int) -> Record:
    """Make the record that probes the destination before the first data; the time is in milliseconds."""
    return Record(pack(control_message(now)), subscription.key, (), now)


def make_records(
    subscription: Subscription, events: Iterable["FilteredLogEventTypeDef"], *, now: int
) -> tuple[list[Record], list[tuple[str, int]]]:
    """
    Filter events and pack them into records, in order within each log stream.

    Args:
        subscription: Its pattern decides; a space-delimited one also adds ``extractedFields`` to each event.
        events: As read; not yet delivered.
        now: Milliseconds, the time of arrival.

    Returns:
        The records, and the events the pattern does not take, as (id, time in milliseconds).
    """
    match = subscription.matcher()
    by_stream: dict[str, list[LogEvent]] = defaultdict(list)
    unwanted = []
    for event in events:
        found = match(event["message"])
        if found is None:
            unwanted.append((event["eventId"], event["timestamp"]))
        else:
            item = LogEvent(event["eventId"], event["timestamp"], event["message"], found.columns)
            by_stream[event["logStreamName"]].append(item)
    records = []
    for stream, items in by_stream.items():
        for part in in_parts(items, _weight, most=_MOST_EVENTS, heaviest=_MOST_TEXT_BYTES):
            names = (subscription.name,)
            data = pack(Envelope(DATA, subscription.account_id, subscription.log_group, stream, names, tuple(part)))
            done = tuple((event.id, event.timestamp) for event in part)
            records.append(Record(data, subscription.key, done, now))
    return records, unwanted


def _weight(event: LogEvent) -> int:
    """Weigh an event so that a record stays below Firehose's 1,000 KiB even if nothing compresses."""
    return 200 + len(event.message.encode()) * (2 if event.extracted is None else 4)

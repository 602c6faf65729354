"""
What a stream holds back until its buffering hints are met.

Source: Firehose API reference, HttpEndpointBufferingHints: whichever of size and interval comes first
(checked 2026-11).
"""

import threading
from collections.abc import Iterable, Sequence

from flowlog_config.local.clock import Clock
from flowlog_config.local.firehose.request import MAX_RECORDS
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.subscription.records import Record

MOST_HELD_BYTES = 64 * 1024 * 1024


class Buffer:
    """Records of one stream in order, and the events they answer for until these are done."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self._clock = clock
        self._lock = threading.Lock()
        self._records: list[tuple[float, Record]] = []
        self._held: set[tuple[str, str]] = set()
        self._kept: dict[int, Record] = {}
        self._not_before = 0.0

    def add(self, records: Iterable[Record]) -> None:
        """Append records that arrive now."""
        now = self._clock.monotonic()
        with self._lock:
            for record in records:
                self._records.append((now, record))
                self._held.update(_events(record))

    def holds(self, subscription: str, event: str = "") -> bool:
        """Tell whether an event (or, without one, the control message) is here or under way."""
        return (subscription, event) in self._held

    @property
    def full(self) -> bool:
        """Whether no more should be read before something is delivered."""
        with self._lock:
            return sum(len(record.data) for _, record in self._records) >= MOST_HELD_BYTES

    def seconds_until_due(self, stream: Stream) -> float | None:
        """Return the hurried seconds until a batch is due, 0 when it is; None when there is nothing."""
        with self._lock:
            if not self._records:
                return None
            now = self._clock.monotonic()
            size = sum(len(record.data) for _, record in self._records)
            due = self._records[0][0] + stream.buffer_seconds
            if size >= stream.buffer_bytes or len(self._records) >= MAX_RECORDS:
                due = now
            return max(0.0, max(due, self._not_before) - now)

    def take(self, stream: Stream) -> list[Record]:
        """Remove and return the next batch; its events stay held until `release`."""
        with self._lock:
            count = self._count(self._records, stream)
            batch = [record for _, record in self._records[:count]]
            del self._records[:count]
            return batch

    @staticmethod
    def _count(records: Sequence[tuple[float, Record]], stream: Stream) -> int:
        size = 0
        for index, (_, record) in enumerate(records):
            size += len(record.data)
            if index and (size > stream.buffer_bytes or index >= MAX_RECORDS):
                return index
        return len(records)

    def put_back(self, batch: Sequence[Record], *, pause_seconds: float) -> None:
        """Return a batch to the front; nothing goes before so many hurried seconds have passed."""
        now = self._clock.monotonic()
        with self._lock:
            self._records[:0] = [(now, record) for record in batch]
            self._not_before = now + pause_seconds

    def release(self, batch: Sequence[Record]) -> None:
        """Forget the events of a batch that is done."""
        with self._lock:
            for record in batch:
                self._held.difference_update(_events(record))
                self._kept.pop(id(record), None)

    def keep(self, batch: Sequence[Record]) -> None:
        """Remember that records are in the bucket of a stream that backs up everything."""
        self._kept.update((id(record), record) for record in batch)

    def not_kept(self, batch: Sequence[Record]) -> list[Record]:
        """Return those records that are not in that bucket yet."""
        return [record for record in batch if id(record) not in self._kept]


def _events(record: Record) -> set[tuple[str, str]]:
    return {(record.subscription, event) for event, _ in record.events} or {(record.subscription, "")}

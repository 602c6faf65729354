"""
One Firehose stream at work: its buffer, its deliveries, its backup.

An event is marked as done only after its batch was delivered or backed up. A batch answered with 413 is neither retried
nor backed up by Firehose; it is reported as lost, not marked, and so carried again after a restart.
"""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from flowlog_config.local.carrier.report import Happening, Kind, Report
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import Clients
from flowlog_config.local.clock import Clock
from flowlog_config.local.firehose.backup import BackupError, FailedBatch, write_all, write_failed
from flowlog_config.local.firehose.buffer import Buffer
from flowlog_config.local.firehose.delivery import Outcome, deliver
from flowlog_config.local.firehose.error_log import write_error
from flowlog_config.local.firehose.failure import DeliveryError
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.firehose.key import AccessKey
from flowlog_config.local.firehose.processing import process
from flowlog_config.local.firehose.request import make_request
from flowlog_config.local.firehose.response import check_answer
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.subscription.records import Record

_AFTER_FAILED_BACKUP_SECONDS = 120.0


@dataclass(frozen=True)
class Surroundings:
    """What every stream at work needs from outside."""

    clients: Clients
    state: CarrierState
    sender: Sender
    clock: Clock
    random: Random
    report: Report


class StreamLine:
    """One stream; `put` may be called from another thread than `step` and `flush`."""

    def __init__(self, stream: Stream, around: Surroundings) -> None:
        """Start with an empty buffer."""
        self._around = around
        self._stream = stream
        self._key = AccessKey(around.clients, around.clock)
        self.buffer = Buffer(around.clock)
        self.changed = threading.Event()

    def put(self, stream: Stream, records: Sequence[Record]) -> None:
        """Buffer records; the stream's settings as read now replace the earlier ones."""
        self._stream = stream
        self.buffer.add(records)
        self.changed.set()

    def seconds_until_due(self) -> float | None:
        """Return the hurried seconds until the next batch goes; None when there is none."""
        return self.buffer.seconds_until_due(self._stream)

    def step(self) -> bool:
        """
        Deliver one batch if the buffering hints say so; returns whether there was one.

        Raises:
            StoppedError: The carrier stops; the batch is not done.
        """
        due = self.seconds_until_due()
        if due is None or due > 0:
            return False
        self._deliver(self.buffer.take(self._stream))
        return True

    def flush(self) -> None:
        """Deliver whatever is buffered without waiting for the hints; what cannot be delivered or backed up stays."""
        batches = []
        while batch := self.buffer.take(self._stream):
            batches.append(batch)
        for batch in batches:
            self._deliver(batch)

    def trouble(self, text: str) -> None:
        """Report something unforeseen; the batch it happened to is back in the buffer."""
        self._say(Kind.HELD, text, ())

    def _deliver(self, batch: Sequence[Record]) -> None:
        stream, around = self._stream, self._around
        try:
            self._back_up_all(stream, batch)
            outcome = self._send(stream, batch)
            if outcome.error is None:
                self._done(
                    batch,
                    Kind.DELIVERED,
                    f"delivered after {outcome.attempts} attempt{'s' if outcome.attempts != 1 else ''}",
                )
            elif outcome.error.permanent:
                text = f"{outcome.error.message}: Firehose neither retries nor backs this up; lower SizeInMBs"
                self._say(Kind.LOST, text, batch)
            else:
                failed = FailedBatch(batch, outcome.attempts, outcome.error, around.clock.milliseconds())
                address = write_failed(around.clients, stream, failed)
                self._done(batch, Kind.BACKED_UP, f"{outcome.error.message}; backed up to {address}")
        except BackupError as error:
            self.buffer.put_back(batch, pause_seconds=_AFTER_FAILED_BACKUP_SECONDS)
            self._say(Kind.HELD, str(error), batch)
        except BaseException:
            self.buffer.put_back(batch, pause_seconds=0)
            raise

    def _back_up_all(self, stream: Stream, batch: Sequence[Record]) -> None:
        if stream.backup_all and (records := self.buffer.not_kept(batch)):
            write_all(self._around.clients, stream, records)
            self.buffer.keep(records)

    def _send(self, stream: Stream, batch: Sequence[Record]) -> Outcome:
        around, request_id, now = self._around, str(uuid.uuid4()), self._around.clock.milliseconds()
        records = [data for record in batch if (data := process(stream, record.data)) is not None]
        if not records:
            return Outcome(attempts=0)

        def attempt(timeout: float) -> None:
            key = self._key.get(stream)
            request = make_request(stream, records, request_id=request_id, access_key=key, timestamp=now)
            try:
                check_answer(around.sender.send(stream.url, request, timeout=timeout), request_id)
            except DeliveryError as error:
                raise error.without(key) from None  # the first one may quote it

        return deliver(
            attempt,
            retry_seconds=stream.retry_seconds,
            clock=around.clock,
            random=around.random,
            on_failure=self._failed,
        )

    def _failed(self, attempt: int, error: DeliveryError) -> None:
        self._say(Kind.RETRY, f"attempt {attempt} failed: {error.code}: {error.message}", ())
        now = self._around.clock.milliseconds()
        trouble = write_error(self._around.clients, self._stream, error, now)
        if trouble:
            self._say(Kind.NOTE, trouble, ())

    def _done(self, batch: Sequence[Record], kind: Kind, text: str) -> None:
        for record in batch:
            if record.events:
                self._around.state.mark(record.subscription, record.events)
            else:
                self._around.state.mark_probed(record.subscription)
        self.buffer.release(batch)
        self._say(kind, text, batch)

    def _say(self, kind: Kind, text: str, batch: Sequence[Record]) -> None:
        events = sum(len(record.events) for record in batch)
        self._around.report(Happening(kind, self._stream.name, text, events))

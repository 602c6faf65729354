"""How far queries are, on standard error: a line that changes on a terminal, a line for each that ended elsewhere."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from flowlog_config.operate.query.asks import Ask
from flowlog_config.operate.query.cost import size
from flowlog_config.operate.query.run import Answer, Progress
from flowlog_config.plan.model import LogDestination


@contextmanager
def reporting(asks: Sequence[Ask[LogDestination]], stream: TextIO | None = None) -> Iterator[Progress]:
    """
    Show progress while the block runs; gives what ``run`` takes as ``on_progress``.

    Args:
        asks: What is asked.
        stream: Where to show it; standard error by default.
    """
    where = stream or sys.stderr
    if not where.isatty():
        yield Lines(where)
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal

    tally = Tally(len(asks))
    with Console(file=where).status(tally.words()) as status:

        def show(answer: Answer, done: bool) -> None:
            status.update(tally.add(answer, done))

        yield show


class Tally:
    """
    Adds up what many threads tell.

    Args:
        number: Of queries.
    """

    def __init__(self, number: int) -> None:
        self._number, self._lock = number, threading.Lock()
        self._latest: dict[int, tuple[float, bool]] = {}

    def add(self, answer: Answer, done: bool) -> str:
        """Take note, and give the line."""
        with self._lock:
            self._latest[id(answer.ask)] = (answer.bytes_scanned, done)
            return self.words()

    def words(self) -> str:
        """Say how far all are."""
        ended = sum(done for _, done in self._latest.values())
        return f"{ended} of {self._number} queries ended, {size(sum(one for one, _ in self._latest.values()))} scanned"


class Lines:
    """
    One line for each query that has ended; for logs and pipes.

    Args:
        stream: Where to write.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, answer: Answer, done: bool) -> None:
        """Write a line if that was the end of a query."""
        if done:
            target = answer.ask.target
            said = "not answered" if answer.problem else f"{size(answer.bytes_scanned)} scanned"
            self._stream.write(f"{target.name} ({target.account_id}, {target.region}): {said}\n")
            self._stream.flush()

"""How far a discovery is, on standard error: a bar on a terminal, a line for each finished target elsewhere."""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from flowlog_config.discovery.calls import CALLS
from flowlog_config.discovery.read import Progress
from flowlog_config.plan.model import Target


@contextmanager
def reporting(targets: Sequence[Target], stream: TextIO | None = None) -> Iterator[Callable[[Progress], None]]:
    """
    Show progress while the block runs; gives what ``discover`` takes as ``on_progress``.

    Args:
        targets: What is read, for the length of the bar.
        stream: Where to show it; standard error by default.
    """
    where = stream or sys.stderr
    if not where.isatty():
        yield Lines(where)
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above
    from rich.progress import Progress as Bars  # noqa: PLC0415 - as above

    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), MofNCompleteColumn(), TextColumn("calls"), TimeElapsedColumn())
    with Bars(*columns, console=Console(file=where), transient=True) as bars:
        reading = f"Reading {len(targets)} target{'s' if len(targets) != 1 else ''}"
        task = bars.add_task("Reading", total=len(targets) * len(CALLS))
        tally = Tally()

        def show(progress: Progress) -> None:
            ended, resources = tally.add(progress)
            bars.update(task, advance=ended, description=f"{reading}: {resources:,} resources")

        yield show


class Tally:
    """Adds up what many threads tell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[Target, str]] = Counter()
        self._ended: Counter[Target] = Counter()

    def add(self, progress: Progress) -> tuple[int, int]:
        """Give how many calls have ended with this progress, and all resources so far."""
        with self._lock:
            ended = 0 if not progress.done else 1 if progress.call else len(CALLS)
            self._ended[progress.target] += ended
            self._counts[progress.target, progress.call.operation if progress.call else ""] = progress.count
            return ended, self._counts.total()

    def total(self, target: Target) -> int | None:
        """Give the resources of a target once all its calls have ended, else None."""
        with self._lock:
            if self._ended[target] < len(CALLS):
                return None
            return sum(count for (where, _), count in self._counts.items() if where == target)


class Lines:
    """
    One line for each target when it has ended; for logs and pipes.

    Args:
        stream: Where to write.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tally = Tally()

    def __call__(self, progress: Progress) -> None:
        """Take note, and write a line if that was the end of a target."""
        ended, _ = self._tally.add(progress)
        total = self._tally.total(progress.target) if ended else None
        if total is None:
            return
        target = progress.target
        said = f"{total:,} resources read" if progress.call else "could not be entered"
        self._stream.write(f"{target.name} ({target.account_id}, {target.region}): {said}\n")
        self._stream.flush()

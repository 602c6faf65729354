"""Time for the carrier: real, or hurried so that a demonstration need not wait for Firehose's buffers."""

import threading
import time
from typing import Protocol


class StoppedError(Exception):
    """The wait was cut short because the carrier is stopping; what was not delivered stays to be carried."""


class Clock(Protocol):
    """What waits and tells the time."""

    def monotonic(self) -> float:
        """Return seconds that never go back, in hurried time."""
        ...

    def milliseconds(self) -> int:
        """Return the real time of day in milliseconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait so many hurried seconds; raises `StoppedError` when the carrier stops meanwhile."""
        ...

    def timeout(self, seconds: float) -> float:
        """Return the real seconds to wait for an answer that may take so many hurried seconds."""
        ...


class HurriedClock:
    """
    A clock that runs ``factor`` times as fast as the one on the wall.

    Buffers, backoff and retry durations shrink with it. Waiting for an answer shrinks too, but not below five real
    seconds, because the endpoint itself does not get faster.
    """

    SHORTEST_TIMEOUT_SECONDS = 5.0

    def __init__(self, factor: float = 1.0, *, stop: threading.Event | None = None) -> None:
        """Set the pace; ``stop`` ends every wait."""
        self._factor = factor
        self._stop = stop or threading.Event()

    def monotonic(self) -> float:
        """Return seconds that never go back, in hurried time."""
        return time.monotonic() * self._factor

    def milliseconds(self) -> int:
        """Return the real time of day in milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def sleep(self, seconds: float) -> None:
        """Wait so many hurried seconds."""
        if self._stop.wait(seconds / self._factor):
            raise StoppedError

    def timeout(self, seconds: float) -> float:
        """Return the real seconds to wait for an answer."""
        return min(seconds, max(self.SHORTEST_TIMEOUT_SECONDS, seconds / self._factor))

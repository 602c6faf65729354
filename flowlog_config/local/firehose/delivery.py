"""
Delivering one batch as Firehose does: attempts, backoff with jitter, and giving up when the retry duration is used.

Source: Firehose Developer Guide, "Data delivery failure handling", HTTP endpoint: backoff from 1 s, doubled, 15 %
jitter either way, at most 2 min; the retry clock runs after the first failed attempt and not while waiting for
answers; 3 min for an answer (checked 2026-11).
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from flowlog_config.local.clock import Clock
from flowlog_config.local.firehose.failure import DeliveryError

ANSWER_SECONDS = 180.0
_FIRST_BACKOFF_SECONDS = 1.0
_LONGEST_BACKOFF_SECONDS = 120.0
_JITTER = 0.15

Attempt = Callable[[float], None]
"""Sends once; takes the real seconds to wait for the answer. Raises `DeliveryError` unless the endpoint took the batch."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch ended: ``error`` is None when it was delivered; ``attempts`` counts from 1."""

    attempts: int
    error: DeliveryError | None = None


def backoff_seconds(retry: int, random: Random) -> float:
    """Return the wait before the given retry, counted from 1."""
    longest = min(_FIRST_BACKOFF_SECONDS * 2.0 ** min(retry - 1, 20), _LONGEST_BACKOFF_SECONDS)
    return min(longest * random.uniform(1 - _JITTER, 1 + _JITTER), _LONGEST_BACKOFF_SECONDS)


def deliver(
    attempt: Attempt,
    *,
    retry_seconds: float,
    clock: Clock,
    random: Random,
    on_failure: Callable[[int, DeliveryError], None],
) -> Outcome:
    """
    Try until the endpoint takes the batch, fails for good, or the retry duration is used up.

    Args:
        attempt: Sends the same request each time.
        retry_seconds: RetryOptions.DurationInSeconds, 0-7200; 0 means a single attempt.
        clock: Waits between the attempts.
        random: Source of the jitter.
        on_failure: Told the number of every failed attempt and why it failed.

    Raises:
        StoppedError: The carrier stops while waiting; nothing is known to be delivered.
    """
    waited, attempts = 0.0, 0
    while True:
        attempts += 1
        try:
            attempt(clock.timeout(ANSWER_SECONDS))
        except DeliveryError as error:
            on_failure(attempts, error)
            if error.permanent or waited >= retry_seconds:
                return Outcome(attempts, error)
        else:
            return Outcome(attempts)
        pause = min(backoff_seconds(attempts, random), retry_seconds - waited)
        clock.sleep(pause)
        waited += pause

"""Runs a carrier: for as long as wanted with a thread a stream, or once until nothing is left to do."""

import threading

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import StreamLine
from flowlog_config.local.clock import StoppedError

_LONGEST_WAIT_SECONDS = 1.0


def run_once(carrier: Carrier) -> None:
    """Carry everything there is now, without waiting for buffers to fill, and return."""
    carrier.poll()
    while True:
        for line in list(carrier.lines.values()):
            line.flush()
        if carrier.poll() == 0:
            return


def run(carrier: Carrier, *, stop: threading.Event, poll_seconds: float, hurry: float) -> None:
    """
    Poll and deliver until told to stop.

    Args:
        carrier: What to run.
        stop: Ends it; batches under way are given up, not marked, and carried again next time.
        poll_seconds: Real seconds between two looks at the log groups, above 0.
        hurry: The factor of the carrier's clock, to wait for buffers in real time.
    """
    threads: dict[str, threading.Thread] = {}
    try:
        while not stop.is_set():
            carrier.poll()
            for arn, line in carrier.lines.items():
                if arn not in threads:
                    threads[arn] = threading.Thread(target=_work, args=(line, stop, hurry), daemon=True)
                    threads[arn].start()
            stop.wait(poll_seconds)
    finally:
        stop.set()
        for line in carrier.lines.values():
            line.changed.set()
        for thread in threads.values():
            thread.join(timeout=_LONGEST_WAIT_SECONDS)


def _work(line: StreamLine, stop: threading.Event, hurry: float) -> None:
    """Deliver one stream's batches as they become due."""
    while not stop.is_set():
        try:
            if line.step():
                continue
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - one stream's trouble must neither end the thread nor go unseen
            line.trouble(f"could not be delivered now: {type(error).__name__}: {error}")
            stop.wait(_LONGEST_WAIT_SECONDS)
        due = line.seconds_until_due()
        wait = _LONGEST_WAIT_SECONDS if due is None else min(due / hurry, _LONGEST_WAIT_SECONDS)
        line.changed.wait(max(wait, 0.01))
        line.changed.clear()

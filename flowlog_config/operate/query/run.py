"""Running queries where the log groups are, all targets at once, and stopping them when somebody has had enough."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from flowlog_config.discovery.sessions import Session, SessionError, check_account
from flowlog_config.operate.query.asks import Ask
from flowlog_config.operate.query.logs import BusyError, Logs, QueryError
from flowlog_config.operate.query.rows import Row, row_of
from flowlog_config.operate.query.window import Window
from flowlog_config.plan.model import LogDestination, Target
from flowlog_config.questions import insights_text

MOST_GROUPS = 50
"""Log groups a query takes by name. Source: CloudWatch Logs API, StartQuery (checked 2026-11)."""
_THREADS = 8
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS, _WAIT_GROWS = 0.25, 3.0, 1.5


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of a query.

    Attributes:
        ask: What was asked.
        rows: The answer, the greatest first.
        groups: Names of the log groups it was asked of.
        missing: Beginnings of names of log groups that are not there.
        bytes_scanned: What AWS bills.
        records_scanned: Records looked at.
        records_matched: Records that met all conditions.
        problem: Why there is no answer; empty when there is one.
    """

    ask: Ask[LogDestination]
    rows: tuple[Row, ...] = ()
    groups: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    bytes_scanned: float = 0
    records_scanned: float = 0
    records_matched: float = 0
    problem: str = ""


Progress = Callable[[Answer, bool], None]
"""Told what was scanned so far, and whether that was the end; called from several threads."""


def run(
    asks: Sequence[Ask[LogDestination]],
    window: Window,
    *,
    session_for: Callable[[Target], Session],
    timeout_seconds: float,
    on_progress: Progress = lambda _answer, _done: None,
) -> list[Answer]:
    """
    Run queries and wait for their answers, in their order.

    An interrupt (Ctrl-C) stops those that run, so that they scan and bill no more, and goes on to the caller.

    Args:
        asks: What to ask where.
        window: Records of which time.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
        timeout_seconds: How long a query may take before it is stopped.
        on_progress: Told how far each is.
    """
    runs = _Runs(cache(session_for), window, timeout_seconds, on_progress)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-query") as pool:
        futures = [pool.submit(runs.one, ask) for ask in asks]
        try:
            return [future.result() for future in futures]
        finally:
            runs.stopped.set()


class _Runs:
    def __init__(
        self, session_for: Callable[[Target], Session], window: Window, timeout_seconds: float, on_progress: Progress
    ) -> None:
        self.stopped = threading.Event()
        self._session_for, self._window = session_for, window
        self._timeout_seconds, self._on_progress = timeout_seconds, on_progress

    def one(self, ask: Ask[LogDestination]) -> Answer:
        """Find the log groups of one query, run it, and wait for its end."""
        try:
            answer = self._asked(ask)
        except (SessionError, QueryError) as error:
            answer = Answer(ask, problem=str(error))
        self._on_progress(answer, True)
        return answer

    def _asked(self, ask: Ask[LogDestination]) -> Answer:
        if self.stopped.is_set():
            return Answer(ask, problem="not asked")
        session = self._session_for(ask.target)
        check_account(session, ask.target)
        logs = Logs(session, ask.target.region)
        answer = _with_groups(Answer(ask), logs)
        if not answer.groups:
            return replace(answer, problem="there is no log group for it yet; deploy first: npx cdk deploy")
        if len(answer.groups) > MOST_GROUPS:
            return replace(answer, problem=f"{len(answer.groups)} log groups are more than the {MOST_GROUPS} AWS takes")
        deadline = time.monotonic() + self._timeout_seconds
        query_id = self._started(logs, answer, deadline)
        try:
            return self._waited(logs, answer, query_id, deadline)
        except BaseException:
            logs.stop(query_id)
            raise

    def _started(self, logs: Logs, answer: Answer, deadline: float) -> str:
        """Start a query; while the account runs as many as it may, wait for one to end."""
        while True:
            try:
                return logs.start(insights_text(answer.ask.query), answer.groups, self._window)
            except BusyError as error:
                if time.monotonic() > deadline or self.stopped.wait(_LONGEST_WAIT_SECONDS):
                    raise QueryError(str(error)) from error

    def _waited(self, logs: Logs, answer: Answer, query_id: str, deadline: float) -> Answer:
        wait = _FIRST_WAIT_SECONDS
        while not self.stopped.wait(wait):
            wait = min(wait * _WAIT_GROWS, _LONGEST_WAIT_SECONDS)
            found = logs.results(query_id)
            answer = _with_statistics(answer, found.get("statistics") or {})
            status = found.get("status")
            if status == "Complete":
                rows = tuple(row_of(items, answer.ask.query) for items in found.get("results") or ())
                return replace(answer, rows=rows)
            if status not in ("Scheduled", "Running"):
                return replace(answer, problem=f"AWS ended the query: {str(status).lower()}; try a shorter time")
            if time.monotonic() > deadline:
                logs.stop(query_id)
                seconds = f"{self._timeout_seconds:g}"
                return replace(answer, problem=f"no answer after {seconds} s; try a shorter time or a longer --timeout")
            self._on_progress(answer, False)
        logs.stop(query_id)
        return replace(answer, problem="stopped")


def _with_groups(answer: Answer, logs: Logs) -> Answer:
    found = {one.log_group_prefix: logs.groups(one.log_group_prefix) for one in answer.ask.destinations}
    names = {name for names in found.values() for name in names}
    missing = tuple(prefix for prefix, names in found.items() if not names)
    return replace(answer, groups=tuple(sorted(names)), missing=missing)


def _with_statistics(answer: Answer, statistics: Mapping[str, float]) -> Answer:
    return replace(
        answer,
        bytes_scanned=statistics.get("bytesScanned") or 0,
        records_scanned=statistics.get("recordsScanned") or 0,
        records_matched=statistics.get("recordsMatched") or 0,
    )

"""Reading the targets: all calls of all targets at once, a page at a time, so that AWS's rate of pages is the limit."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from flowlog_config.discovery.calls import CALLS, PAGE_SIZE, Call
from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.part import Part, assemble
from flowlog_config.discovery.sessions import Session, SessionError, check_account, client_config
from flowlog_config.inventory.model import Inventory, TargetInventory
from flowlog_config.plan.model import Target

_THREADS = 16
"""Calls in flight; a target has eight, and AWS limits pages by account and region."""

MISSING = "missing"
"""Consequence of a call that failed and never succeeded before."""

Key = tuple[str, str]
"""Account and region of a target."""


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far the reading is.

    Attributes:
        target: Where.
        call: Which call; None when the target could not be entered, and none of its calls will be made.
        count: Resources it has given so far that are kept; none when it failed, or only tells more about others.
        done: Whether it has ended, well or not.
    """

    target: Target
    call: Call | None
    count: int
    done: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """
    A call that failed; of what it would have given, nothing is taken.

    Attributes:
        call: Which.
        reason: Why, and what to do, in words.
    """

    call: Call
    reason: str

    def words(self, consequence: str = MISSING) -> str:
        """Give the line for ``TargetInventory.not_read``."""
        return (
            f"{self.call.permission}: {self.reason}. {self.call.what[0].upper()}{self.call.what[1:]} are {consequence}"
        )


@dataclass(frozen=True, slots=True)
class Discovered:
    """
    What a discovery found.

    Attributes:
        inventory: Targets that were read, at least in part. Without a date.
        failed: Calls that failed in them, by account and region.
        unread: Targets of which nothing was read, with the reason; not in the inventory.
    """

    inventory: Inventory
    failed: Mapping[Key, tuple[Failed, ...]] = field(default_factory=dict)
    unread: Mapping[Key, str] = field(default_factory=dict)


def discover(
    targets: Iterable[Target],
    *,
    session_for: Callable[[Target], Session],
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Discovered:
    """
    Read what the targets have.

    Pages are turned into resources and dropped, so memory grows with what is kept. A failure of one call or target
    leaves the others as they are and is told.

    Args:
        targets: Where to look.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
        on_progress: Told about every page; called from several threads.
    """
    stop = threading.Event()
    readings = [Reading(target, session_for, on_progress, stop) for target in dict.fromkeys(targets)]
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-discover")
    try:
        entered = [(one, pool.submit(one.enter)) for one in readings]
        pending = [(one, one.start(pool, entering.result())) for one, entering in entered]
        finished = [(one.target, one.unread, [call.result() for call in calls]) for one, calls in pending]
    except BaseException:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return _discovered(finished)


@dataclass(slots=True)
class Reading:
    """
    The reading of one target.

    Attributes:
        target: Where.
        session_for: Gives its session.
        on_progress: Told about every page.
        stop: Set when nobody waits for it any more.
        unread: Why it could not be entered; empty when it could.
    """

    target: Target
    session_for: Callable[[Target], Session]
    on_progress: Callable[[Progress], None]
    stop: threading.Event
    unread: str = ""

    def enter(self) -> Any:
        """Give an EC2 client that is known to be of the target's account; None when there is none."""
        try:
            session = self.session_for(self.target)
            check_account(session, self.target)
            return session.client("ec2", config=client_config())
        except SessionError as error:
            self.unread = str(error)
        except UNDERSTOOD as error:
            self.unread = in_words(error, action="", region=self.target.region)
        self.on_progress(Progress(self.target, None, 0, done=True))
        return None

    def start(self, pool: ThreadPoolExecutor, client: Any) -> list[Future[Part | Failed]]:
        """Begin all calls."""
        return [] if client is None else [pool.submit(self.read, client, call) for call in CALLS]

    def read(self, client: Any, call: Call) -> Part | Failed:
        """Read all pages of one call."""
        part = Part(self.target)
        try:
            paginator = client.get_paginator(call.operation)
            for page in paginator.paginate(**call.arguments, PaginationConfig={"PageSize": PAGE_SIZE}):
                if self.stop.is_set():
                    break
                for item in page.get(call.result) or ():
                    call.take(item, part)
                self.on_progress(Progress(self.target, call, len(part.resources), done=False))
        except UNDERSTOOD as error:
            part.resources.clear()
            return Failed(call, in_words(error, action=call.permission, region=self.target.region))
        finally:
            self.on_progress(Progress(self.target, call, len(part.resources), done=True))
        return part


def _discovered(finished: list[tuple[Target, str, list[Part | Failed]]]) -> Discovered:
    found: dict[Key, TargetInventory] = {}
    failures: dict[Key, tuple[Failed, ...]] = {}
    unread: dict[Key, str] = {}
    for target, reason, results in finished:
        key = target.account_id, target.region
        failed = tuple(result for result in results if isinstance(result, Failed))
        if len(failed) == len(results):
            unread[key] = reason or f"{failed[0].call.permission} and every other call: {failed[0].reason}"
            continue
        parts = [result for result in results if isinstance(result, Part)]
        found[key] = assemble(target, parts, tuple(one.words() for one in failed))
        failures |= {key: failed} if failed else {}
    return Discovered(Inventory(found), failures, unread)

"""
What the carrier has delivered, remembered over restarts.

Ids of delivered events are kept, not a position in time: records come late (a record's time is the start of its window)
and from many interfaces at once, so a position could pass over some.
"""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

_SCHEMA = """
create table if not exists done (
    subscription text not null, event text not null, timestamp integer not null, primary key (subscription, event)
) without rowid;
create table if not exists probed (subscription text primary key);
"""


class CarrierState:
    """
    Delivered events by subscription, in one SQLite file; ``:memory:`` forgets at the end.

    Every change is on disk when its method returns. Several threads may use it.
    """

    def __init__(self, path: Path | str) -> None:
        """Open or create the file."""
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.executescript(_SCHEMA)

    def unseen(self, subscription: str, events: Iterable[str]) -> set[str]:
        """Return those event ids that have not been delivered or backed up."""
        wanted = set(events)
        ids = list(wanted)
        with self._lock:
            for start in range(0, len(ids), 500):
                part = ids[start : start + 500]
                marks = ",".join("?" * len(part))
                query = f"select event from done where subscription = ? and event in ({marks})"  # noqa: S608 - only marks
                with closing(self._database.execute(query, [subscription, *part])) as rows:
                    wanted.difference_update(row[0] for row in rows)
        return wanted

    def mark(self, subscription: str, events: Iterable[tuple[str, int]]) -> None:
        """Remember events, each as (id, time in milliseconds), as delivered, backed up or not wanted."""
        rows = [(subscription, event, timestamp) for event, timestamp in events]
        with self._lock, self._database:
            self._database.executemany("insert or ignore into done values (?, ?, ?)", rows)

    def forget_before(self, timestamp: int) -> None:
        """Forget events older than this time in milliseconds; CloudWatch Logs takes none so old any more."""
        with self._lock, self._database:
            self._database.execute("delete from done where timestamp < ?", [timestamp])

    def probed(self, subscription: str) -> bool:
        """Tell whether the control message of this subscription was delivered."""
        with self._lock:
            query = "select 1 from probed where subscription = ?"
            return self._database.execute(query, [subscription]).fetchone() is not None

    def mark_probed(self, subscription: str) -> None:
        """Remember that the control message was delivered."""
        with self._lock, self._database:
            self._database.execute("insert or ignore into probed values (?)", [subscription])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

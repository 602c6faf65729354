"""The time a question is about, from what a person writes: ``--since 2h``, ``--since 2026-11-20T10:00 --window 30m``."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LENGTH = re.compile(r"([0-9]{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class WindowError(ValueError):
    """What was written is no time or length; the message says what is."""


@dataclass(frozen=True, slots=True)
class Window:
    """
    From when to when, in UTC.

    Attributes:
        begin: First moment.
        end: One past the last.
    """

    begin: datetime
    end: datetime

    def __str__(self) -> str:
        """Say it to the minute."""
        return f"{self.begin:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC"


def make_window(since: str, length: str, now: datetime) -> Window:
    """
    Work out a window.

    Args:
        since: How long ago (``90s``, ``15m``, ``2h``, ``7d``, ``4w``), or a time in ISO 8601; UTC when it names no zone.
        length: How long from then; empty for until now.
        now: The time it is, with its zone.

    Raises:
        WindowError: When one of them cannot be read, or nothing of the window has been yet.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    begin = _moment(since, now)
    if begin >= now:
        raise WindowError(f"--since {since} has not been yet")
    if not length:
        return Window(begin, now)
    lasting = _length(length)
    if not lasting:
        raise WindowError("--window takes a length such as 30m, 2h or 7d")
    return Window(begin, now if lasting >= now - begin else begin + lasting)


def _length(text: str) -> timedelta | None:
    found = _LENGTH.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _moment(text: str, now: datetime) -> datetime:
    wrong = "--since takes how long ago, such as 30m, 2h or 7d, or a time such as 2026-11-20T10:00"
    ago = _length(text)
    try:
        if ago is not None:
            if not ago:
                raise WindowError(wrong)
            return now - ago
        given = datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WindowError(wrong) from None

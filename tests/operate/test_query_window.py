"""The time a question is about."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from flowlog_config.operate.query.cost import cost_words, size
from flowlog_config.operate.query.window import WindowError, make_window

NOW = datetime(2026, 11, 21, 7, 30, 15, 999, tzinfo=UTC)
WHOLE = NOW.replace(microsecond=0)


@pytest.mark.parametrize(
    ("since", "length", "begin", "end"),
    [
        ("1h", "", WHOLE - timedelta(hours=1), WHOLE),
        ("90s", "", WHOLE - timedelta(seconds=90), WHOLE),
        ("4w", "", WHOLE - timedelta(weeks=4), WHOLE),
        ("2h", "30m", WHOLE - timedelta(hours=2), WHOLE - timedelta(minutes=90)),
        ("10m", "1h", WHOLE - timedelta(minutes=10), WHOLE),
        ("10m", "999999w", WHOLE - timedelta(minutes=10), WHOLE),
        ("2026-11-20", "1d", datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-20T10:00+01:00", "1h", datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)),
    ],
)
def test_reads_what_people_write(since, length, begin, end):
    """Lengths, dates and times; UTC unless a zone is named, and never beyond now."""
    for now in (NOW, NOW.astimezone(timezone(timedelta(hours=5)))):
        window = make_window(since, length, now)
        assert (window.begin, window.end) == (begin, end)


@pytest.mark.parametrize(
    ("since", "length"),
    [
        *[
            (since, "")
            for since in ("", "1", "h", "0h", "-1h", "1y", "1h30m", "yesterday", "999999w", "2027-01-01", "1 h")
        ],
        *[(since, "") for since in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00")],
        *[("1h", length) for length in ("0m", "x", "2026-11-20", "-1h")],
    ],
)
def test_refuses_the_rest(since, length):
    """With what is right instead."""
    with pytest.raises(WindowError, match=r"--since|--window"):
        make_window(since, length, NOW)


def test_says_what_a_scan_cost_where_that_is_known():
    """Region and date of the price stand beside it."""
    stated = "0.005 USD per GB (us-east-1, September 2025)"
    assert cost_words(250e9, "us-east-1") == f"about 1.25 USD at {stated}"
    assert cost_words(1e9, "us-east-1") == f"about 0.0050 USD at {stated}"
    assert cost_words(1e6, "us-east-1") == f"less than 0.0001 USD at {stated}"
    assert cost_words(250e9, "eu-west-1") == f"price in eu-west-1 not known; about 1.25 USD at {stated}"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2.5e9, "2.5 GB"), (1.2e15, "1,200.0 TB")],
)
def test_writes_sizes_as_aws_bills_them(number, text):
    """In powers of a thousand."""
    assert size(number) == text

"""Object keys of backups: prefixes with expressions, evaluated as Firehose does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from flowlog_config.local.firehose.prefix import PrefixError, data_prefix, error_prefix, object_name

MOMENT = datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)
TYPE = "http-endpoint-failed"


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        (
            "failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/",
            "failed/http-endpoint-failed/2026/11/21/04/",
        ),
        ("!{firehose:error-output-type}/", "http-endpoint-failed/2026/11/21/04/"),
        ("f/", "f/http-endpoint-failed/2026/11/21/04/"),
        ("", "http-endpoint-failed/2026/11/21/04/"),
        ("a/!{firehose:error-output-type}/!{firehose:random-string}/", "a/http-endpoint-failed/RANDOM/2026/11/21/04/"),
        (
            "!{firehose:error-output-type}/year=!{timestamp:yyyy}/!{timestamp:MM-dd'T'HHmmss}",
            "http-endpoint-failed/year=2026/11-21T040506",
        ),
    ],
)
def test_evaluates_the_error_prefix(prefix, expected):
    """Type, time and random text go where the expressions stand; the hour is appended when no time is named."""
    assert error_prefix(prefix, TYPE, MOMENT, "RANDOM") == expected


@pytest.mark.parametrize(
    "prefix",
    [
        "failed/!{timestamp:yyyy}/",
        "!{firehose:error-output-type}/!{firehose:nonsense}/",
        "!{firehose:error-output-type}/!{timestamp:QQ}/",
        "!{partitionKeyFromQuery:x}/",
    ],
)
def test_refuses_what_firehose_would_not_accept(prefix):
    """Expressions without the error type, and unknown ones, are told."""
    with pytest.raises(PrefixError):
        error_prefix(prefix, TYPE, MOMENT, "RANDOM")


def test_the_data_prefix_has_no_error_type():
    """Prefix takes times and random text only."""
    assert data_prefix("all/!{timestamp:yyyy}/", MOMENT, "RANDOM") == "all/2026/"
    assert data_prefix("", MOMENT, "RANDOM") == "2026/11/21/04/"
    with pytest.raises(PrefixError):
        data_prefix("!{firehose:error-output-type}/", MOMENT, "RANDOM")


def test_times_are_in_utc():
    """A moment of another zone is converted."""
    there = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert data_prefix("", there, "RANDOM") == "2026/11/21/04/"
    assert object_name("flow", "1", there, "id", gzip=True) == "flow-1-2026-11-21-04-05-06-id.gz"

"""Attempts, backoff and answers: every row of Firehose's failure table, without waiting."""

import json

import pytest
from local_fakes import dice

from flowlog_config.local.clock import StoppedError
from flowlog_config.local.firehose.delivery import ANSWER_SECONDS, backoff_seconds, deliver
from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode
from flowlog_config.local.firehose.response import Answer, check_answer

ID = "ed4acda5-034f-9f42-bba1-f29aea6d7d8f"
GOOD = {"requestId": ID, "timestamp": 1_795_000_000_000}


def answer(document=GOOD, *, status=200, text=None, **headers):
    """Make an answer; keyword arguments replace headers, and None removes one."""
    body = json.dumps(document).encode() if text is None else text
    given = {"content-type": "application/json", "content-length": str(len(body))}
    changed = given | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {name: value for name, value in changed.items() if value is not None}, body)


def run(answers, clock, *, retry_seconds=300):
    """Deliver with these answers in turn, the last one for ever; returns outcome and the failures told."""
    left, failures = list(answers), []

    def attempt(_timeout):
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, DeliveryError):
            raise found
        check_answer(found, ID)

    outcome = deliver(
        attempt,
        retry_seconds=retry_seconds,
        clock=clock,
        random=dice(7),
        on_failure=lambda number, error: failures.append((number, error.code)),
    )
    return outcome, failures


@pytest.mark.parametrize(
    "good",
    [
        answer(),
        answer(GOOD | {"errorMessage": None}),
        answer(GOOD | {"errorMessage": "x" * 8192}),
        answer(content_type="Application/JSON"),
    ],
)
def test_accepts_the_exact_answer(good, clock):
    """200 with a valid body is delivered at the first attempt."""
    outcome, failures = run([good], clock)
    assert outcome.error is None
    assert (outcome.attempts, failures) == (1, [])


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (answer(status=201), ErrorCode.DESTINATION),
        (answer(status=204, text=b""), ErrorCode.DESTINATION),
        (answer(status=302), ErrorCode.DESTINATION),
        (answer(status=400), ErrorCode.DESTINATION),
        (answer(status=401), ErrorCode.DESTINATION),
        (answer(status=403), ErrorCode.DESTINATION),
        (answer(status=429), ErrorCode.DESTINATION),
        (answer(status=500, text=b"<html>"), ErrorCode.DESTINATION),
        (answer(status=503), ErrorCode.DESTINATION),
        (answer(content_type="application/json; charset=utf-8"), ErrorCode.INVALID_RESPONSE),
        (answer(content_type="text/plain"), ErrorCode.INVALID_RESPONSE),
        (answer(content_type=None), ErrorCode.INVALID_RESPONSE),
        (answer(content_length=None), ErrorCode.INVALID_RESPONSE),
        (answer(content_encoding="gzip"), ErrorCode.INVALID_RESPONSE),
        (answer(text=b"OK"), ErrorCode.INVALID_RESPONSE),
        (answer([]), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"requestId": "another"}), ErrorCode.INVALID_RESPONSE),
        (answer({"timestamp": 1}), ErrorCode.INVALID_RESPONSE),
        (answer({"requestId": ID}), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"timestamp": "1795000000000"}), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"timestamp": 1.5}), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"timestamp": True}), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"status": "ok"}), ErrorCode.INVALID_RESPONSE),
        (answer(GOOD | {"errorMessage": "x" * 8193}), ErrorCode.INVALID_RESPONSE),
        (answer(text=b" " * (1024 * 1024 + 1)), ErrorCode.RESPONSE_TOO_LARGE),
        (DeliveryError(ErrorCode.REQUEST_TIMEOUT, "no answer"), ErrorCode.REQUEST_TIMEOUT),
        (DeliveryError(ErrorCode.SSL_HANDSHAKE, "TLS"), ErrorCode.SSL_HANDSHAKE),
        (DeliveryError(ErrorCode.CONNECTION_FAILED, "refused"), ErrorCode.CONNECTION_FAILED),
        (DeliveryError(ErrorCode.CONNECTION_RESET, "reset"), ErrorCode.CONNECTION_RESET),
    ],
)
def test_retries_every_other_outcome_until_it_works(bad, code, clock):
    """Whatever is not the exact answer is sent again, also 401 and a 200 with a wrong body."""
    outcome, failures = run([bad, bad, answer()], clock)
    assert outcome.error is None
    assert outcome.attempts == 3
    assert failures == [(1, code), (2, code)]


def test_413_is_permanent(clock):
    """A body that is too large is neither sent again nor backed up."""
    outcome, _ = run([answer(status=413), answer()], clock)
    assert outcome.error.permanent
    assert outcome.attempts == 1
    assert clock.sleeps == []


def test_gives_up_when_the_retry_duration_is_slept_through(clock):
    """The waits add up to the retry duration and not to more."""
    outcome, _ = run([answer(status=500)], clock, retry_seconds=300)
    assert outcome.error.code is ErrorCode.DESTINATION
    assert sum(clock.sleeps) == pytest.approx(300)
    assert outcome.attempts == len(clock.sleeps) + 1


def test_a_retry_duration_of_zero_means_one_attempt(clock):
    """0 switches retries off."""
    outcome, _ = run([answer(status=500)], clock, retry_seconds=0)
    assert outcome.attempts == 1


def test_waiting_for_answers_does_not_use_up_the_retry_duration(clock):
    """Only pauses count; slow failures do not shorten the retries."""

    def slow(_timeout):
        clock.seconds += ANSWER_SECONDS
        raise DeliveryError(ErrorCode.REQUEST_TIMEOUT, "no answer")

    outcome = deliver(slow, retry_seconds=10, clock=clock, random=dice(7), on_failure=lambda *_: None)
    assert sum(clock.sleeps) == pytest.approx(10)
    assert outcome.attempts > 3


def test_backoff_doubles_with_jitter_up_to_two_minutes():
    """1 s, 2 s, 4 s … give or take 15 %, never above 120 s."""
    random = dice(1)
    for retry in range(1, 40):
        middle = min(2.0 ** (retry - 1), 120)
        for _ in range(20):
            seconds = backoff_seconds(retry, random)
            assert 0.85 * middle <= seconds <= min(1.15 * middle, 120)
    assert len({backoff_seconds(3, random) for _ in range(5)}) == 5


def test_stopping_ends_the_wait_without_an_outcome(clock):
    """A carrier that stops does not take a batch for done."""
    clock.stop_after = 2
    with pytest.raises(StoppedError):
        run([answer(status=500)], clock)


def test_the_reason_of_the_endpoint_is_kept():
    """The errorMessage of a refusal stands in the error record."""
    with pytest.raises(DeliveryError, match="answered 400: the header is missing"):
        check_answer(answer({"errorMessage": "the header is missing"}, status=400), ID)

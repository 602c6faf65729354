"""The receiving half of the protocol: what is accepted, and the status of every mistake."""

import base64
import gzip
import json

import pytest
from local_fakes import LINE, REQUEST_ID, SOURCE_ARN, body, envelope, headers

from flowlog_config.local.envelope.envelope import control_message, pack, to_json, unpack
from flowlog_config.local.receiver.events import events_of
from flowlog_config.local.receiver.protocol import RefusalError, Rules, read_request

RULES = Rules(("another-key", "the-key"), max_body_bytes=200_000)


def status_of(given_headers, given_body, rules=RULES, **options):
    """Return status and words of the refusal."""
    with pytest.raises(RefusalError) as refusal:
        events_of(read_request(given_headers, given_body, rules), **options)
    return refusal.value.status, refusal.value.message


def test_reads_a_good_request():
    """Every part of a request arrives where it belongs."""
    request = read_request(headers(), body(envelope(LINE)), RULES)
    (event,) = events_of(request)
    assert (event.line, event.log_group, event.log_stream, event.owner) == (
        LINE,
        "/flow",
        "eni-0a1b-all",
        "111122223333",
    )
    assert (event.request_id, event.source_arn) == (REQUEST_ID, SOURCE_ARN)
    assert event.common_attributes == {"flow": "production"}


def test_reads_a_body_that_is_not_compressed():
    """Content-Encoding may be absent."""
    plain = gzip.decompress(body(envelope(LINE)))
    assert events_of(read_request(headers(Content_Encoding=None), plain, RULES))


def test_accepts_control_messages_and_hands_on_nothing():
    """A probe of CloudWatch Logs is no log event."""
    assert events_of(read_request(headers(), body(pack(control_message(1_795_000_000_000))), RULES)) == []


def test_tolerates_the_optional_keys_of_an_envelope():
    """PolicyLevel and extractedFields do not stop an envelope."""
    found = json.loads(gzip.decompress(envelope(LINE)))
    found["policyLevel"] = "ACCOUNT_LEVEL_POLICY"
    found["logEvents"][0]["extractedFields"] = {"version": "2"}
    request = read_request(headers(), body(gzip.compress(json.dumps(found).encode())), RULES)
    assert [event.line for event in events_of(request)] == [LINE]


def test_reads_gzip_of_several_members():
    """A record may be several gzip members in a row."""
    text = to_json(unpack(envelope(LINE)))
    record = gzip.compress(text[:40]) + gzip.compress(text[40:])
    assert events_of(read_request(headers(), body(record), RULES))


@pytest.mark.parametrize("key", [None, "", "the-kex", "the-key ", "THE-KEY"])
def test_401_for_a_missing_or_wrong_key(key):
    """Only the exact key is let in, and the refusal does not show any."""
    status, message = status_of(headers(key=key), body(envelope(LINE)))
    assert status == 401
    assert "the-ke" not in message


def test_without_keys_everyone_is_let_in():
    """An empty list of keys checks nothing, as in Vector."""
    assert read_request(headers(key=None), body(envelope(LINE)), Rules(()))


@pytest.mark.parametrize(
    "text",
    [
        b"not json",
        b"[]",
        b"{}",
        json.dumps({"requestId": REQUEST_ID, "timestamp": "1", "records": []}).encode(),
        json.dumps({"requestId": REQUEST_ID, "timestamp": 1_795_000_000_000, "records": "x"}).encode(),
        json.dumps({"requestId": REQUEST_ID, "timestamp": 1_795_000_000_000, "records": [{"d": ""}]}).encode(),
    ],
)
def test_401_for_a_body_that_is_not_the_expected_json(text):
    """Vector answers 401 there, and so do we."""
    assert status_of(headers(), gzip.compress(text))[0] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"X_Amz_Firehose_Request_Id": None},
        {"X_Amz_Firehose_Source_Arn": None},
        {"X_Amz_Firehose_Source_Arn": "arn:aws:firehose:eu-west-1:1:deliverystream:flow"},
        {"X_Amz_Firehose_Protocol_Version": None},
        {"X_Amz_Firehose_Protocol_Version": "1"},
        {"X_Amz_Firehose_Common_Attributes": "{}"},
        {"X_Amz_Firehose_Common_Attributes": '{"commonAttributes":{"a":1}}'},
        {"X_Amz_Firehose_Request_Id": "another-id"},
        {"Content_Type": None},
        {"Content_Type": "text/plain"},
        {"Content_Encoding": "deflate"},
        {"Content_Encoding": "GZIP"},
    ],
)
def test_400_for_wrong_headers(changes):
    """Each header mistake is told and answered with 400."""
    status, message = status_of(headers(**changes), body(envelope(LINE)))
    assert status == 400
    assert message


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (b"plain", "said to be gzip"),
        (body(envelope(LINE))[:-9], "said to be gzip"),
        (body(records=[{"data": "@@@"}]), "not base64"),
        (body(records=[{"data": "YQ"}]), "not base64"),
        (body(envelope(LINE), timestamp=1_795_000_000), "milliseconds"),
        (body(), "0 records"),
        (body(*[b""] * 10_001), "10001 records"),
    ],
)
def test_400_for_a_wrong_body(sent, word):
    """Encoding, base64, time unit and number of records are checked."""
    status, message = status_of(headers(), sent)
    assert status == 400
    assert word in message


@pytest.mark.parametrize(
    "record",
    [
        b"",
        LINE.encode(),
        to_json(unpack(envelope(LINE))),
        envelope(LINE)[:-4],
        envelope(LINE) + b"x",
        gzip.compress(b"[]"),
        gzip.compress(b'{"messageType":"DATA_MESSAGE"}'),
        gzip.compress(to_json(unpack(envelope(LINE))).replace(b"DATA_MESSAGE", b"DATA")),
    ],
    ids=["nothing", "a line", "no gzip", "cut short", "more behind it", "a list", "without events", "another type"],
)
def test_400_when_any_record_is_not_a_gzipped_envelope(record):
    """One bad record refuses the whole request, so its neighbours are not stored twice."""
    assert status_of(headers(), body(envelope(LINE), record))[0] == 400


def test_takes_plain_envelopes_only_when_told_to():
    """A stream with decompression delivers JSON."""
    request = read_request(headers(), body(to_json(unpack(envelope(LINE)))), RULES)
    assert events_of(request, plain_records=True)


def test_413_for_a_body_that_is_too_large_before_or_after_decompression():
    """A compressed body cannot hide its size."""
    big = body(*[base64.b64encode(bytes(1000))] * 300)
    assert len(big) < RULES.max_body_bytes
    assert status_of(headers(), big)[0] == 413
    plain = gzip.decompress(big)
    assert status_of(headers(Content_Encoding=None), plain)[0] == 413


def test_rules_do_not_show_their_keys():
    """The access keys stay out of any text made of the rules."""
    assert "the-key" not in repr(RULES)

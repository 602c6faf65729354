"""From a message to records at the endpoint, with everything as it should be."""

import gzip
import json
import os

import pytest
from flow_log_file import BUCKET, HEADER, KEY, SECRET, line, notification, packed, tail, text
from http_endpoint import reset
from lambda_process import LambdaProcess, Sandbox


def test_every_record_arrives_with_typed_fields(aws, endpoint, function):
    """Names are the file's own, numbers are numbers, and each record says when it was and which it is."""
    assert function().invoke(aws.put()) == []
    assert [record["message"] for record in endpoint.records] == [line(number) for number in range(100)]
    first = endpoint.records[7]
    assert first["timestamp"] == 1732060807 * 10**9
    assert (first["srcport"], first["bytes"], first["account_id"]) == (7, 10500, "111122223333")
    assert first["record_id"].endswith("-8")
    assert len({record["record_id"] for record in endpoint.records}) == 100


def test_requests_carry_the_secret_and_the_other_headers(aws, endpoint, function):
    """The header map is sent with ``{api_key}`` filled in, and the log never shows the key."""
    sandbox = function()
    sandbox.invoke(aws.put())
    assert {sent["signoz-ingestion-key"] for sent in endpoint.requests} == {SECRET}
    assert endpoint.requests[0]["x-team"] == "network"
    assert endpoint.requests[0]["content-encoding"] == "gzip"
    assert SECRET not in sandbox.log


@pytest.mark.parametrize(
    "content",
    [
        packed(12),
        text(12),
        text(12).replace(b"\n", b"\r\n"),
        gzip.compress(text(5)) + gzip.compress(tail(5, 12)),
        b"\n" + text(5) + b"\n\n" + tail(5, 12),
    ],
    ids=["gzip", "plain", "windows line ends", "gzip of two members", "empty lines"],
)
def test_reads_gzip_and_plain_text(aws, endpoint, function, content):
    """What a file is, its first bytes say and not its name; gzip may have several members, and an empty line is no record."""
    assert function().invoke(aws.put(content, "prefix/AWSLogs/any-name")) == []
    assert [record["message"] for record in endpoint.records] == [*map(line, range(12))]


def test_reads_fields_by_the_header_of_the_file(aws, endpoint, function):
    """A custom format, fields that AWS has added since, and values that are none."""
    content = b"srcaddr bytes tcp-flags pkt-srcaddr brand-new-field start\n10.0.0.1 - 19 - x%20y 1732060800\n"
    function().invoke(aws.put(content))
    (record,) = endpoint.records
    del record["message"], record["record_id"]
    assert record == {
        "aws.s3.bucket": BUCKET,
        "aws.s3.key": KEY,
        "timestamp": 1732060800 * 10**9,
        "srcaddr": "10.0.0.1",
        "tcp_flags": 19,
        "brand_new_field": "x%20y",
        "start": 1732060800,
    }


@pytest.mark.parametrize("body_format", ["json-array", "ndjson"])
def test_every_record_says_which_file_it_is_of(aws, endpoint, function, body_format):
    """The key holds account and region, which a format without account-id does not: nobody else could tell whose it is."""
    function(body_format=body_format).invoke(aws.put(b"srcaddr dstaddr\n10.0.0.1 10.0.0.2\n10.0.0.1 10.0.0.3\n"))
    records = [json.loads(one) for body in endpoint.accepted for one in body.split(b"\n") if one.strip()]
    records = [one for line_ in records for one in (line_ if isinstance(line_, list) else [line_])]
    assert [(one["aws.s3.bucket"], one["aws.s3.key"], one["dstaddr"]) for one in records] == [
        (BUCKET, KEY, "10.0.0.2"),
        (BUCKET, KEY, "10.0.0.3"),
    ]


def test_keeps_a_line_it_cannot_read(aws, endpoint, function):
    """A line with too few values arrives as it is, and says so."""
    function().invoke(aws.put(text(1) + b"2 short\n"))
    assert endpoint.records[1]["message"] == "2 short"
    assert endpoint.records[1]["parse_error"] == "2 values for 14 fields"


@pytest.mark.parametrize("key", ["with space/a+b=1/ünï.log.gz", KEY])
def test_reads_keys_that_the_message_has_url_encoded(aws, endpoint, function, key):
    """A space is ``+`` in the message, a plus is ``%2B``."""
    assert function().invoke(aws.put(packed(3), key)) == []
    assert len(endpoint.records) == 3


@pytest.mark.parametrize("content", [b"", f"{HEADER}\n".encode(), packed(0)])
def test_an_object_without_records_is_done(aws, endpoint, function, content):
    """Nothing is sent, and nothing fails."""
    assert function().invoke(aws.put(content)) == []
    assert endpoint.requests == []
    assert aws.messages(aws.dead) == []


def test_events_that_bring_nothing_are_done(aws, endpoint, function):
    """The test event S3 sends when notifications are set up, and removals."""
    test = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "any"})
    removed = notification(eventName="ObjectRemoved:Delete")
    assert function().invoke(test, removed) == []
    assert endpoint.requests == []
    assert aws.messages(aws.dead) == []


def test_a_record_has_the_same_id_whenever_its_object_is_read(aws, endpoint, function):
    """Batches of another size and another process make no difference; the same batch has the same key."""
    message = aws.put()
    function().invoke(message)
    before, keys = endpoint.records, [sent["idempotency-key"] for sent in endpoint.requests]
    endpoint.accepted.clear()
    endpoint.requests.clear()
    function(max_batch_records=7).invoke(message)
    assert endpoint.records == before
    endpoint.requests.clear()
    function().invoke(message)
    assert [sent["idempotency-key"] for sent in endpoint.requests] == keys


@pytest.mark.parametrize(
    ("limits", "full"),
    [({"max_batch_bytes": 1900, "max_batch_records": 50}, 3), ({"max_batch_bytes": 5000, "max_batch_records": 4}, 4)],
)
def test_batches_keep_to_both_limits(aws, endpoint, function, limits, full):
    """No body is longer than allowed, none holds more records, and they are as full as that allows."""
    function(**limits).invoke(aws.put())
    assert len(endpoint.records) == 100
    assert max(map(len, endpoint.accepted)) <= limits["max_batch_bytes"]
    assert {len(json.loads(body)) for body in endpoint.accepted[:-1]} == {full}


def test_requests_share_a_connection(aws, endpoint, function):
    """One TLS handshake for an invocation, and a new one after a failure."""
    endpoint.plan = [200, 200, reset]
    function().invoke(aws.put())
    assert len(endpoint.callers) == 11
    assert [len(set(part)) for part in (endpoint.callers[:3], endpoint.callers[3:])] == [1, 1]


def test_writes_ndjson(aws, endpoint, function):
    """An object a line, with the unit of time that was asked for."""
    function(body_format="ndjson", timestamp_unit="milliseconds", gzip=False).invoke(aws.put(packed(2)))
    (body,) = endpoint.accepted
    assert [json.loads(one)["timestamp"] for one in body.splitlines()] == [1732060800000, 1732060801000]
    assert endpoint.requests[0]["content-type"] == "application/x-ndjson"
    assert "content-encoding" not in endpoint.requests[0]


def test_writes_otlp(aws, endpoint, function):
    """One resource for the object, a log record for each line, 64-bit numbers as strings."""
    function(body_format="otlp-json").invoke(aws.put(packed(2)))
    (group,) = json.loads(endpoint.accepted[0])["resourceLogs"]
    assert {"key": "aws.s3.key", "value": {"stringValue": KEY}} in group["resource"]["attributes"]
    first, second = group["scopeLogs"][0]["logRecords"]
    assert first["timeUnixNano"] == "1732060800000000000"
    assert first["body"] == {"stringValue": line(0)}
    assert {"key": "bytes", "value": {"intValue": "1500"}} in second["attributes"]


def test_memory_does_not_grow_with_the_object(aws, endpoint, code, tls):
    """An object of 100,000 records, 45 MB as JSON, needs hardly more than one of 20,000: both have batches of 1 MB."""
    limits = {"max_batch_bytes": 1000000, "max_batch_records": 100000}
    fresh = LambdaProcess(code, {"PATH": os.environ["PATH"]})
    sandbox = Sandbox(fresh, aws.environment(endpoint.url, SSL_CERT_FILE=str(tls[1]), **limits))
    sandbox.invoke(aws.put(packed(20_000)))
    before = sandbox.peak_mib
    sandbox.invoke(aws.put(packed(100_000)))
    fresh.stop()
    assert sum(map(len, endpoint.accepted)) > 45_000_000
    assert sandbox.peak_mib < before + 8

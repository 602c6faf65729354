"""Bytes that estimates take a compressed record for, against what encoders make of invented traffic in every format."""

import gzip
import json
from itertools import accumulate
from random import Random
from types import SimpleNamespace

import pytest

from flowlog_config.formats import FIELDS, NAMED_FORMATS, record_bytes
from flowlog_config.local.envelope.envelope import DATA, Envelope, LogEvent, pack
from flowlog_config.local.firehose.request import make_request
from flowlog_config.operate.cost import assumed
from flowlog_constructs.forwarder.body_format import BodyFormat, writer_for
from flowlog_constructs.forwarder.notification import Part
from flowlog_constructs.forwarder.record import RecordReader

FORMATS = {f"{name}-{family}": fields for name, one in NAMED_FORMATS.items() for family, fields in one.fields.items()}
NUMBERS = (20, 1000)
"""Records of a quiet minute, and of a busy one."""


@pytest.fixture(
    scope="module",
    params=[(name, number) for name in FORMATS for number in NUMBERS],
    ids=lambda one: f"{one[0]}-{one[1]}",
)
def lines(request):
    """Records of a format, with the parts that change as they change in traffic."""
    name, number = request.param
    random = Random(1)  # noqa: S311 - invented traffic
    far = [f"{52 + i % 12}.{i % 250}.{i * 7 % 250}.{i * 13 % 250 + 1}" for i in range(2_000)]
    popular = list(accumulate(1 / (i + 1) for i in range(len(far))))

    def line():
        start = 1_763_700_000 + random.randrange(60)
        changing = {
            "dstaddr": random.choices(far, cum_weights=popular)[0],
            "srcport": random.randrange(32_768, 61_000),
            "packets": random.randrange(1, 99),
            "bytes": random.randrange(40, 20_000),
            "start": start,
            "end": start + 59,
            "tcp-flags": random.choice((0, 2, 3, 19)),
        }
        changing["pkt-dstaddr"] = changing["dstaddr"]
        return " ".join(str(changing.get(field, FIELDS[field].example)) for field in FORMATS[name])

    return FORMATS[name], [line() for _ in range(number)]


def within(size, records, assumed_range):
    """Whether bytes a record are in a range."""
    low, high = assumed_range
    return low <= size / records <= high


def test_files(lines):
    """Gzip with a header line."""
    fields, records = lines
    text = "\n".join([" ".join(fields), *records]).encode()
    assert within(len(gzip.compress(text, 6)), len(records), assumed.IN_FILE)


@pytest.mark.parametrize("filtered", [False, True])
def test_envelopes(lines, filtered):
    """As CloudWatch Logs packs them; a filter's pattern adds the columns once more."""
    _, records = lines
    random = Random(2)  # noqa: S311 - as above
    events = tuple(
        LogEvent(
            str(random.randrange(10**55, 10**56)),
            1_763_700_000_000,
            line,
            {str(i): value for i, value in enumerate(line.split(), 1)} if filtered else None,
        )
        for line in records
    )
    packed = pack(Envelope(DATA, "111122223333", "flowlog-LogGroup", "eni-0123456789abcdef0-all", ("flowlog",), events))
    size = assumed.IN_FILTERED_ENVELOPE if filtered else assumed.IN_ENVELOPE
    assert within(len(packed), len(records), size)


@pytest.mark.parametrize("compressed", [False, True])
def test_requests_with_records_straight_from_flow_logs(lines, compressed):
    """Each record by itself in base64, and then all compressed or not."""
    fields, records = lines
    stream = SimpleNamespace(arn="arn:aws:firehose:eu-west-1:111122223333:x", attributes={}, gzip=compressed)
    held = [json.dumps({"message": line}, separators=(",", ":")).encode() for line in records]
    body = make_request(stream, held, request_id="x", access_key=None, timestamp=1_763_700_000_000).body
    plain = (record_bytes(fields) + 14) * assumed.BASE64 + assumed.REQUEST_RECORD
    size = assumed.STRAIGHT_IN_REQUEST if compressed else (0.95 * plain, 1.05 * plain)
    assert within(len(body), len(records), size)


@pytest.mark.parametrize("body_format", BodyFormat)
def test_what_the_function_posts(lines, body_format):
    """In every body format."""
    fields, records = lines
    reader = RecordReader(" ".join(fields).encode())
    writer = writer_for(body_format, Part("bucket", "key"), 1000)
    body = writer.body([writer.record(reader.read(i, line.encode())) for i, line in enumerate(records, 1)])
    assert within(len(gzip.compress(body, 1)), len(records), assumed.POSTED)

"""Records of flow logs as lines, everything they come wrapped in, and a way to read that."""

import base64
import gzip
import io
import json

import pyarrow as pa
from pyarrow import parquet

from flowlog_config.formats import NAMED_FORMATS, Family
from flowlog_config.records import Reader

DEFAULT = NAMED_FORMATS["default"].fields[Family.VPC]
HEADER = " ".join(DEFAULT)
TALKS = [
    "2 111122223333 eni-0123456789abcdef0 10.0.1.4 10.0.2.7 49152 443 6 10 1000 1795245600 1795245659 ACCEPT OK",
    "2 111122223333 eni-0123456789abcdef0 10.0.1.4 10.0.2.7 49153 443 6 5 500 1795245600 1795245659 ACCEPT OK",
    "2 111122223333 eni-0123456789abcdef1 198.51.100.9 10.0.1.4 40000 22 6 1 44 1795245600 1795245659 REJECT OK",
    "2 111122223333 eni-0123456789abcdef0 2001:db8::1 2001:db8::2 49152 443 6 2 2000 1795245600 1795245659 ACCEPT OK",
]
NODATA = "2 111122223333 eni-0123456789abcdef2 - - - - - - - 1795245600 1795245659 - NODATA"
SKIPDATA = "2 111122223333 eni-0123456789abcdef2 - - - - - - - 1795245600 1795245659 - SKIPDATA"
LINES = [*TALKS, NODATA, SKIPDATA]
ROWS = [tuple(line.split()) for line in LINES]


CONTROL = "CWL CONTROL MESSAGE: Checking health of destination Firehose."
"""What CloudWatch Logs sends to see whether anybody is there; it is no record, and no fault."""


def text(lines=LINES, *, header=False):
    """Give lines as a file has them."""
    return "".join(f"{line}\n" for line in ([HEADER] if header else []) + list(lines)).encode()


def envelope(lines=LINES, message_type="DATA_MESSAGE", **more):
    """Give lines as CloudWatch Logs hands them to a subscriber."""
    events = [{"id": str(i), "timestamp": 1795245600000, "message": line, **more} for i, line in enumerate(lines)]
    group = {"logGroup": "group", "logStream": "stream", "subscriptionFilters": ["all"], "owner": "111122223333"}
    return json.dumps({"messageType": message_type, **group, "logEvents": events})


def undelivered(data):
    """Give bytes as Firehose keeps what it could not deliver."""
    raw = base64.b64encode(data).decode()
    return json.dumps({"attemptsMade": 3, "errorCode": "HttpEndpoint.RequestTimeout", "rawData": raw})


def concatenated(lines=LINES):
    """Give lines as flow logs reach Firehose directly: an object each, with nothing between."""
    return "".join(json.dumps({"message": line}) for line in lines).encode()


_INT32, _INT64 = ("version", "srcport", "dstport"), ("protocol", "packets", "bytes", "start", "end")
PARQUET = {
    name.replace("-", "_"): "int32" if name in _INT32 else "int64" if name in _INT64 else "string" for name in DEFAULT
}
"""Columns of the default format. Source: Athena User Guide, tables for flow logs in Apache Parquet format (checked 2026-11)."""


def columnar(lines=LINES, *, none=None, types=PARQUET, **options):
    """Give lines as Parquet; ``none`` stands in columns of text for what a record has not."""
    columns = zip(*(line.split() for line in lines), strict=True)
    arrays = []
    for type_, column in zip(types.values(), columns, strict=True):
        missing = none if type_ == "string" else None
        arrays.append(pa.array([missing if value == "-" else value for value in column]).cast(type_))
    file = io.BytesIO()
    parquet.write_table(pa.table(arrays, names=list(types)), file, **options)
    return file.getvalue()


PACKINGS = {
    "text with a header": text(header=True),
    "text without a header": text(),
    "text without a last line end": text(header=True)[:-1],
    "text with Windows line ends and a byte order mark": b"\xef\xbb\xbf" + text(header=True).replace(b"\n", b"\r\n"),
    "text with spaces and empty lines": text(header=True).replace(b"\n", b" \n\n").replace(b" 443 ", b"  443\t"),
    "gzip": gzip.compress(text(header=True)),
    "gzip of several files": gzip.compress(text(LINES[:2], header=True)) + gzip.compress(text(LINES[2:], header=True)),
    "CloudWatch Logs export": text(f"2026-11-21T06:59:09.000Z {line}" for line in LINES),
    "aws logs tail": text(f"2026-11-21T06:59:09.000000+00:00 eni-0123456789abcdef0-all {line}" for line in LINES),
    "aws logs filter-log-events": json.dumps({"events": json.loads(envelope())["logEvents"]}, indent=4).encode(),
    "list of messages": json.dumps(LINES, indent=4).encode(),
    "straight to Firehose": concatenated(),
    "subscription": (envelope(LINES[:3]) + envelope([CONTROL], "CONTROL_MESSAGE") + envelope(LINES[3:])).encode(),
    "subscription with extracted fields": envelope(extractedFields={"action": "ACCEPT"}).encode(),
    "account-level subscription": json.dumps(json.loads(envelope()) | {"policyLevel": "ACCOUNT"}).encode(),
    "backup of a subscription": gzip.compress(envelope(LINES[:1]).encode())
    + gzip.compress(envelope(LINES[1:]).encode()),
    "undelivered, compressed": "\n".join(
        undelivered(gzip.compress(envelope(part).encode())) for part in (LINES[:2], LINES[2:])
    ).encode(),
    "undelivered, plain lines": undelivered(text()).encode(),
    "Parquet": columnar(compression="gzip"),
    "Parquet with a dash for none in text": columnar(none="-", compression="snappy"),
    "Parquet with nothing for none in text": columnar(none=""),
    "Parquet of several row groups, in gzip": gzip.compress(columnar(row_group_size=2)),
}


def read(data, *, given=(), size=1 << 16):
    """Read bytes in pieces; give the records as tuples, the faults, and what was guessed."""
    guesses = []
    reader = Reader(given=given, on_guess=guesses.append)
    pieces = (data[i : i + size] for i in range(0, len(data), size))
    batches = list(reader.read("a.log", pieces))
    rows = [row for batch in batches for row in zip(*batch.columns.values(), strict=True)]
    return rows, reader.faults, guesses

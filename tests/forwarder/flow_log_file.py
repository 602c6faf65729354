"""Flow log files as S3 has them, and what S3 says about them."""

import gzip
import json
from urllib.parse import quote_plus

HEADER = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
BUCKET = "flow-log-files"
KEY = "AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/11/20/111122223333_vpcflowlogs_eu-west-1_fl-1_20261120T0000Z_1a.log.gz"
SECRET = "the-Key/1+2"  # noqa: S105 - a test's


def line(number):
    """Write a record that no other number has."""
    return (
        f"2 111122223333 eni-{number:017x} 10.0.{number // 250 % 250}.{number % 250} 203.0.113.5 {number % 65536} 443 6 "
        f"{number} {number * 1500} {1732060800 + number} {1732060860 + number} ACCEPT OK"
    )


def text(count, header=HEADER):
    """Write a file of so many records."""
    return "\n".join([header, *map(line, range(count))]).encode() + b"\n"


def tail(begin, end):
    """Write the end of a file: records without a header."""
    return "".join(f"{line(number)}\n" for number in range(begin, end)).encode()


def packed(count, header=HEADER):
    """Write one as gzip."""
    return gzip.compress(text(count, header), 1)


def notification(key=KEY, etag="", **more):
    """Write the body of the message S3 sends for a new object."""
    described = {"key": quote_plus(key), "size": 1, "sequencer": "00", **({"eTag": etag} if etag else {})}
    event = {
        "eventVersion": "2.6",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": BUCKET, "arn": f"arn:aws:s3:::{BUCKET}"},
            "object": described,
        },
        **more,
    }
    return json.dumps({"Records": [event]})

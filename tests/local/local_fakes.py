"""Stand-ins for time and for requests, so that tests neither wait nor repeat themselves."""

import base64
import gzip
import json
import time
from random import Random

from flowlog_config.local.clock import StoppedError
from flowlog_config.local.envelope.envelope import DATA, Envelope, LogEvent, pack
from flowlog_config.local.firehose.stream import Backup, Stream

NOW = time.time_ns() // 1_000_000
"""Milliseconds of the present, since the engine takes no log event that is two weeks old."""
REQUEST_ID = "ed4acda5-034f-9f42-bba1-f29aea6d7d8f"
SOURCE_ARN = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/flow"
LINE = "2 111122223333 eni-0a1b 10.0.0.1 10.0.0.2 443 40000 6 20 4249 1418530010 1418530070 ACCEPT OK"

STREAM = Stream(
    arn=SOURCE_ARN,
    version="1",
    url="https://logs.example.com/",
    role_arn="",
    secret_arn="",
    secret_role_arn="",
    buffer_seconds=60,
    buffer_bytes=400,
    retry_seconds=2,
    gzip=True,
    attributes={},
    processors=(),
    error_log=None,
    backup_all=False,
    backup=Backup("", "", "", "", "UNCOMPRESSED", ""),
)


def dice(seed):
    """Make a source of random numbers that is the same every time."""
    return Random(seed)  # noqa: S311 - jitter in tests, no secret


class FakeClock:
    """Time that passes only by sleeping; stops after ``stop_after`` sleeps if given."""

    def __init__(self, stop_after=None):
        self.seconds, self.sleeps, self.stop_after = 0.0, [], stop_after

    def monotonic(self):
        """Return the seconds slept so far."""
        return self.seconds

    def milliseconds(self):
        """Return a time of day that fits."""
        return NOW + int(self.seconds * 1000)

    def sleep(self, seconds):
        """Let time pass."""
        if self.stop_after is not None and len(self.sleeps) >= self.stop_after:
            raise StoppedError
        self.sleeps.append(seconds)
        self.seconds += seconds

    def timeout(self, seconds):
        """Wait for real: no answer that comes at all takes so long, however busy the machine is."""
        return min(seconds, 60.0)


def envelope(*lines, group="/flow", stream="eni-0a1b-all"):
    """Pack lines as CloudWatch Logs does."""
    events = tuple(LogEvent(f"{index:056d}", 1_418_530_010_000, line) for index, line in enumerate(lines))
    return pack(Envelope(DATA, "111122223333", group, stream, ("all",), events))


def body(*records, **changes):
    """Write a request body; keyword arguments replace its parts."""
    document = {
        "requestId": REQUEST_ID,
        "timestamp": 1_795_000_000_000,
        "records": [{"data": base64.b64encode(record).decode()} for record in records],
    }
    return gzip.compress(json.dumps(document | changes).encode())


def headers(key="the-key", **changes):
    """Write request headers; keyword arguments replace some, and None removes one."""
    good = {
        "X-Amz-Firehose-Protocol-Version": "1.0",
        "X-Amz-Firehose-Request-Id": REQUEST_ID,
        "X-Amz-Firehose-Source-Arn": SOURCE_ARN,
        "X-Amz-Firehose-Access-Key": key,
        "X-Amz-Firehose-Common-Attributes": '{"commonAttributes":{"flow":"production"}}',
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in (good | named).items() if value is not None}

"""What is taken for granted about traffic and records: every assumption of an estimate, once."""

from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.operate.cost.range import Range

HOURS_PER_MONTH = 730
MINUTES_PER_MONTH = 60 * HOURS_PER_MONTH
DAYS_PER_MONTH = HOURS_PER_MONTH / 24
FILE_MINUTES = 5
"""Between two files of a flow log. Source: VPC User Guide, flow log files (checked 2026-11)."""
KEPT_DAYS = 365
"""Of files that nothing deletes: what their first year costs, at its end."""

SHARES: Mapping[str, Range] = {"ALL": (1, 1), "ACCEPT": (0.7, 1), "REJECT": (0.01, 0.3)}
"""Of all records, by traffic type."""
SHORT_INTERVAL = 60
LONG_INTERVAL: Range = (0.1, 1)
"""Records in windows of 600 seconds, of those in windows of 60: on Nitro instances AWS uses 60 whatever is asked."""
FORWARDED: Range = (0.01, 1)
"""Records that a filter (``forward``) lets pass."""

# Bytes, beside those of the format.
CLOUDWATCH_EVENT: Range = (0, 26)
"""That CloudWatch Logs counts for an event (PutLogEvents, checked 2026-11); whether they are billed is not established."""
FIREHOSE_EVENT: Range = (0, 14)
"""Of ``{"message":""}`` around a record; whether it is billed is not established."""

# Bytes a record, compressed, as measured on invented records of the named formats, 20 and 1,000 together (2026-11). They depend
# little on the format: what is the same in every record compresses away.
IN_FILE: Range = (15, 65)
IN_ENVELOPE: Range = (45, 95)
"""As CloudWatch Logs hands records on."""
IN_FILTERED_ENVELOPE: Range = (60, 140)
"""The same through a filter, which adds the values of the columns once more."""
STRAIGHT_IN_REQUEST: Range = (20, 100)
"""Firehose's request with records that flow logs wrote to it, compressed (``content_encoding: GZIP``)."""
POSTED: Range = (45, 165)
"""The function's request, compressed; it names each field in each record."""
BASE64 = 4 / 3
REQUEST_RECORD = 13
"""Of Firehose's request, around each record."""
ROUNDED_BYTES = 5_000
"""To which Firehose rounds up each batch of CloudWatch Logs. Source: Firehose pricing page (checked 2026-11)."""
PARQUET_SIZE = 0.8
"""Of the same records as compressed text. Source: VPC User Guide, flow log files (checked 2026-11)."""
CLOUDWATCH_SIZE: Range = (0.1, 0.3)
"""What CloudWatch Logs keeps of what was written. AWS's calculator takes 0.15 (checked 2026-11)."""

MOVED_BYTES = 128 * 1024
"""Smaller files stay where they are. Source: S3 User Guide, lifecycle transitions (checked 2026-11)."""
FUNCTION_GB = 1
"""Memory of the function; Lambda bills 1024 MiB as 1 GB."""
SECONDS_A_FILE: Range = (0.1, 1)
SECONDS_A_RECORD: Range = (1 / 50_000, 1 / 10_000)
"""The function reads, writes and compresses 50,000 a second on a whole core (2026-11); Lambda gives it about half a one."""
REQUESTS_A_FILE = 3
"""Of SQS: sent, received, deleted."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """
    What the user can say of the traffic.

    Attributes:
        few: Records an interface writes in an hour, at the low end.
        many: The same at the high end.
        bytes_per_record: Of every format; None for what each format's fields take.
        interfaces: In each VPC and subnet, and attachments of each transit gateway; None for what the inventory has.

    Source: EC2 API, CreateFlowLogs: a Nitro instance's interface writes a record for each connection, direction and
    minute, whatever interval is asked (checked 2026-11). 1,200 records an hour are 10 connections, 60,000 are 500.
    """

    few: int = 1_200
    many: int = 60_000
    bytes_per_record: int | None = None
    interfaces: int | None = None

"""What lies where the flow logs delivered, read back past everything that wrote and carried it."""

from collections.abc import Iterable, Iterator

from flowlog_config.local.clients import Clients
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.look import DemoError
from flowlog_config.local.envelope.direct import unpack_line
from flowlog_config.local.firehose.direct import read_held
from flowlog_config.local.firehose.stream import load_stream
from flowlog_config.local.traffic.flow_logs import CLOUD_WATCH_LOGS, FIREHOSE, S3
from flowlog_config.local.traffic.to_bucket import owner_of
from flowlog_config.local.traffic.writer import Written
from flowlog_config.records import Reader


def in_log_groups(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """Read every log group that flow logs deliver to."""
    logs = (one.flow_log for one in written if one.flow_log.destination_type == CLOUD_WATCH_LOGS)
    for account, region, group in sorted({(one.account_id, one.region, one.place) for one in logs}):
        pages = clients.at(account, region).logs.get_paginator("filter_log_events")
        for page in pages.paginate(logGroupName=group):
            yield from (Line(group, event["logStreamName"], event["message"]) for event in page["events"])


def in_streams(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """Read every delivery stream that flow logs deliver to."""
    arns = {one.flow_log.destination for one in written if one.flow_log.destination_type == FIREHOSE}
    for arn in sorted(arns):
        there = clients.of(arn)
        stream = load_stream(there.firehose, arn)
        yield from (Line(stream.name, "", unpack_line(held.data)) for held in read_held(there, stream))


def in_files(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """
    Read the files of every flow log that delivers to a bucket.

    Raises:
        DemoError: A file's columns are not the format, or the files hold more or fewer records than were written.
    """
    for one in written:
        if one.flow_log.destination_type == S3:
            lines = list(_lines(clients, one))
            if len(lines) != one.records:
                place = f"{one.flow_log.id} on {one.flow_log.resource_id}"
                raise DemoError(f"{place}: {one.records} records were written, and its files hold {len(lines)}")
            yield from (Line(one.flow_log.place, "", line) for line in lines)


def _lines(clients: Clients, one: Written) -> Iterator[str]:
    flow_log = one.flow_log
    s3 = owner_of(clients, flow_log.bucket).s3
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=flow_log.bucket, Prefix=flow_log.folder)
    for found in (found for page in pages for found in page.get("Contents", ())):
        if f"_{flow_log.id}_" in found["Key"]:
            body = s3.get_object(Bucket=flow_log.bucket, Key=found["Key"])["Body"].read()
            batches = list(Reader().read(found["Key"], [body]))
            if any(batch.layout.fields != flow_log.fields for batch in batches):
                raise DemoError(f"{found['Key']}: its columns are not the flow log's format")
            rows = (row for batch in batches for row in zip(*batch.columns.values(), strict=True))
            yield from (" ".join(row) for row in rows)

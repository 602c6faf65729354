"""What lies where the flow logs delivered, read back past everything that wrote and carried it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from flowlog_config.local.clients import Clients
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.look import DemoError
from flowlog_config.local.envelope.direct import unpack_line
from flowlog_config.local.firehose.direct import read_held
from flowlog_config.local.firehose.stream import load_stream
from flowlog_config.local.subscription.filters import find_subscriptions
from flowlog_config.local.traffic.flow_logs import CLOUD_WATCH_LOGS, FIREHOSE, S3, FlowLog
from flowlog_config.local.traffic.to_bucket import owner_of
from flowlog_config.local.traffic.writer import Written
from flowlog_config.records import Reader

_Key = TypeVar("_Key")


def in_log_groups(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """
    Read every log group that flow logs deliver to.

    Raises:
        DemoError: It holds more or fewer records than were written.
    """
    for there, group, ones in _log_groups(clients, written):
        yield from _complete(group, _events(there, group), ones)


def kept_back(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """
    Give what lies in log groups and none of their deployed subscription filters takes.

    A group without a filter keeps nothing back: what lies in it should have gone on.

    Raises:
        PatternError: A deployed pattern cannot be used; the carrier has told so before.
    """
    for there, group, _ in _log_groups(clients, written):
        matchers = [one.matcher() for one in find_subscriptions(there) if one.log_group == group]
        if matchers:
            yield from (line for line in _events(there, group) if not any(match(line.text) for match in matchers))


def in_streams(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """
    Read every delivery stream that flow logs deliver to.

    Raises:
        DemoError: It holds more or fewer records than were written.
    """
    for arn, ones in _together(written, FIREHOSE, lambda log: log.destination).items():
        there = clients.of(arn)
        stream = load_stream(there.firehose, arn)
        lines = (Line(stream.name, "", unpack_line(held.data)) for held in read_held(there, stream))
        yield from _complete(stream.name, lines, ones)


def in_files(clients: Clients, written: Iterable[Written]) -> Iterator[Line]:
    """
    Read the files of every flow log that delivers to a bucket.

    Raises:
        DemoError: A file's columns are not the format, or the files hold more or fewer records than were written.
    """
    for one in written:
        if one.flow_log.destination_type == S3:
            lines = (Line(one.flow_log.place, "", line) for line in _lines(clients, one))
            yield from _complete(f"{one.flow_log.id} on {one.flow_log.resource_id}", lines, [one])


def _log_groups(clients: Clients, written: Iterable[Written]) -> Iterator[tuple[Clients, str, list[Written]]]:
    """Give each log group that was written to: clients of its account and region, its name, and what was written."""
    by_group = _together(written, CLOUD_WATCH_LOGS, lambda log: (log.account_id, log.region, log.place))
    for (account, region, group), ones in by_group.items():
        yield clients.at(account, region), group, ones


def _events(there: Clients, group: str) -> Iterator[Line]:
    for page in there.logs.get_paginator("filter_log_events").paginate(logGroupName=group):
        yield from (Line(group, event["logStreamName"], event["message"]) for event in page["events"])


def _together(
    written: Iterable[Written], destination_type: str, key: Callable[[FlowLog], _Key]
) -> dict[_Key, list[Written]]:
    """Put together what was written to one place."""
    found: dict[_Key, list[Written]] = defaultdict(list)
    for one in written:
        if one.flow_log.destination_type == destination_type:
            found[key(one.flow_log)].append(one)
    return found


def _complete(place: str, lines: Iterable[Line], written: Iterable[Written]) -> list[Line]:
    """Give the lines that lie in a place, if they are as many as were written: what is not seen there is not missed later."""
    found, wanted = list(lines), sum(one.records for one in written)
    if len(found) != wanted:
        raise DemoError(f"{place}: {wanted} records were written, and {len(found)} are there")
    return found


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

"""
Puts records where flow logs deliver, as the service does: into log groups only through the flow log's role.

Source: CloudWatch Logs API reference, PutLogEvents: at most 10,000 events and 1,048,576 bytes, 26 bytes of overhead an
event, in order of time (checked 2026-11).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from flowlog_config.local.clients import Clients
from flowlog_config.local.parts import in_parts
from flowlog_config.local.traffic.flow_logs import (
    CLOUD_WATCH_LOGS,
    FIREHOSE,
    S3,
    FlowLog,
    find_flow_logs,
    judge_flow_log,
)
from flowlog_config.local.traffic.line import Window
from flowlog_config.local.traffic.network import Network, read_network
from flowlog_config.local.traffic.records import make_lines, make_traffic
from flowlog_config.local.traffic.to_bucket import judge_bucket, put_files
from flowlog_config.local.traffic.to_stream import judge_stream, put_lines

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import InputLogEventTypeDef

_MOST_EVENTS = 10_000
_MOST_BYTES = 1_048_576
_OVERHEAD_BYTES = 26
_Seen = Mapping[Window, Mapping[str, Sequence[str]]]
"""Lines by window and log stream."""


@dataclass(frozen=True, slots=True)
class Written:
    """
    What one flow log got: how many records in how many log streams or files, or why none.

    ``problem`` is empty when all went well. ``skipped`` marks flow logs that saw no traffic.
    """

    flow_log: FlowLog
    records: int = 0
    parts: int = 0
    problem: str = ""
    skipped: bool = False


def write_traffic(clients: Clients, *, windows: Sequence[Window], conversations: int, seed: str) -> Iterator[Written]:
    """
    Write the records of some windows for every deployed flow log, to wherever it delivers.

    Args:
        clients: Of the local engine; their account and region are those of the network and the flow logs.
        windows: Oldest first.
        conversations: Per window, over the whole network.
        seed: The same seed gives the same traffic.
    """
    network = read_network(clients)
    traffic = [(one, make_traffic(network, one, conversations=conversations, seed=seed)) for one in windows]
    for flow_log in find_flow_logs(clients):
        seen = {window: make_lines(flow_log, network, window, some, seed=seed) for window, some in traffic}
        if not any(seen.values()):
            yield Written(flow_log, problem=_nothing(flow_log, network), skipped=True)
            continue
        try:
            yield _WRITERS[flow_log.destination_type](clients, flow_log, seen)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown error")
            yield Written(flow_log, problem=f"{flow_log.place} cannot be written: {code}")


def _to_log_group(clients: Clients, flow_log: FlowLog, seen: _Seen) -> Written:
    events: dict[str, list[InputLogEventTypeDef]] = {}
    for window, streams in seen.items():
        for stream, lines in streams.items():
            events.setdefault(stream, []).extend(_event(window, line) for line in lines)
    decision = judge_flow_log(flow_log, clients.iam, events)
    if not decision:
        return Written(flow_log, problem=f"its role lets no record in: {decision.why}")
    for stream, items in events.items():
        put_events(clients.logs, flow_log.log_group, stream, items)
    return Written(flow_log, sum(map(len, events.values())), len(events))


def _to_stream(clients: Clients, flow_log: FlowLog, seen: _Seen) -> Written:
    decision = judge_stream(clients, flow_log)
    if not decision:
        return Written(flow_log, problem=f"no record gets in: {decision.why}")
    lines = [line for streams in seen.values() for some in streams.values() for line in some]
    return Written(flow_log, put_lines(clients.of(flow_log.destination).firehose, flow_log.place, lines), 1)


def _to_bucket(clients: Clients, flow_log: FlowLog, seen: _Seen) -> Written:
    decision = judge_bucket(clients, flow_log)
    if not decision:
        return Written(flow_log, problem=f"no file gets in: {decision.why}")
    lines = {window.start: [line for some in streams.values() for line in some] for window, streams in seen.items()}
    keys = put_files(clients, flow_log, lines)
    return Written(flow_log, sum(map(len, lines.values())), len(keys))


_WRITERS = {CLOUD_WATCH_LOGS: _to_log_group, FIREHOSE: _to_stream, S3: _to_bucket}


def _event(window: Window, line: str) -> "InputLogEventTypeDef":
    """Make an event; its time is the start of the record, as AWS has it."""
    return {"timestamp": window.start * 1000, "message": line}


def _nothing(flow_log: FlowLog, network: Network) -> str:
    known = len(network.interfaces)
    return f"no traffic was seen at {flow_log.resource_id} (the network has {known} interfaces)"


def put_events(logs: "CloudWatchLogsClient", group: str, stream: str, events: Iterable["InputLogEventTypeDef"]) -> None:
    """
    Create the stream if it is not there and put the events, in as many calls as the limits want.

    Raises:
        ClientError: The group does not exist, or the service rejected events as too old or too new.
    """
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    in_order = sorted(events, key=lambda event: event["timestamp"])
    for part in in_parts(in_order, _weight, most=_MOST_EVENTS, heaviest=_MOST_BYTES):
        answer = logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=part)
        rejected = answer.get("rejectedLogEventsInfo")
        if rejected:
            raise ClientError({"Error": {"Code": "RejectedLogEvents", "Message": str(rejected)}}, "PutLogEvents")


def _weight(event: "InputLogEventTypeDef") -> int:
    return len(event["message"].encode()) + _OVERHEAD_BYTES

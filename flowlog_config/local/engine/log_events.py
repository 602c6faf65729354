"""
Log events as a poller needs them: ids that never change, one total order, pages that neither skip nor repeat.

Source: CloudWatch Logs API PutLogEvents and FilterLogEvents (checked 2026-11).
"""

import base64
import binascii
import heapq
import itertools
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.subscription.pattern import Matcher, compile_pattern
from flowlog_config.local.subscription.pattern_errors import PatternError

_MOST_EVENTS, _MOST_BYTES, _EVENT_OVERHEAD = 10_000, 1_048_576, 26
_HOUR = 3_600_000
_DAY = 24 * _HOUR
_sequence = itertools.count(1)


def put_log_events(request: Mapping[str, Any]) -> dict[str, Any]:
    """
    Answer ``PutLogEvents``.

    A batch holds at most 10,000 events, 1,048,576 bytes (26 a event added) and 24 hours, in order of time. Events
    older than 14 days or the group's retention, or more than two hours ahead, are rejected one by one.
    """
    group, stream = _find_stream(request["logGroupName"], request["logStreamName"])
    events = request.get("logEvents") or []
    _check_batch(events)
    now = int(time.time() * 1000)
    accepted, rejected = _accept(events, now, group.get("retentionInDays"))
    stored = [
        {
            "timestamp": each["timestamp"],
            "message": each["message"],
            "ingestionTime": now,
            "eventId": _event_id(each["timestamp"]),
        }
        for each in accepted
    ]
    names = {"log_group": request["logGroupName"], "log_stream": request["logStreamName"]}
    for each in stored:
        seams.logs.log_records[each["eventId"]] = seams.logs.build_log_record(
            ptr=each["eventId"], timestamp_ms=each["timestamp"], message=each["message"], **names
        )
    seams.logs.append_log_events(stream, stored)
    seams.logs.fanout_to_subscription_filters(*names.values(), accepted)
    seams.logs.fanout_to_live_tail_sessions(*names.values(), stored)
    answer: dict[str, Any] = {"nextSequenceToken": stream["uploadSequenceToken"]}
    return answer | ({"rejectedLogEventsInfo": rejected} if rejected else {})


def filter_log_events(request: Mapping[str, Any]) -> dict[str, Any]:
    """
    Answer ``FilterLogEvents``: events of all streams in one order, a page of at most 10,000 and about 1 MiB.

    A token names the last event of its page, so events that arrive meanwhile move no page boundary.
    """
    name = seams.logs.resolve_log_group_name(request)
    group = _find_group(name)
    after = _after(request["nextToken"]) if request.get("nextToken") else None
    match = _matcher(request.get("filterPattern") or "")
    limit = min(int(request.get("limit") or _MOST_EVENTS), _MOST_EVENTS)
    page: list[dict[str, Any]] = []
    size = 0
    token = ""
    for event in _in_order(group, request):
        if (after is not None and _key(event) <= after) or match(event["message"]) is None:
            continue
        size += len(event["message"].encode()) + _EVENT_OVERHEAD
        if page and (len(page) >= limit or size > _MOST_BYTES):
            token = _token(page[-1])
            break
        page.append(event)
    return {"events": page, "searchedLogStreams": []} | ({"nextToken": token} if token else {})


def _find_group(name: str | None) -> dict[str, Any]:
    group = seams.logs.log_groups.get(name)
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return dict(group)


def _find_stream(group_name: str, stream_name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    group = _find_group(group_name)
    if stream_name not in group["streams"]:
        raise AwsError("ResourceNotFoundException", "The specified log stream does not exist.")
    return group, group["streams"][stream_name]


def _check_batch(events: list[dict[str, Any]]) -> None:
    times = [each["timestamp"] for each in events]
    size = sum(len(each["message"].encode()) + _EVENT_OVERHEAD for each in events)
    problem = ""
    if not events or any(not each["message"] for each in events):
        problem = "Log events must not be empty."
    elif len(events) > _MOST_EVENTS or size > _MOST_BYTES:
        problem = f"Upload too large: {size} bytes exceeds limit of {_MOST_BYTES}"
    elif times != sorted(times):
        problem = "Log events in a single PutLogEvents request must be in chronological order."
    elif times[-1] - times[0] > _DAY:
        problem = "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."
    if problem:
        raise AwsError("InvalidParameterException", problem)


def _accept(
    events: list[dict[str, Any]], now: int, retention_days: int | None
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Split off events out of the window; AWS reports the edges as indexes into the batch."""
    oldest = now - 14 * _DAY
    expired = now - retention_days * _DAY if retention_days else 0
    start, end = 0, len(events)
    rejected: dict[str, int] = {}
    for index, event in enumerate(events):
        if event["timestamp"] < expired:
            rejected["expiredLogEventEndIndex"] = start = index + 1
        elif event["timestamp"] < oldest:
            rejected["tooOldLogEventEndIndex"] = start = index + 1
        elif event["timestamp"] > now + 2 * _HOUR:
            rejected["tooNewLogEventStartIndex"] = end = index
            break
    return events[start:end], rejected


def _event_id(timestamp: int) -> str:
    """Make a 56-digit id, as AWS's are, that grows with time and then with arrival."""
    return f"{timestamp:032d}{next(_sequence):024d}"


def _in_order(group: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    wanted, prefix = request.get("logStreamNames"), request.get("logStreamNamePrefix") or ""
    streams = {
        name: stream
        for name, stream in group["streams"].items()
        if name.startswith(prefix) and (not wanted or name in wanted)
    }
    first, last = request.get("startTime", 0), request.get("endTime")
    runs = [
        sorted(
            (
                {**event, "logStreamName": name}
                for event in list(stream["events"])
                if event["timestamp"] >= first and (last is None or event["timestamp"] <= last)
            ),
            key=_key,
        )
        for name, stream in streams.items()
    ]
    return heapq.merge(*runs, key=_key)


def _key(event: Mapping[str, Any]) -> tuple[int, str]:
    return event["timestamp"], event["eventId"]


def _matcher(pattern: str) -> Matcher:
    try:
        return compile_pattern(pattern)
    except PatternError as error:
        raise AwsError("InvalidParameterException", f"Invalid filter pattern (local engine: {error})") from error


def _token(event: Mapping[str, Any]) -> str:
    return base64.b64encode(json.dumps(_key(event)).encode()).decode()


def _after(token: str) -> tuple[int, str]:
    try:
        timestamp, identifier = json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise AwsError("InvalidParameterException", "The specified nextToken is invalid.") from None
    return int(timestamp), str(identifier)

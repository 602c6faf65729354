"""
Logs Insights queries: started, asked for, stopped. They end at once, but say so only when they are asked the second time.

Source: CloudWatch Logs API StartQuery, GetQueryResults, StopQuery (checked 2026-11).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.insights_language import compile_query
from flowlog_config.local.engine.state import store

_MOST_GROUPS = 50


def start_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``StartQuery`` for log groups given by name; times are seconds, both ends included."""
    names = request.get("logGroupNames") or [name for name in (request.get("logGroupName"),) if name]
    if not names or len(names) > _MOST_GROUPS or request["startTime"] > request["endTime"]:
        raise AwsError(
            "InvalidParameterException", f"1 to {_MOST_GROUPS} log groups and startTime <= endTime are needed"
        )
    for name in names:
        if name not in seams.logs.log_groups:
            raise AwsError("ResourceNotFoundException", f"Log group '{name}' does not exist for this account.")
    answer = compile_query(request["queryString"])
    messages = list(_messages(names, request["startTime"] * 1000, request["endTime"] * 1000 + 999))
    rows, matched = answer(messages)
    identifier = str(uuid4())
    _queries()[identifier] = {
        "status": "Running",
        "results": [[{"field": field, "value": value} for field, value in row.items()] for row in rows],
        "statistics": {
            "recordsMatched": float(matched),
            "recordsScanned": float(len(messages)),
            "bytesScanned": float(sum(len(one.encode()) for one in messages)),
        },
    }
    return {"queryId": identifier}


def get_query_results(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``GetQueryResults``: first that it runs, then everything."""
    query = _find(request["queryId"])
    if query["status"] == "Running":
        _queries()[request["queryId"]] = {**query, "status": "Complete"}
        return {"status": "Running", "results": [], "statistics": query["statistics"]}
    return dict(query)


def stop_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``StopQuery``."""
    query = _find(request["queryId"])
    if query["status"] != "Running":
        raise AwsError("InvalidParameterException", "Query has already ended.")
    _queries()[request["queryId"]] = {**query, "status": "Cancelled", "results": []}
    return {"success": True}


def _queries() -> Any:
    return store("insights queries")


def _find(identifier: str) -> dict[str, Any]:
    if identifier not in _queries():
        raise AwsError("ResourceNotFoundException", "The specified query does not exist.")
    return dict(_queries()[identifier])


def _messages(names: Sequence[str], first: int, last: int) -> Iterator[str]:
    for name in names:
        for stream in seams.logs.log_groups[name]["streams"].values():
            yield from (one["message"].rstrip("\n") for one in stream["events"] if first <= one["timestamp"] <= last)


ACTIONS = {
    "GetQueryResults": get_query_results,
    "StartQuery": start_query,
    "StopQuery": stop_query,
}

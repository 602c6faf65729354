"""
Saved Logs Insights queries.

Source: CloudWatch Logs API PutQueryDefinition, DescribeQueryDefinitions, DeleteQueryDefinition (checked 2026-11).
"""

import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.state import store

_MOST = 1000


def definitions() -> Any:
    """Give the saved queries of the calling account and region by id."""
    return store("query definitions")


def put_query_definition(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``PutQueryDefinition``: make one, or change the one whose id is given."""
    identifier = request.get("queryDefinitionId") or str(uuid4())
    if request.get("queryDefinitionId") and identifier not in definitions():
        raise AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
    for needed in ("name", "queryString"):
        if not request.get(needed):
            raise AwsError("InvalidParameterException", f"{needed} is required.")
    members = ("name", "queryString", "logGroupNames", "parameters")
    kept = {key: request[key] for key in members if request.get(key)}
    definitions()[identifier] = {
        **kept,
        "queryDefinitionId": identifier,
        "lastModified": int(time.time() * 1000),
    }
    return {"queryDefinitionId": identifier}


def describe_query_definitions(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``DescribeQueryDefinitions``: by name prefix, in pages of at most 1000."""
    prefix = request.get("queryDefinitionNamePrefix") or ""
    found = sorted((each for each in definitions().values() if each["name"].startswith(prefix)), key=_order)
    start = int(request.get("nextToken") or 0)
    end = start + min(int(request.get("maxResults") or _MOST), _MOST)
    more = {"nextToken": str(end)} if end < len(found) else {}
    return {"queryDefinitions": found[start:end], **more}


def delete_query_definition(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``DeleteQueryDefinition``."""
    if definitions().pop(request["queryDefinitionId"], None) is None:
        raise AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
    return {"success": True}


def _order(definition: Mapping[str, Any]) -> tuple[str, str]:
    return definition["name"], definition["queryDefinitionId"]


ACTIONS = {
    "DeleteQueryDefinition": delete_query_definition,
    "DescribeQueryDefinitions": describe_query_definitions,
    "PutQueryDefinition": put_query_definition,
}

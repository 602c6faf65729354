"""The calls of a query, with words for what goes wrong."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.sessions import Session, client_config
from flowlog_config.operate.query import calls
from flowlog_config.operate.query.window import Window

_T = TypeVar("_T")


class QueryError(Exception):
    """A call failed; the message says why and what to do."""


class BusyError(QueryError):
    """The account runs as many queries as it may; one that ends makes room."""


_ANSWERS: Mapping[str, tuple[type[QueryError], str]] = {
    "LimitExceededException": (BusyError, "the account runs as many queries as it may; try again later"),
    "MalformedQueryException": (QueryError, "AWS does not understand it; please report it with what --print prints"),
}
"""By AWS's error code. Source: CloudWatch Logs API, StartQuery (checked 2026-11)."""


class Logs:
    """
    CloudWatch Logs of one target, as far as queries need it.

    Args:
        session: Of the target's account.
        region: Of the target.
    """

    def __init__(self, session: Session, region: str) -> None:
        self._client = session.client("logs", config=client_config())
        self._region = region

    def groups(self, prefix: str) -> list[str]:
        """Give the names of the log groups whose names begin so."""

        def names() -> list[str]:
            pages = self._client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
            return [group["logGroupName"] for page in pages for group in page.get("logGroups") or ()]

        return self._said(calls.DESCRIBE_GROUPS, names)

    def start(self, text: str, groups: Sequence[str], window: Window) -> str:
        """Start a query; gives its id. Log groups: at most 50. Times are whole seconds, the last one included."""
        begin, end = int(window.begin.timestamp()), int(window.end.timestamp()) - 1
        given = {"logGroupNames": list(groups), "queryString": text, "startTime": begin, "endTime": max(begin, end)}
        return self._said(calls.START, lambda: str(self._client.start_query(**given)["queryId"]))

    def results(self, query_id: str) -> Mapping[str, Any]:
        """Give what a query has found so far."""
        return self._said(calls.RESULTS, lambda: dict(self._client.get_query_results(queryId=query_id)))

    def stop(self, query_id: str) -> None:
        """Stop a query; one that has ended cannot be, which is as good."""
        with suppress(*UNDERSTOOD):
            self._client.stop_query(queryId=query_id)

    def _said(self, action: str, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except UNDERSTOOD as error:
            code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
            other = in_words(error, action=action, region=self._region)
            kind, words = _ANSWERS.get(code, (QueryError, other))
            raise kind(f"{action}: {words}") from error

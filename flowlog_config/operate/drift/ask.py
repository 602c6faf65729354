"""Asking one target. What is denied is said, and never taken for "nothing there"."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.part import Item
from flowlog_config.discovery.sessions import Session, client_config
from flowlog_config.operate.drift.calls import Call


class Asking:
    """
    Calls into one target.

    Attributes:
        not_read: What AWS did not answer, each with the reason.

    Args:
        session: Of the target's account.
        region: Of the target.
    """

    def __init__(self, session: Session, region: str) -> None:
        self._region = region
        self._client = cache(lambda service: session.client(service, config=client_config()))
        self.not_read: list[str] = []

    def one(self, call: Call, *, absent: str = "", **arguments: Any) -> Item | None:
        """Give AWS's answer; empty when it says, by the error code ``absent``, that there is no such thing; None for no answer."""
        try:
            answer: Item = getattr(self._client(call.service), call.operation)(**arguments)
        except UNDERSTOOD as error:
            if isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") == absent:
                return {}
            self._failed(call, error)
            return None
        return answer

    def pages(self, call: Call, key: str, **arguments: Any) -> list[Item] | None:
        """Give what all pages of a call hold under a key; None for no answer."""
        try:
            pages = self._client(call.service).get_paginator(call.operation).paginate(**arguments)
            return [item for page in pages for item in page.get(key) or ()]
        except UNDERSTOOD as error:
            self._failed(call, error)
            return None

    def _failed(self, call: Call, error: Exception) -> None:
        reason = in_words(error, action=call.permission, region=self._region)
        self.not_read.append(f"{call.permission}: {reason}. Not looked at: {call.what}")

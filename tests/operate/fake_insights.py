"""A fake CloudWatch Logs whose queries run for as many polls as a test likes, and an account around it."""

import threading

from botocore.exceptions import ClientError
from small_network import ACCOUNT, HEAD

STATISTICS = {"bytesScanned": 2_000_000_000.0, "recordsScanned": 5_000_000.0, "recordsMatched": 1000.0}
FILE = HEAD + "flow_logs: [{name: a, select: [vpc-0000000000000000a, tgw-0000000000000000a]}]"
ROW = [
    {"field": "srcAddr", "value": "10.0.3.7"},
    {"field": "dstAddr", "value": "8.8.8.8"},
    {"field": "srcaddr", "value": "10.0.3.7"},
    {"field": "dstaddr", "value": "8.8.8.8"},
    {"field": "total_bytes", "value": "1.25E7"},
    {"field": "total_packets", "value": "12000"},
    {"field": "records", "value": "3"},
    {"field": "@ptr", "value": "x"},
]


def refused(code, operation="StartQuery"):
    """AWS's refusal."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


class Insights:
    """
    An account's CloudWatch Logs.

    Attributes:
        groups: Names of log groups.
        rows: Answer to every query, as GetQueryResults gives it.
        statuses: What each poll says, the last one for ever.
        fails: Errors to raise, by operation; a list is used up.
        started: Arguments of every StartQuery.
        stopped: Ids of stopped queries.
        polled: Set when a query was first asked for its results.
    """

    def __init__(self, groups, rows=()):
        self.groups, self.rows, self.statuses = list(groups), list(rows), ["Running", "Complete"]
        self.fails, self.started, self.stopped, self.account_id = {}, [], [], ACCOUNT
        self.polled, self._polls = threading.Event(), {}

    def client(self, service_name, *, config=None):
        """Be every client."""
        del service_name, config
        return self

    def get_caller_identity(self):
        """Be of the account."""
        return {"Account": self.account_id}

    def get_paginator(self, operation):
        """Give log groups one a page, and an empty page at the end."""
        assert operation == "describe_log_groups"
        return self

    def paginate(self, *, logGroupNamePrefix):  # noqa: N803 - AWS's own name
        """Give the log groups whose names begin so."""
        self._fail("describe_log_groups")
        yield from ({"logGroups": [{"logGroupName": n}]} for n in self.groups if n.startswith(logGroupNamePrefix))
        yield {}

    def start_query(self, **arguments):
        """Take a query."""
        self._fail("start_query")
        self.started.append(arguments)
        return {"queryId": f"q{len(self.started)}"}

    def get_query_results(self, *, queryId):  # noqa: N803 - as above
        """Say how far it is, and give the rows at the end."""
        self._fail("get_query_results")
        number = self._polls.get(queryId, 0)
        self._polls[queryId] = number + 1
        status = self.statuses[min(number, len(self.statuses) - 1)]
        self.polled.set()
        return {"status": status, "statistics": STATISTICS, "results": self.rows if status == "Complete" else []}

    def stop_query(self, *, queryId):  # noqa: N803 - as above
        """Take note."""
        self.stopped.append(queryId)
        self._fail("stop_query")

    def _fail(self, operation):
        given = self.fails.get(operation)
        if isinstance(given, list):
            given = given.pop(0) if given else None
        if given:
            raise given

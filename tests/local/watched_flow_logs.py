"""Looks after every flow log, stream and destination that an engine in this process makes or removes, in all accounts."""

from dataclasses import dataclass
from typing import Any

from posted_files import is_posted

from flowlog_config.local.engine import flow_log_destinations, seams, subscription_filters
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.plan.naming import FORWARDED

CLOUDWATCH, FIREHOSE = "cloud-watch-logs", "kinesis-data-firehose"


class _Watched(dict):
    """One of the engine's stores, that tells of each thing put in and taken out."""

    on_event = staticmethod(lambda: None)

    def __setitem__(self, key, value):
        """Put something in."""
        super().__setitem__(key, value)
        self.on_event()

    def pop(self, key, *default):
        """Take something out."""
        found = super().pop(key, *default)
        self.on_event()
        return found

    def __delitem__(self, key):
        """Take something out."""
        super().__delitem__(key)
        self.on_event()


@dataclass(frozen=True)
class Way:
    """
    How a flow log delivers.

    Attributes:
        place: Account and region of the flow log.
        record: The flow log, as the engine keeps it.
    """

    place: tuple[str, str]
    record: dict[str, Any]

    def __hash__(self):
        """A flow log never changes."""
        return hash(self.record["FlowLogId"])

    @property
    def kind(self):
        """Type of its destination."""
        return self.record["LogDestinationType"]

    def is_there(self):
        """Whether its log group or bucket is there, with what came into it."""
        if self.kind == CLOUDWATCH:
            return seams.logs.log_groups.contains_scoped(*self.place, self.record["LogGroupName"])
        return seams.s3.bucket_owner_account(self._folder[0]) is not None

    @property
    def is_for_the_function(self):
        """Whether its files are to be posted by a function."""
        return self.kind == "s3" and self._folder[2].startswith(FORWARDED)

    @property
    def _folder(self):
        return self.record["LogDestination"].split(":::")[1].partition("/")

    def has_its_role(self):
        """Whether it and its role are as they were, with which its last records come into its log group."""
        with seams.responses.request_scope(*self.place):
            roles = {role["Arn"] for role in seams.iam.roles.values()}
            return self.kind == CLOUDWATCH and self.is_there() and self.record["DeliverLogsPermissionArn"] in roles

    def lets_in(self):
        """Whether a record gets to its destination now: it is there, and roles and policies let it in."""
        with seams.responses.request_scope(*self.place):
            return not flow_log_destinations.delivery_problem(self.record, {})

    def goes_on(self):
        """Whether a record that is there goes on: a log group needs a filter that reaches its stream, and some files a function."""
        if self.is_for_the_function:
            bucket, _, folder = self._folder
            return self.is_there() and is_posted(bucket, f"{folder}AWSLogs/1.log.gz", self.place[1])
        if self.kind != CLOUDWATCH:
            return True
        with seams.responses.request_scope(*self.place):
            name = self.record["LogGroupName"]
            filters = (seams.logs.log_groups.get(name) or {}).get("subscriptionFilters", {})
            return any(_hands_over({**one, "logGroupName": name}) for one in filters.values())

    def __str__(self):
        """Name the resource and the destination."""
        return f"{self.record['ResourceId']} to {self.record.get('LogGroupName') or self.record['LogDestination']}"


def _hands_over(filter_):
    try:
        subscription_filters.check(filter_)
    except AwsError:
        return False
    return True


class Watch:
    """
    Looks after every flow log, stream and destination made or removed.

    Attributes:
        must: Account and region, and resource, of all that has to be logged all the while.
        faults: Every moment in which one of them was not logged, or its records did not go on.
        seen: Of each moment and resource, the ways that a record took.
        events: Things made and removed so far.
    """

    def __init__(self):
        self.must, self.faults, self.seen, self.events = frozenset(), [], set(), 0
        self._files_wait = False
        self._theirs = frozenset(seams.ec2.flow_logs._data)
        self._flow_logs = self._watched(seams.ec2.flow_logs)
        self._watched(seams.firehose.streams)
        self._watched(seams.logs.destinations)

    def _watched(self, store):
        store._data = _Watched(store._data)
        store._data.on_event = self.look
        return store._data

    def begin(self, must, *, files_wait=False):
        """Forget what was, and look after these from now on; whether files may wait in their bucket for a function."""
        self.must, self.seen, self._files_wait = frozenset(must), set(), files_wait
        self.look()

    def look(self):
        """Send a record through each flow log of what has to be logged."""
        self.events += 1
        for place, resource in self.must:
            ways = self._ways(place, resource)
            taken = frozenset(one for one in ways if one.lets_in())
            self.seen.add(taken)
            if not any((self._files_wait and one.is_for_the_function) or one.goes_on() for one in taken):
                self.faults.append(f"{resource} is logged to {[str(one) for one in ways]}, and nothing goes on")

    def now(self, ways):
        """Give the flow logs that the resource of some flow logs has now."""
        return [other for one in ways for other in self._ways(one.place, one.record["ResourceId"])]

    def _ways(self, place, resource):
        ours = [(key[:2], one) for key, one in self._flow_logs.items() if key not in self._theirs]
        return [
            Way(at, one)
            for at, one in ours
            if (at, one["ResourceId"], one["FlowLogStatus"]) == (place, resource, "ACTIVE")
        ]

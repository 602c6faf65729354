"""What a stack holds, as far as a deployment can change it: flow logs, and the log groups with their filters."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """
    One flow log of a stack.

    Attributes:
        logical_id: In its stack.
        source_id: What it logs.
        entry: Name of the file's entry; empty when its tag is gone.
        traffic_type: ALL, ACCEPT or REJECT; ALL for transit gateways.
        max_aggregation_interval: Seconds.
        log_format: ``${field} …``; empty where the template leaves it to AWS.
        tag_fields: Resource type and tag keys of its tag fields.
        route: AWS's ``LogDestinationType``.
        options: AWS's ``DestinationOptions`` as key and value; empty but for S3.
        into: Logical id of the log group or delivery stream it writes to; empty for S3 and for a stream of another account.
        tags: Its tags.
    """

    logical_id: str
    source_id: str
    entry: str = ""
    traffic_type: str = "ALL"
    max_aggregation_interval: int = 600
    log_format: str = ""
    tag_fields: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    route: str = "cloud-watch-logs"
    options: frozenset[tuple[str, object]] = frozenset()
    into: str = ""
    tags: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LogGroup:
    """
    One log group for records.

    Attributes:
        retention_days: None for ever.
        filter_pattern: What goes on to the aggregator; empty for all, None for nothing.
    """

    retention_days: int | None
    filter_pattern: str | None


@dataclass(frozen=True, slots=True)
class StackState:
    """
    One stack.

    Attributes:
        name: Its name.
        flow_logs: By logical id.
        log_groups: By logical id, those flow logs or filters refer to.
        streams: Logical ids of delivery streams.
    """

    name: str
    flow_logs: Mapping[str, Logged]
    log_groups: Mapping[str, LogGroup]
    streams: frozenset[str] = frozenset()


Place = tuple[str, str]
"""Account id and region."""
States = Mapping[Place, Mapping[str, StackState]]
"""Stacks by their name, by their place."""

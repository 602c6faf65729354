"""What is deployed in a target, as AWS describes it: flow logs, log groups of ours with their filters, and streams."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flowlog_config.operate import existing_stacks

NAME_TAG, ENTRY_TAG = "flowlog:name", "flowlog:entry"
"""Tags of what a file makes: the file's name, and the entry's."""
STACK_TAG = "flowlog:stack"
"""Tag of what the section ``organization`` makes: the stack of the function that looks after the flow log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """
    One flow log.

    Attributes:
        id: ``fl-…``.
        resource_id: What it logs.
        tags: Its tags.
        traffic_type: ALL, ACCEPT or REJECT; ALL where AWS names none, as for transit gateways.
        log_format: As AWS gives it; empty when it does not.
        max_aggregation_interval: Seconds; 0 when AWS does not say.
        tag_fields: Resource type and tag keys of its tag fields; None when AWS does not say.
        destination_type: ``cloud-watch-logs``, ``s3`` or ``kinesis-data-firehose``.
        destination: Name of the log group, or ARN of anything else.
        status: ``ACTIVE`` is the one AWS documents.
        deliver_status: ``SUCCESS``, ``FAILED`` or empty.
        deliver_error: ``Rate limited``, ``Access error``, ``Unknown error`` or empty.

    Source: EC2 API reference, FlowLog (checked 2026-11).
    """

    id: str
    resource_id: str
    tags: Mapping[str, str] = field(default_factory=dict)
    traffic_type: str = "ALL"
    log_format: str = ""
    max_aggregation_interval: int = 0
    tag_fields: frozenset[tuple[str, tuple[str, ...]]] | None = None
    destination_type: str = "cloud-watch-logs"
    destination: str = ""
    status: str = "ACTIVE"
    deliver_status: str = ""
    deliver_error: str = ""

    @property
    def of_organization(self) -> bool:
        """Whether a rule of an organization made it, of this file or another: its own function makes and deletes it."""
        return STACK_TAG in self.tags

    @property
    def stack(self) -> str:
        """Name of the stack that made it; empty when none did."""
        return self.tags.get(existing_stacks.STACK_TAG, "")

    @property
    def log_group(self) -> str:
        """Name of the log group it writes to; empty when it writes elsewhere."""
        return self.destination if self.destination_type == "cloud-watch-logs" else ""


@dataclass(frozen=True, slots=True)
class Filter:
    """
    One subscription filter.

    Attributes:
        name: Unique in its log group.
        pattern: Which records it forwards; empty for all.
        destination_arn: Where to.
    """

    name: str
    pattern: str
    destination_arn: str


@dataclass(frozen=True, slots=True)
class Group:
    """
    One log group that a flow log of ours writes to.

    Attributes:
        name: Its name.
        exists: Whether there is one of that name.
        retention_days: How long it keeps records; None for ever.
        tags: Its tags; None when they could not be read.
        filters: Its subscription filters; None when they could not be read.
    """

    name: str
    exists: bool
    retention_days: int | None = None
    tags: Mapping[str, str] | None = None
    filters: tuple[Filter, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """
    One delivery stream that the plan has.

    Attributes:
        name: Its name.
        exists: Whether there is one of that name.
        tags: Its tags.
        urls: Of the HTTPS endpoints it delivers to; None when that was not asked or not answered.
    """

    name: str
    exists: bool
    tags: Mapping[str, str] = field(default_factory=dict)
    urls: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """
    What one target has.

    Attributes:
        ours: Flow logs of the file's entries, by their tags; None when flow logs could not be read.
        others: All other flow logs, also those that rules of an organization made.
        groups: Log groups ours write to, by name; without those that could not be read.
        streams: Planned delivery streams, by name; without those that could not be read.
        not_read: What could not be looked at, each with the reason.
    """

    ours: tuple[Existing, ...] | None
    others: tuple[Existing, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    streams: Mapping[str, Stream] = field(default_factory=dict)
    not_read: tuple[str, ...] = ()

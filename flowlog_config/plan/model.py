"""The plan: everything that will exist, decided. Both the stacks and the aggregator's values are made from it alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.formats import Family, log_format
from flowlog_config.questions import SavedQuery
from flowlog_config.schema.model import Aggregator, Delivery
from flowlog_config.schema.sources import Source


@dataclass(frozen=True, slots=True)
class Target:
    """
    An account and region.

    Attributes:
        account_id: 12 digits.
        region: Such as ``eu-west-1``.
        name: Unique short name.
    """

    account_id: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class LogDestination:
    """
    A log group, its subscription filter and its delivery stream, for records of one format.

    Attributes:
        id: Stable name inside the target, as in ``vpc-3f2a9c41``.
        family: Kind of record.
        fields: Names in the record's order.
        log_group_id: Logical id of its log group.
        log_group_prefix: The log group's name but for its last part, which CloudFormation draws, so that a group that
            was kept is never in the way of a new one.
        stream_name: Of the delivery stream, at most 64 characters.
        retention_days: How long CloudWatch Logs keeps the records.
        filter_pattern: Which records go on to the aggregator; empty for all.
        common_attributes: Sent with every request to the aggregator.
        saved_queries: Of Logs Insights, kept beside the log group.
    """

    id: str
    family: Family
    fields: tuple[str, ...]
    log_group_id: str
    log_group_prefix: str
    stream_name: str
    retention_days: int
    filter_pattern: str
    common_attributes: Mapping[str, str]
    saved_queries: tuple[SavedQuery, ...]

    @property
    def log_format(self) -> str:
        """AWS's ``LogFormat``."""
        return log_format(self.fields)


@dataclass(frozen=True, slots=True)
class TagFieldSpecification:
    """
    Which tags' values the tag fields of a record hold.

    Attributes:
        resource_type: ``instance``, ``network-interface`` or ``auto-scaling-group``.
        tag_keys: One or two; the first goes to the plain field, the second to the one that ends in ``-2``.
    """

    resource_type: str
    tag_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowLog:
    """
    One flow log on one resource.

    Attributes:
        logical_id: Stable id in its stack.
        entry: Name of the file's entry it comes from.
        source: What is logged.
        destination: Where to.
        traffic_type: ALL, ACCEPT or REJECT; None for transit gateways, which take none.
        max_aggregation_interval: 60 or 600 seconds.
        tag_field_specifications: At most 3.
        tags: Its own, beside the stack's.
    """

    logical_id: str
    entry: str
    source: Source
    destination: LogDestination
    traffic_type: str | None
    max_aggregation_interval: int
    tag_field_specifications: tuple[TagFieldSpecification, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """
    One stack.

    Attributes:
        target: Where.
        stack_name: Its name.
        access_key_secret: ARN of an existing secret, or None when the stack generates one.
        kms_key: ARN of an existing key, ``create``, or None for AWS's own keys.
        destinations: In the order of their ids.
        flow_logs: In the order of their logical ids.
    """

    target: Target
    stack_name: str
    access_key_secret: str | None
    kms_key: str | None
    destinations: tuple[LogDestination, ...]
    flow_logs: tuple[FlowLog, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Everything that will exist.

    Attributes:
        name: Beginning of all names.
        aggregator: Where the records go.
        delivery: How Firehose hands them over.
        retain: Whether records survive the removal of what holds them.
        tags: On everything.
        targets: In the order of the file.
    """

    name: str
    aggregator: Aggregator
    delivery: Delivery
    retain: bool
    tags: Mapping[str, str]
    targets: tuple[TargetPlan, ...]

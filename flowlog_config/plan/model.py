"""
The plan: everything that will exist, decided. Both the stacks and the aggregator's values are made from it alone.

Longer than 200 lines because it says of every attribute what it means; there is little code in it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, ClassVar, Self

from flowlog_config.formats import Family, log_format
from flowlog_config.plan import naming
from flowlog_config.questions import SavedQuery
from flowlog_config.schema.model import Aggregator, Delivery
from flowlog_config.schema.routes import RouteWord
from flowlog_config.schema.s3 import S3
from flowlog_config.schema.sources import Source

if TYPE_CHECKING:
    from flowlog_config.plan.organization import OrganizationPlan

_log_format = lru_cache(maxsize=1024)(log_format)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """
    Where records of one format go, on one route.

    Attributes:
        route: Word of the file for the way there.
        id: Stable name inside the target, as in ``vpc-3f2a9c41``.
        family: Kind of record.
        fields: Names in the record's order.
        stack: Number of the stack of the target that has it, from 1.
    """

    route: ClassVar[RouteWord]
    id: str
    family: Family
    fields: tuple[str, ...]
    stack: int = 1

    @property
    def log_format(self) -> str:
        """AWS's ``LogFormat``."""
        return _log_format(self.fields)

    def without_queries(self) -> Self:
        """Give it without saved queries."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDestination(Destination):
    """
    A log group, its subscription filter and its delivery stream. Records reach the aggregator as CloudWatch Logs wraps them.

    Attributes:
        log_group_id: Logical id of its log group.
        log_group_prefix: The log group's name but for its last part, which CloudFormation draws, so that a group that
            was kept is never in the way of a new one.
        stream_name: Of the delivery stream, at most 64 characters.
        retention_days: How long CloudWatch Logs keeps the records.
        filter_pattern: Which records go on to the aggregator; empty for all.
        common_attributes: Sent with every request to the aggregator.
        saved_queries: Of Logs Insights, kept beside the log group.
    """

    route = "cloudwatch"
    log_group_id: str
    log_group_prefix: str
    stream_name: str
    retention_days: int
    filter_pattern: str
    common_attributes: Mapping[str, str]
    saved_queries: tuple[SavedQuery, ...]

    def without_queries(self) -> Self:
        """Give it without saved queries."""
        return replace(self, saved_queries=())


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamDestination(Destination):
    """
    A delivery stream that flow logs write to themselves. Each record reaches the aggregator as ``{"message": "…"}``.

    Attributes:
        stream_name: Of the delivery stream, at most 64 characters.
        common_attributes: Sent with every request to the aggregator.
    """

    route = "firehose"
    stream_name: str
    common_attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketDestination(Destination):
    """
    A folder of the bucket, so that files of different formats never meet.

    Attributes:
        folder: Its path in the bucket, with ``/`` at the end.
        delivered_below: Beginning of every key that AWS delivers there.
        file_format: ``plain-text``, which is gzip with a header line, or ``parquet``.
        hive_compatible_partitions: Whether folders are called ``year=2026``, or ``2026``.
        per_hour_partition: Whether each hour has a folder, or each day.
    """

    route: ClassVar[RouteWord] = "s3"
    folder: str
    delivered_below: str
    file_format: str
    hive_compatible_partitions: bool
    per_hour_partition: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardedDestination(BucketDestination):
    """A folder whose new files a function reads and posts to an endpoint of the file's."""

    route: ClassVar[RouteWord] = "lambda"


def is_read(destination: Destination) -> bool:
    """Tell whether an aggregator that reads the bucket reads what is delivered here; what a function posts is not for it."""
    return isinstance(destination, BucketDestination) and not isinstance(destination, ForwardedDestination)


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
        stack: Number of the stack of the target it is in, from 1.
    """

    logical_id: str
    entry: str
    source: Source
    destination: Destination
    traffic_type: str | None
    max_aggregation_interval: int
    tag_field_specifications: tuple[TagFieldSpecification, ...]
    tags: Mapping[str, str]
    stack: int = 1

    def in_stack(self, number: int, destination: Destination) -> "FlowLog":
        """Give the same in another stack, which has the destination for itself; faster than ``dataclasses.replace``."""
        return FlowLog(
            self.logical_id,
            self.entry,
            self.source,
            destination,
            self.traffic_type,
            self.max_aggregation_interval,
            self.tag_field_specifications,
            self.tags,
            number,
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """
    Records of one destination that other targets deliver to a central one.

    Attributes:
        destination: As the central target would have it itself.
        senders: The other targets, in the order of the file.
    """

    destination: Destination
    senders: tuple[Target, ...]


@dataclass(frozen=True)
class TargetPlan:
    """
    What will exist in one target, or in one of its stacks.

    Attributes:
        target: Where.
        stack_name: Name of its stack; of several the first's.
        access_key_secret: ARN of an existing secret, or None when the stack generates one.
        kms_key: ARN of an existing key, ``create`` where something would use it, or None for AWS's own keys.
        destinations: In the order of their ids.
        flow_logs: In the order of their logical ids.
        opened: How many stacks the target has.
        number: Which of them this is, from 1; 0 for the target as a whole.
        serves_streams: Whether other stacks of the target have delivery streams: the first has the key and the bucket.
        central: Target whose streams and bucket take the records; None for its own.
        gathers: Whether other targets deliver here.
        incoming: What they deliver, by destination; the first stack takes it.
    """

    target: Target
    stack_name: str
    access_key_secret: str | None
    kms_key: str | None
    destinations: tuple[Destination, ...]
    flow_logs: tuple[FlowLog, ...]
    opened: int = 1
    number: int = 0
    serves_streams: bool = False
    central: Target | None = None
    gathers: bool = False
    incoming: tuple[Incoming, ...] = ()

    @cached_property
    def stacks(self) -> tuple["TargetPlan", ...]:
        """The target stack by stack; one that has become empty is still there, and is removed by deploying it."""
        flow_logs: dict[int, list[FlowLog]] = defaultdict(list)
        for one in self.flow_logs:
            flow_logs[one.stack].append(one)
        return tuple(self._stack(number, flow_logs[number]) for number in range(1, self.opened + 1))

    def _stack(self, number: int, flow_logs: Sequence[FlowLog]) -> "TargetPlan":
        used = {one.destination.id for one in flow_logs}
        destinations = tuple(one for one in self.destinations if one.stack == number or one.id in used)
        name = self.stack_name if number == 1 else naming.numbered_stack(self.stack_name, number)
        return replace(
            self,
            stack_name=name,
            destinations=destinations,
            flow_logs=tuple(flow_logs),
            number=number,
            serves_streams=number == 1 and self.uses_firehose,
            incoming=self.incoming if number == 1 else (),
        )

    @property
    def first_stack_name(self) -> str:
        """Name of the target's first stack, which has what the target has once."""
        return self.stack_name.removesuffix(naming.numbered_stack("", self.number)) if self.number else self.stack_name

    @property
    def uses_firehose(self) -> bool:
        """Whether it has a delivery stream, and so a key to sign in to the aggregator with."""
        return not self.central and bool(self.through_streams or self.serves_streams)

    @property
    def through_streams(self) -> tuple[LogDestination | StreamDestination, ...]:
        """Destinations whose records go through a delivery stream, its own and then those of other targets."""
        every = (*self.log_groups, *self.streams, *(one.destination for one in self.incoming))
        found = {one.id: one for one in reversed(every) if isinstance(one, LogDestination | StreamDestination)}
        return tuple(reversed(found.values()))

    @property
    def log_groups(self) -> tuple[LogDestination, ...]:
        """Destinations of the route ``cloudwatch``."""
        return tuple(one for one in self.destinations if isinstance(one, LogDestination))

    @property
    def streams(self) -> tuple[StreamDestination, ...]:
        """Destinations of the route ``firehose``."""
        return tuple(one for one in self.destinations if isinstance(one, StreamDestination))

    @property
    def folders(self) -> tuple[BucketDestination, ...]:
        """Destinations of the routes ``s3`` and ``lambda``."""
        return tuple(one for one in self.destinations if isinstance(one, BucketDestination))

    @property
    def file_senders(self) -> tuple[Target, ...]:
        """Whose flow logs deliver files to its bucket: itself, and other targets."""
        others = (one.senders for one in self.incoming if isinstance(one.destination, BucketDestination))
        own = [self.target] if self.folders and not self.central else []
        return tuple(dict.fromkeys([*own, *(sender for senders in others for sender in senders)]))

    @property
    def forwards_files(self) -> bool:
        """Whether a function posts files of its bucket: its own, or those of other targets."""
        own = () if self.central else self.folders
        every = (*own, *(one.destination for one in self.incoming))
        return self.number <= 1 and any(isinstance(one, ForwardedDestination) for one in every)


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Everything that will exist.

    Attributes:
        name: Beginning of all names.
        aggregator: Where the records go.
        delivery: How Firehose hands them over.
        s3: The bucket of the routes ``s3`` and ``lambda``.
        retain: Whether records survive the removal of what holds them.
        tags: On everything.
        targets: In the order of the file.
        organization: What every account of an organization gets, and its receivers; None without one.
    """

    name: str
    aggregator: Aggregator
    delivery: Delivery
    s3: S3
    retain: bool
    tags: Mapping[str, str]
    targets: tuple[TargetPlan, ...]
    organization: "OrganizationPlan | None" = None

    @property
    def senders(self) -> tuple[TargetPlan, ...]:
        """Whatever has streams or log groups whose records the aggregator may get: targets, and an organization's receivers."""
        return (*self.targets, *(self.organization.receivers if self.organization else ()))

    @property
    def holders(self) -> Mapping[str, TargetPlan]:
        """By each target's name, the one whose stack has its streams and its bucket: itself, or the one it delivers to."""
        known = {one.target.name: one for one in self.targets}
        return {name: known[one.central.name] if one.central else one for name, one in known.items()}

    @property
    def aggregator_takes_files(self) -> bool:
        """Whether the aggregator reads files of a bucket; those of the route ``lambda`` are not for it."""
        return self.s3.aggregator_reads and any(is_read(one) for target in self.targets for one in target.folders)

    @property
    def forwards_files(self) -> bool:
        """Whether a function posts files of a bucket."""
        return any(one.forwards_files for one in self.targets)

    @property
    def feeds_aggregator(self) -> bool:
        """Whether any record reaches the aggregator; a mere archive gives it none."""
        return self.aggregator_takes_files or any(one.uses_firehose for one in self.senders)

"""
What a stack holds, as far as a deployment can change it: flow logs, where they deliver, and what holds records.

Longer than 200 lines because it says of every attribute what it means; there is little code in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flowlog_config.formats import Family
from flowlog_config.operate.diff.readers import Reader
from flowlog_config.plan.in_full import Written

Place = tuple[str, str]
"""Account id and region."""
FILES = ("s3", "lambda")
"""Routes into a bucket, where records are kept and sent on by whoever reads it."""


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
        tag_fields: Resource types and tag keys of its tag fields, in order.
        route: The file's word for how records travel.
        options: AWS's ``DestinationOptions`` as key and value; empty but for files.
        to: Where it delivers: a log group, or the ARN of a stream or of a folder of a bucket.
        roles: With which it delivers; none for its own account's streams and for buckets.
        into: Logical id of the log group or delivery stream it writes to, if that is in the stack.
        tags: Its tags.
        retention_days: How long its log group keeps records; None for ever, and on ways without one.
    """

    logical_id: str
    source_id: str
    entry: str = ""
    traffic_type: str = "ALL"
    max_aggregation_interval: int = 600
    log_format: str = ""
    tag_fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    route: str = "cloudwatch"
    options: frozenset[tuple[str, object]] = frozenset()
    to: str = ""
    roles: tuple[str, ...] = ()
    into: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    retention_days: int | None = None

    @property
    def family(self) -> Family:
        """Kind of record."""
        return Family.TRANSIT_GATEWAY if self.source_id.startswith("tgw-") else Family.VPC

    @property
    def fields(self) -> tuple[str, ...]:
        """Names in a record; none where the template leaves the format to AWS."""
        return _fields(self.log_format)

    @property
    def written(self) -> Written:
        """How its records are written and kept."""
        return Written(self.fields, self.tag_fields, self.max_aggregation_interval, self.retention_days)

    @property
    def holder(self) -> str:
        """Where it delivers, without the folder in a bucket."""
        return self.to.partition("/")[0] if self.route in FILES else self.to


@dataclass(frozen=True, slots=True)
class LogGroup:
    """
    One log group for records.

    Attributes:
        retention_days: None for ever.
        filter_pattern: What goes on to the aggregator; empty for all, None for nothing.
        forwards_to: ARN of the stream, or of another account's destination, that its filter hands records to.
        deletable: CloudFormation deletes it when it leaves the template.
        settings: Values in words, by what they set.
    """

    retention_days: int | None
    filter_pattern: str | None
    forwards_to: str = ""
    deletable: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """
    Something else that records go through or rest in: a stream, bucket, key, secret or function.

    Attributes:
        type: CloudFormation's.
        name: As the template says it; its logical id where CloudFormation draws one.
        deletable: CloudFormation deletes it when it leaves the template.
        settings: Values in words, by what they set.
        expire_after_days: When a bucket deletes its files; None for never.
    """

    type: str
    name: str
    deletable: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    expire_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class BucketPolicy:
    """
    What lets log delivery into a bucket.

    Attributes:
        stays: CloudFormation leaves it as it is when it leaves the template, or when its bucket is replaced.
        key: Logical id of the stack's key that encrypts the bucket; empty for any other.
    """

    stays: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class StackState:
    """
    One stack.

    Attributes:
        name: Its name.
        flow_logs: By logical id.
        log_groups: By logical id, those flow logs or filters refer to.
        parts: By logical id.
        lets_in: What takes records of other accounts, by ARN, with the account and region it takes them from.
        organizations: Ids of those whose accounts it takes records from.
        policies: Policies of its buckets, by the bucket's ARN.
        names: Names that can be in an account and region once only, each with CloudFormation's type.
        aggregator_reads: Whether the aggregator takes files from the bucket.
        readers: Roles by which outsiders read the bucket, by logical id.
        resources: All of them, described or not, as its template says them, by logical id. Never to be printed.
        members: What its stack set carries into accounts; None without one.
        project: Value of the tag ``flowlog:name``.
        status: CloudFormation's code, of a deployed one; empty where no account was asked.
    """

    name: str
    flow_logs: Mapping[str, Logged]
    log_groups: Mapping[str, LogGroup]
    parts: Mapping[str, Part] = field(default_factory=dict)
    lets_in: frozenset[tuple[str, Place]] = frozenset()
    organizations: frozenset[str] = frozenset()
    policies: Mapping[str, BucketPolicy] = field(default_factory=dict)
    names: frozenset[tuple[str, str]] = frozenset()
    aggregator_reads: bool = False
    readers: Mapping[str, Reader] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict, repr=False)
    project: str = ""
    status: str = ""
    members: "Members | None" = None


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What one rule of an organization logs in every account.

    Attributes:
        logged: The flow log it makes; ``source_id`` stands for any resource.
        tags: Those a resource must have, each with the values of which any may match; ``*`` is a wildcard.
        without_tags: Keys of those it must not have.
    """

    logged: Logged
    tags: frozenset[tuple[str, tuple[str, ...]]]
    without_tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Members:
    """
    What a stack set carries into every account of an organization.

    Attributes:
        units: Ids of the organizational units it is carried into.
        regions: In each of which an account has a stack.
        keeps_on_leaving: Whether an account that leaves the units keeps its stack.
        rules: By name; None when they cannot be read.
        stack: What a stack holds: log groups and what forwards them, and by the names of rules what these log.
    """

    units: frozenset[str]
    regions: frozenset[str]
    keeps_on_leaving: bool
    rules: Mapping[str, Rule] | None
    stack: StackState


States = Mapping[Place, Mapping[str, StackState]]
"""Stacks by their name, by their place."""


@lru_cache(maxsize=1024)
def _fields(log_format: str) -> tuple[str, ...]:
    return tuple(part.removeprefix("${").removesuffix("}") for part in log_format.split())

"""What a target has now, as far as adopting looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flowlog_config.operate.drift.deployed import Existing


@dataclass(frozen=True, slots=True)
class Thing:
    """
    One resource of a type that can be adopted.

    Attributes:
        type: CloudFormation's name of its type.
        identifier: What an import tells it by.
        name: What a person tells it by.
        tags: Its tags; those of its bucket for a bucket's policy.
        made: When; None when AWS does not say.
        key_arn: KMS key it is encrypted with; empty for AWS's own.
        gone: Why it can no longer be used; empty when it can.
        stored_bytes: Of records in a log group, as AWS counts them, some time later; 0 for anything else.
    """

    type: str
    identifier: str
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    made: datetime | None = None
    key_arn: str = ""
    gone: str = ""
    stored_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Stack:
    """
    A stack that exists.

    Attributes:
        status: CloudFormation's word.
        physical: Physical ids of its resources, by logical id.
    """

    status: str
    physical: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """
    One target.

    Attributes:
        stacks: Those of the plan that exist, by name.
        never_made: Names of those whose creation failed: only their templates are there.
        things: Resources that may be ours.
        streams: Tags of delivery streams with planned names, by name.
        flow_logs: Those of this file's entries.
        others: All other flow logs.
        elsewhere: Names of the stacks that are there, made such flow logs or streams, and are none of the target's.
        not_read: What could not be looked at, each with the reason.
    """

    stacks: Mapping[str, Stack] = field(default_factory=dict)
    never_made: frozenset[str] = frozenset()
    things: tuple[Thing, ...] = ()
    streams: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    flow_logs: tuple[Existing, ...] = ()
    others: tuple[Existing, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    not_read: tuple[str, ...] = ()

    @property
    def held(self) -> set[str]:
        """Physical ids of everything that is in one of the stacks."""
        return {id_ for stack in self.stacks.values() for id_ in stack.physical.values()}

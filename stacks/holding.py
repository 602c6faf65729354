"""How a stack keeps what holds records."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """
    What log groups, bucket and secret have in common.

    Attributes:
        key_arn: KMS key; None for AWS's own.
        deletable: Whether CloudFormation may delete them.
        once_deletable: The same of what the target has once. Never while it has several stacks: the first would delete it
            before the others are deployed, which use it until then.
        tags: Of each.
    """

    key_arn: str | None
    deletable: bool
    once_deletable: bool
    tags: Mapping[str, str]

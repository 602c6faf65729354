"""How a stack keeps what holds records."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """
    What log groups, bucket, secret and key have in common.

    Attributes:
        key_arn: KMS key; None for AWS's own.
        deletable: Whether CloudFormation may delete them.
        tags: Of each.
    """

    key_arn: str | None
    deletable: bool
    tags: Mapping[str, str]

"""One difference between what should be and what is, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

REVERT = "npx cdk deploy --all --revert-drift brings it back; not deployed yet: npx cdk deploy --all"
"""
What to do about what was changed or removed by hand: a deployment without the option compares only templates.
Source: CloudFormation User Guide "Drift-aware change sets", ``cdk deploy --help`` (checked 2026-11).
"""


class Kind(StrEnum):
    """What sort of difference; the values are stable, for ``--json`` and ``--ignore``."""

    NEW = "new-resource"
    VANISHED = "vanished-resource"
    UNSELECTED = "no-longer-selected"
    MISSING_STACK = "missing-stack"
    MISSING = "missing"
    NOT_PLANNED = "not-planned"
    NOT_ACTIVE = "not-active"
    DELIVERY_FAILED = "delivery-failed"
    CHANGED = "changed"
    BY_OTHERS = "by-others"
    BY_ORGANIZATION = "by-organization"
    GROUP_GONE = "log-group-gone"
    RETENTION = "retention-changed"
    FILTER_MISSING = "filter-missing"
    FILTER_CHANGED = "filter-changed"
    FILTER_BY_OTHERS = "filter-by-others"
    STREAM_GONE = "stream-gone"
    STREAM_UNTAGGED = "stream-tag-missing"
    STREAM_CHANGED = "stream-changed"


HEADINGS: Mapping[Kind, str] = {
    Kind.NEW: "New resources that match the file",
    Kind.VANISHED: "Resources that are gone",
    Kind.UNSELECTED: "Resources that no longer match the file",
    Kind.MISSING_STACK: "Stacks that are planned and not there",
    Kind.MISSING: "Flow logs that are planned and not there",
    Kind.NOT_PLANNED: "Flow logs that are there and not planned",
    Kind.NOT_ACTIVE: "Flow logs that are not active",
    Kind.DELIVERY_FAILED: "Flow logs that cannot deliver",
    Kind.CHANGED: "Flow logs that are not as planned",
    Kind.BY_OTHERS: "Flow logs of others on the same traffic",
    Kind.BY_ORGANIZATION: "Flow logs of an organization's rules on the same traffic",
    Kind.GROUP_GONE: "Log groups that are gone",
    Kind.RETENTION: "Log groups with another retention",
    Kind.FILTER_MISSING: "Log groups that forward nothing",
    Kind.FILTER_CHANGED: "Subscription filters that are not as planned",
    Kind.FILTER_BY_OTHERS: "Subscription filters of others",
    Kind.STREAM_GONE: "Delivery streams that are gone",
    Kind.STREAM_UNTAGGED: "Delivery streams that flow logs may not write to",
    Kind.STREAM_CHANGED: "Delivery streams to another endpoint",
}
"""What each is called above its findings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One difference.

    Attributes:
        kind: What sort.
        subject: Id or name of what it is about.
        message: What is different, as a sentence after the subject.
        use: What to do about it; the same for all findings of its sort, where it can be.
        details: Facts for programs.
    """

    kind: Kind
    subject: str
    message: str
    use: str
    details: Mapping[str, Any] = field(default_factory=dict)

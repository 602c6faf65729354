"""Findings of cdk-nag that are as they should be, each with its reason beside the resource."""

import json
from typing import TYPE_CHECKING, Any

from flowlog_constructs.resource import Resource

if TYPE_CHECKING:
    from aws_cdk import CfnResource

_PACK = "AwsSolutions"


def acknowledge(resource: "Resource | CfnResource", rule: str, reason: str) -> None:
    """
    Say why a rule does not hold for a resource; only that resource is excused. In a batch no rule looks.

    Args:
        resource: Has the finding.
        rule: Id such as ``AwsSolutions-S1``, with the finding in brackets where the rule has several.
        reason: A sentence for whoever reviews it.
    """
    typed = resource.typed if isinstance(resource, Resource) else resource
    if typed:
        from aws_cdk import Acknowledgment, Validations  # noqa: PLC0415 - a batch does without the CDK

        Validations.of(typed).acknowledge(Acknowledgment(id=f"{_PACK}::{rule}", reason=reason))


def acknowledge_wildcard(resource: "Resource | CfnResource", arn: str, reason: str) -> None:
    """
    Say why a role may use every resource that an ARN with ``*`` means; any other wildcard is still a finding.

    Args:
        resource: The role.
        arn: As in the role's policy.
        reason: A sentence for whoever reviews it.
    """
    typed = resource.typed if isinstance(resource, Resource) else resource
    if typed:
        from flowlog_constructs.typed import with_tokens  # noqa: PLC0415 - a batch does without the CDK

        found = _as_cdk_nag_writes(typed.stack.resolve(with_tokens(arn)))
        acknowledge(typed, f"AwsSolutions-IAM5[Resource::{found}]", reason)


def _as_cdk_nag_writes(value: Any) -> str:
    """Write a resolved value like the findings of cdk-nag 3: ``<Bucket.Arn>/*``."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Join": [str() as between, parts]}:
            return between.join(map(_as_cdk_nag_writes, parts))
        case _:
            return json.dumps(value, separators=(",", ":"))

"""Findings of cdk-nag that are as they should be, each with its reason beside the resource."""

import json
from typing import Any

from aws_cdk import Acknowledgment, CfnResource, Validations

_PACK = "AwsSolutions"


def acknowledge(resource: CfnResource, rule: str, reason: str) -> None:
    """
    Say why a rule does not hold for a resource; only that resource is excused.

    Args:
        resource: Has the finding.
        rule: Id such as ``AwsSolutions-S1``, with the finding in brackets where the rule has several.
        reason: A sentence for whoever reviews it.
    """
    Validations.of(resource).acknowledge(Acknowledgment(id=f"{_PACK}::{rule}", reason=reason))


def acknowledge_wildcard(resource: CfnResource, arn: str, reason: str) -> None:
    """
    Say why a role may use every resource that an ARN with ``*`` means; any other wildcard is still a finding.

    Args:
        resource: The role.
        arn: As in the role's policy.
        reason: A sentence for whoever reviews it.
    """
    acknowledge(resource, f"AwsSolutions-IAM5[Resource::{_as_cdk_nag_writes(resource.stack.resolve(arn))}]", reason)


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

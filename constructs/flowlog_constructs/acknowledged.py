"""Findings of cdk-nag that are as they should be, each with its reason beside the resource."""

from aws_cdk import Acknowledgment, CfnResource, Validations


def acknowledge(resource: CfnResource, rule: str, reason: str) -> None:
    """
    Say why a rule does not hold for a resource; only that resource is excused.

    Args:
        resource: Has the finding.
        rule: Id such as ``AwsSolutions-S1``, with the finding in brackets where the rule has several.
        reason: A sentence for whoever reviews it.
    """
    Validations.of(resource).acknowledge(Acknowledgment(id=rule, reason=reason))

"""What becomes of a resource that holds records when its stack, or its entry in the file, is removed."""

from aws_cdk import CfnDeletionPolicy, CfnResource, RemovalPolicy


def keep(resource: CfnResource, *, unless_deletable: bool = False) -> None:
    """
    Keep a resource when CloudFormation is told to remove or replace it.

    ``RetainExceptOnCreate`` and not ``Retain``: what a rolled back update has created must go, or its name would fail
    every later try. No record is lost by it, because flow logs are created last, deleted first, and write their first
    records minutes later. A bucket that is not empty is never deleted.

    Args:
        resource: Holds records, or what is needed to read them.
        unless_deletable: Let CloudFormation delete it; a replacement still keeps the old resource. The policy that
            counts is that of the last deployment: deploy with deletion allowed, then remove.

    Source: CloudFormation User Guide, DeletionPolicy attribute (checked 2026-11).
    """
    if unless_deletable:
        resource.apply_removal_policy(RemovalPolicy.DESTROY, apply_to_update_replace_policy=False)
        resource.cfn_options.update_replace_policy = CfnDeletionPolicy.RETAIN
    else:
        resource.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)

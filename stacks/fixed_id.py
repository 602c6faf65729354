"""Logical ids that stay what they are, wherever in the tree of constructs their resource moves."""

from typing import TypeVar

from aws_cdk import CfnResource

Resource = TypeVar("Resource", bound=CfnResource)


def fix_id(resource: Resource, logical_id: str) -> Resource:
    """
    Give a resource its logical id for good, and give the resource back.

    The id is a contract: another one replaces the resource, and where a name or configuration is taken that fails.
    """
    resource.override_logical_id(logical_id)
    return resource

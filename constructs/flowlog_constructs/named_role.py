"""A role whose name other accounts must know before it exists."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.service_role import Statement

_VERSION = "2012-10-17"


class NamedRole(Resource):
    """
    A role with a name of its own, and everything it may do in the role itself.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        role_name: 1 to 64 characters, unique in the account and not only in the region.
        trust: Who may take it: ``Principal`` and, if need be, ``Condition``.
        statements: What it may do.
        description: One sentence, seen in the console.
        tags: Of the role.

    Source: CloudFormation, AWS::IAM::Role (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        role_name: str,
        trust: Mapping[str, Any],
        statements: Sequence[Statement],
        description: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        trusted = {"Effect": "Allow", "Action": "sts:AssumeRole", **trust}
        policy = {"PolicyName": "Allow", "PolicyDocument": {"Version": _VERSION, "Statement": list(statements)}}
        super().__init__(
            scope,
            construct_id,
            "AWS::IAM::Role",
            {
                "RoleName": role_name,
                "AssumeRolePolicyDocument": {"Version": _VERSION, "Statement": [trusted]},
                "Description": description,
                "Policies": [policy],
            },
            tags=tags,
        )

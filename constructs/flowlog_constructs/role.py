"""A role, with everything it may do in the role itself; and one that a single AWS service takes, for one account."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_constructs.references import ACCOUNT_ID
from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.statements import Statement, document


class Role(Resource):
    """
    A role.

    The permissions are inline, so that whatever refers to the role waits for them: CloudFormation has put an inline
    policy by the time the role is created, and a separate policy resource could still be missing then.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        principal: Who may take it.
        condition: When; None for always.
        statements: What it may do.
        description: One sentence, seen in the console.
        role_name: When other accounts must know it before it exists: 1 to 64 characters, unique in the account and not only in the
            region. None lets CloudFormation draw one.
        tags: Of the role.

    Source: CloudFormation, AWS::IAM::Role (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        principal: Mapping[str, Any],
        condition: Mapping[str, Any] | None = None,
        statements: Sequence[Statement],
        description: str,
        role_name: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        super().__init__(
            scope,
            construct_id,
            "AWS::IAM::Role",
            {
                "RoleName": role_name,
                "AssumeRolePolicyDocument": document([{**trust, **({"Condition": condition} if condition else {})}]),
                "Description": description,
                "Policies": [{"PolicyName": "Allow", "PolicyDocument": document(statements)}],
            },
            tags=tags,
        )


class ServiceRole(Role):
    """
    A role for one service.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        service: Principal, such as ``firehose.amazonaws.com``.
        source_arn: ARN pattern of the resources in whose name the service may take the role. With the account, it keeps
            others from making the service act for them (the confused deputy). None for Lambda, of which no page of AWS's says that
            it gives account or ARN when it takes a role, and which would be kept out by a condition on what it does not give; what
            keeps others out is that a role can be passed only to a service in its own account.
        statements: What the role may do.
        description: One sentence, seen in the console.
        others: Ids of further accounts in whose name the service may take it. The ARN patterns alone tell them then, as AWS
            documents it; about 35 fit into the 2,048 characters of a trust policy.
        tags: Of the role.

    Source: IAM User Guide, the confused deputy problem, and grant a user permissions to pass a role to an AWS service; Lambda
    Developer Guide, execution role, whose trust has no condition, and ``aws:SourceArn`` is for who calls a function
    (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        service: str,
        source_arn: str | None,
        statements: Sequence[Statement],
        description: str,
        others: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            principal={"Service": service},
            condition=_in_the_name_of(source_arn, others) if source_arn else None,
            statements=statements,
            description=description,
            tags=tags,
        )


def _in_the_name_of(source_arn: str, others: Sequence[str]) -> Statement:
    if others:
        theirs = [source_arn.replace(ACCOUNT_ID, one) for one in others]
        return {"ArnLike": {"aws:SourceArn": [source_arn, *theirs]}}
    return {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}, "ArnLike": {"aws:SourceArn": source_arn}}

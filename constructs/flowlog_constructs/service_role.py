"""A role that one AWS service takes for one account, with everything it may do in the role itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_constructs.references import ACCOUNT_ID, PARTITION, REGION
from flowlog_constructs.resource import Resource, Scope

_VERSION = "2012-10-17"
Statement = Mapping[str, Any]


class ServiceRole(Resource):
    """
    A role for one service.

    The permissions are inline, so that whatever refers to the role waits for them: CloudFormation has put an inline
    policy by the time the role is created, and a separate policy resource could still be missing then.

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
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            **({"Condition": _in_the_name_of(source_arn, others)} if source_arn else {}),
        }
        policy = {"PolicyName": "Allow", "PolicyDocument": {"Version": _VERSION, "Statement": list(statements)}}
        super().__init__(
            scope,
            construct_id,
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": {"Version": _VERSION, "Statement": [trust]},
                "Description": description,
                "Policies": [policy],
            },
            tags=tags,
        )


def _in_the_name_of(source_arn: str, others: Sequence[str]) -> Statement:
    if others:
        theirs = [source_arn.replace(ACCOUNT_ID, one) for one in others]
        return {"ArnLike": {"aws:SourceArn": [source_arn, *theirs]}}
    return {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}, "ArnLike": {"aws:SourceArn": source_arn}}


def allow(actions: Sequence[str], resources: Sequence[str], conditions: Statement | None = None) -> Statement:
    """Write a statement that allows actions on resources."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, "Condition": conditions} if conditions else statement


def read_former(bucket_arn: str, folder: str) -> Statement:
    """
    Write a statement that allows to read what lies in a bucket the stack had before, of which only a pattern may be known.

    Args:
        bucket_arn: Of the bucket; ``*`` in it makes a pattern, of which only buckets of the stack's account are meant.
        folder: Beginning of the keys.
    """
    return allow(("s3:GetObject",), [f"{bucket_arn}/{folder}*"], {"StringEquals": {"aws:ResourceAccount": ACCOUNT_ID}})


def arn(service: str, resource: str) -> str:
    """Write the ARN of a resource of the stack's account and region; ``*`` in it makes a pattern."""
    return f"arn:{PARTITION}:{service}:{REGION}:{ACCOUNT_ID}:{resource}"

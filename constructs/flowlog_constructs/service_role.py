"""A role that one AWS service takes for one account, with everything it may do in the role itself."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from aws_cdk import Aws, aws_iam
from constructs import Construct

from flowlog_constructs.tagging import cfn_tags

_VERSION = "2012-10-17"
Statement = Mapping[str, Any]


class ServiceRole(aws_iam.CfnRole):
    """
    A role for one service.

    The permissions are inline, so that whatever refers to the role waits for them: CloudFormation has put an inline
    policy by the time the role is created, and a separate policy resource could still be missing then.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        service: Principal, such as ``firehose.amazonaws.com``.
        source_arn: ARN pattern of the resources in whose name the service may take the role. With the account, it keeps
            others from making the service act for them (the confused deputy).
        statements: What the role may do.
        description: One sentence, seen in the console.
        tags: Of the role.

    Source: IAM User Guide, the confused deputy problem (checked 2026-11).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        service: str,
        source_arn: str,
        statements: Sequence[Statement],
        description: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        }
        policy = aws_iam.CfnRole.PolicyProperty(
            policy_name="Allow",
            policy_document={"Version": _VERSION, "Statement": list(statements)},
        )
        super().__init__(
            scope,
            construct_id,
            assume_role_policy_document={"Version": _VERSION, "Statement": [trust]},
            description=description,
            policies=[policy],
            tags=cfn_tags(tags),
        )


def allow(actions: Sequence[str], resources: Sequence[str], conditions: Statement | None = None) -> Statement:
    """Write a statement that allows actions on resources."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, "Condition": conditions} if conditions else statement


def arn(service: str, resource: str) -> str:
    """Write the ARN of a resource of the stack's account and region; ``*`` in it makes a pattern."""
    partition, region, account = _here()
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


@cache
def _here() -> tuple[str, str, str]:
    """Ask for the tokens once; each question goes to another process."""
    return Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID

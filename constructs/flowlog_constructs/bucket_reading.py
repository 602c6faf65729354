"""Who may read a bucket of flow log files: a role for somebody outside, and a policy for a user or role of one's own."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.references import PARTITION
from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.role import Role
from flowlog_constructs.statements import Statement, allow, document, read_former, through_s3

_ANY_OBJECT = "AWS names the files itself, and the bucket, or its folder, is there for nothing else."


class ReaderRole(Role):
    """
    A role for somebody outside, who must give an external id to take it.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        principals: Account ids, or ARNs of roles or users.
        external_id: What they say; 2 to 1224 characters.
        bucket_arn: Of the bucket.
        folder: Which part of it they may read, with ``/`` at the end; empty for all.
        key_arn: KMS key of the bucket; None for S3's own.
        tags: Of the role.

    Source: IAM User Guide, access to AWS accounts owned by third parties (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        principals: Sequence[str],
        external_id: str,
        bucket_arn: str,
        folder: str = "",
        key_arn: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            principal={"AWS": [_arn(one) for one in principals]},
            condition={"StringEquals": {"sts:ExternalId": external_id}},
            statements=_reading(bucket_arn, folder, key_arn),
            description="Somebody outside reads flow log files",
            tags=tags,
        )
        acknowledge_wildcard(self, f"{bucket_arn}/{folder}*", _ANY_OBJECT)


class AggregatorReadPolicy(Resource):
    """
    What the aggregator needs to read the files, as a policy for its user, or for the role of its service account.

    Its ``Ref`` is its ARN.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        bucket_arn: Of the bucket.
        folder: Which part of it, with ``/`` at the end; empty for all.
        key_arn: KMS key of the bucket; None for S3's own.
        queue_arn: Queue that tells of new files; None for an aggregator that lists the bucket.
        former_bucket_arn: Bucket of the same account, or a pattern for it, that the queue may still tell of.

    Source: Vector, aws_s3 source, AWS permissions (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        bucket_arn: str,
        folder: str = "",
        key_arn: str | None = None,
        queue_arn: str | None = None,
        former_bucket_arn: str = "",
    ) -> None:
        statements = list(_reading(bucket_arn, folder, key_arn))
        if queue_arn:
            statements.append(allow(("sqs:DeleteMessage", "sqs:ReceiveMessage"), [queue_arn]))
        if former_bucket_arn:
            statements.append(read_former(former_bucket_arn, folder))
            statements += _decrypting(former_bucket_arn, folder, key_arn)
        super().__init__(
            scope,
            construct_id,
            "AWS::IAM::ManagedPolicy",
            {"Description": "The aggregator reads flow log files", "PolicyDocument": document(statements)},
        )
        for one in filter(None, (bucket_arn, former_bucket_arn)):
            acknowledge_wildcard(self, f"{one}/{folder}*", _ANY_OBJECT)


def _arn(principal: str) -> str:
    return principal if principal.startswith("arn:") else f"arn:{PARTITION}:iam::{principal}:root"


def _reading(bucket_arn: str, folder: str, key_arn: str | None) -> Sequence[Statement]:
    below = {"StringLike": {"s3:prefix": [f"{folder}*"]}} if folder else None
    return [
        allow(("s3:GetBucketLocation",), [bucket_arn]),
        allow(("s3:ListBucket",), [bucket_arn], below),
        allow(("s3:GetObject",), [f"{bucket_arn}/{folder}*"]),
        *_decrypting(bucket_arn, folder, key_arn),
    ]


def _decrypting(bucket_arn: str, folder: str, key_arn: str | None) -> Sequence[Statement]:
    return [through_s3(("kms:Decrypt",), key_arn, [bucket_arn, f"{bucket_arn}/{folder}*"])] if key_arn else ()

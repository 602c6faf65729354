"""What every bucket is: private, encrypted, over TLS only."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.statements import document

_ABORT_UPLOADS_AFTER_DAYS = 7


class PrivateBucket:
    """
    A bucket of the account alone, with its policy.

    Attributes:
        bucket: The bucket.
        policy: Its policy.

    Args:
        scope: Parent.
        construct_id: Id of the bucket in the parent; its policy's has ``Policy`` behind it.
        lifecycle: What becomes of objects, as in a rule of the bucket, beside the end of unfinished uploads.
        rule_id: Name of that rule.
        bucket_name: When somebody must know it before the bucket exists; None lets CloudFormation draw one, which is never
            taken already.
        statements: What its policy allows, given the bucket's ARN.
        queues: ``QueueConfigurations`` of its notifications.
        key_arn: KMS key, with a bucket key to save requests; None for S3's own.
        deletable: Delete the bucket with the stack. That fails while anything is in it, and nothing here empties it.
        depends_on: Must exist first, such as the policy of a queue that S3 tries to write to.
        tags: Of the bucket.

    Source: S3 User Guide, security best practices (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        rule_id: str,
        lifecycle: Mapping[str, Any],
        bucket_name: str | None = None,
        statements: Callable[[str], Sequence[Mapping[str, Any]]] = lambda _: (),
        queues: Sequence[Mapping[str, Any]] = (),
        key_arn: str | None = None,
        deletable: bool = False,
        depends_on: Sequence[Resource] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        abort = {"DaysAfterInitiation": _ABORT_UPLOADS_AFTER_DAYS}
        rule = {"Id": rule_id, "Status": "Enabled", **lifecycle, "AbortIncompleteMultipartUpload": abort}
        self.bucket = Resource(
            scope,
            construct_id,
            "AWS::S3::Bucket",
            {
                "BucketName": bucket_name,
                "BucketEncryption": _encryption(key_arn),
                "LifecycleConfiguration": {"Rules": [rule]},
                "NotificationConfiguration": {"QueueConfigurations": list(queues)} if queues else None,
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
            },
            tags=tags,
            deletable=deletable,
            depends_on=depends_on,
        )
        arn = self.bucket.attr_arn
        self.policy = Resource(
            scope,
            f"{construct_id}Policy",
            "AWS::S3::BucketPolicy",
            {"Bucket": self.bucket.ref, "PolicyDocument": document([*statements(arn), _refuse_without_tls(arn)])},
            deletable=deletable,  # a bucket that is kept keeps its policy, too
        )


def _encryption(key_arn: str | None) -> dict[str, Any]:
    if not key_arn:
        rule: dict[str, Any] = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    else:
        by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
        rule = {"ServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": True}
    return {"ServerSideEncryptionConfiguration": [rule]}


def _refuse_without_tls(bucket_arn: str) -> dict[str, Any]:
    return {
        "Sid": "RefuseWithoutTls",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }

"""The bucket that keeps the records the aggregator did not take."""

from collections.abc import Mapping

from aws_cdk import aws_s3
from constructs import Construct

from flowlog_constructs.acknowledged import acknowledge
from flowlog_constructs.deletion import keep
from flowlog_constructs.tagging import cfn_tags

_ABORT_UPLOADS_AFTER_DAYS = 7


class FailedRecordsBucket(Construct):
    """
    A private bucket, over TLS only, encrypted, that forgets objects after some days.

    Attributes:
        bucket: The bucket.
        policy: Its policy.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        retention_days: 1 or more; after that an object is gone for good.
        key_arn: KMS key, with a bucket key to save requests; None for S3's own.
        deletable: Delete the bucket with the stack. That fails while anything is in it, and nothing here empties it.
        tags: Of the bucket.

    Source: S3 User Guide, security best practices (checked 2026-11).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        retention_days: int,
        key_arn: str | None = None,
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = aws_s3.CfnBucket(
            self,
            "Bucket",
            bucket_encryption=_encryption(key_arn),
            lifecycle_configuration=_lifecycle(retention_days),
            ownership_controls={"rules": [{"objectOwnership": "BucketOwnerEnforced"}]},
            public_access_block_configuration=aws_s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            tags=cfn_tags(tags),
        )
        keep(self.bucket, unless_deletable=deletable)
        acknowledge(
            self.bucket, "AwsSolutions-S1", "Firehose alone writes, and reads are seen by CloudTrail data events."
        )
        self.policy = aws_s3.CfnBucketPolicy(
            self, "Policy", bucket=self.bucket.ref, policy_document=_tls_only(self.bucket.attr_arn)
        )
        # A bucket that is kept keeps its policy, too.
        keep(self.policy, unless_deletable=deletable)


def _encryption(key_arn: str | None) -> aws_s3.CfnBucket.BucketEncryptionProperty:
    by_default = aws_s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
        sse_algorithm="aws:kms" if key_arn else "AES256", kms_master_key_id=key_arn
    )
    rule = aws_s3.CfnBucket.ServerSideEncryptionRuleProperty(
        server_side_encryption_by_default=by_default, bucket_key_enabled=True if key_arn else None
    )
    return aws_s3.CfnBucket.BucketEncryptionProperty(server_side_encryption_configuration=[rule])


def _lifecycle(retention_days: int) -> aws_s3.CfnBucket.LifecycleConfigurationProperty:
    abort = aws_s3.CfnBucket.AbortIncompleteMultipartUploadProperty(days_after_initiation=_ABORT_UPLOADS_AFTER_DAYS)
    rule = aws_s3.CfnBucket.RuleProperty(
        id="ForgetFailedRecords",
        status="Enabled",
        expiration_in_days=retention_days,
        abort_incomplete_multipart_upload=abort,
    )
    return aws_s3.CfnBucket.LifecycleConfigurationProperty(rules=[rule])


def _tls_only(bucket_arn: str) -> dict[str, object]:
    refuse = {
        "Sid": "RefuseWithoutTls",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [refuse]}

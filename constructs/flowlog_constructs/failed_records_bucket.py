"""The bucket that keeps the records the aggregator did not take."""

from collections.abc import Mapping

from flowlog_constructs.acknowledged import acknowledge
from flowlog_constructs.private_bucket import PrivateBucket
from flowlog_constructs.resource import Scope


class FailedRecordsBucket(PrivateBucket):
    """
    A private bucket that forgets objects after some days.

    Args:
        scope: Parent.
        construct_id: Id of the bucket in the parent; its policy's has ``Policy`` behind it.
        retention_days: 1 or more; after that an object is gone for good.
        key_arn: KMS key; None for S3's own.
        deletable: Delete the bucket with the stack. That fails while anything is in it, and nothing here empties it.
        tags: Of the bucket.
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        retention_days: int,
        key_arn: str | None = None,
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            rule_id="ForgetFailedRecords",
            lifecycle={"ExpirationInDays": retention_days},
            key_arn=key_arn,
            deletable=deletable,
            tags=tags,
        )
        acknowledge(
            self.bucket, "AwsSolutions-S1", "Firehose alone writes, and reads are seen by CloudTrail data events."
        )

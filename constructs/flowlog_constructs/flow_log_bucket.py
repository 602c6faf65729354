"""The bucket that flow logs deliver their files to."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_config.plan.s3_policy import Sender, bucket_statements
from flowlog_constructs.acknowledged import acknowledge
from flowlog_constructs.private_bucket import PrivateBucket
from flowlog_constructs.references import ACCOUNT_ID, PARTITION, REGION
from flowlog_constructs.resource import Resource, Scope


class FlowLogBucket(PrivateBucket):
    """
    A private bucket that the flow logs of this account and region, or of others, may write to.

    Its policy is complete: else AWS would add to it with each new flow log, and CloudFormation would take that away again. The
    service may write anywhere in it, for the bucket is there for nothing else; so a flow log that is removed gets its last
    files in.

    Args:
        scope: Parent.
        construct_id: Id of the bucket in the parent; its policy's has ``Policy`` behind it.
        bucket_name: When other accounts must know it; None lets CloudFormation draw one.
        senders: Whose flow logs deliver; left out, those of this account and region.
        glacier_after_days: When objects move to the storage class; None for never.
        glacier_class: ``GLACIER_IR``, ``GLACIER`` or ``DEEP_ARCHIVE``.
        expire_after_days: When objects are deleted; None for never.
        queues: ``QueueConfigurations`` of its notifications.
        key_arn: KMS key, whose policy must have what :func:`flowlog_config.plan.s3_policy.key_statement` gives; None for
            S3's own.
        deletable: Delete the bucket with the stack. That fails while anything is in it, and nothing here empties it.
        depends_on: Must exist first.
        tags: Of the bucket.

    Source: VPC User Guide, publish flow logs to Amazon S3 (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        bucket_name: str | None = None,
        senders: Sequence[Sender] = (Sender(ACCOUNT_ID, REGION),),
        glacier_after_days: int | None = None,
        glacier_class: str = "GLACIER_IR",
        expire_after_days: int | None = None,
        queues: Sequence[Mapping[str, Any]] = (),
        key_arn: str | None = None,
        deletable: bool = False,
        depends_on: Sequence[Resource] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        lifecycle: dict[str, Any] = {}
        if glacier_after_days:
            move = {"StorageClass": glacier_class, "TransitionInDays": glacier_after_days}
            lifecycle["Transitions"] = [move]
        if expire_after_days:
            lifecycle["ExpirationInDays"] = expire_after_days
        super().__init__(
            scope,
            construct_id,
            rule_id="Age",
            lifecycle=lifecycle,
            bucket_name=bucket_name,
            statements=lambda arn: bucket_statements(arn, folders=[""], senders=senders, partition=PARTITION),
            queues=queues,
            key_arn=key_arn,
            deletable=deletable,
            depends_on=depends_on,
            tags=tags,
        )
        acknowledge(
            self.bucket,
            "AwsSolutions-S1",
            "The log service alone writes, and reads are seen by CloudTrail data events.",
        )

"""The bucket of a target, and who reads it."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import FORWARDED, bucket_folder_of, bucket_name, former_bucket_name, pascal
from flowlog_config.plan.s3_policy import Sender
from flowlog_config.schema.s3 import CREATE
from flowlog_constructs.bucket_reading import AggregatorReadPolicy, ReaderRole
from flowlog_constructs.flow_log_bucket import FlowLogBucket
from flowlog_constructs.object_queue import ObjectQueue
from flowlog_constructs.references import ACCOUNT_ID, PARTITION, REGION, reference
from flowlog_constructs.resource import Resource, Scope
from stacks.forwarding import Code, add_forwarder
from stacks.holding import Holding

BUCKET = "FlowLogBucket"
_VISIBILITY_TIMEOUT_SECONDS = 300
"""As long as Vector's aws_s3 source asks for. Source: Vector, aws_s3 source, sqs.visibility_timeout_secs (checked 2026-11)."""
_MAX_RECEIVE_COUNT = 100


class Archive:
    """
    Where files go: a bucket of the stack, or an existing one, of which nothing is changed.

    Attributes:
        bucket_arn: Of either.
        bucket_name: Of either.
        first: What must be there before a flow log delivers; nothing of a bucket that exists.
        readers: Roles of those outside, by name.
        aggregator_policy: Lets the aggregator read; None when it does not.
        queue: Tells the aggregator of new files; None when it has no use for that.
        forwarder: Posts new files of the route ``lambda``; None when there are none.

    Args:
        scope: The stack, or its batch.
        plan: Has the bucket's section.
        target: Whose flow logs deliver, and who else's.
        holding: How what holds records is kept.
        code: Of the function that posts files; None when none does.
    """

    def __init__(
        self, scope: Scope, *, plan: Plan, target: TargetPlan, holding: Holding, code: Code | None = None
    ) -> None:
        self._scope, self._s3, self._holding = scope, plan.s3, holding
        here = target.target
        self._name = bucket_name(plan.name, here.account_id, here.region) if target.gathers else None
        former = former_bucket_name(plan.name, target.stack_name, here.account_id, here.region, gathers=target.gathers)
        self._former_arn = f"arn:{PARTITION}:s3:::{former}"
        self._senders = file_senders(target)
        own = plan.s3.bucket == CREATE
        self.queue = (
            self._queue() if own and plan.aggregator_takes_files and plan.aggregator.dialect == "vector" else None
        )
        self.forwarder = (
            add_forwarder(
                scope,
                plan=plan,
                target=here,
                code=code,
                bucket_arn=reference(BUCKET, "Arn"),
                former_bucket_arn=self._former_arn,
                holding=holding,
            )
            if code
            else None
        )
        self.first: list[Resource] = []
        if own:
            made = self._bucket()
            self.first = [made.policy]
            self.bucket_arn, self.bucket_name = made.bucket.attr_arn, made.bucket.ref
        else:
            self.bucket_arn = plan.s3.bucket.split("/")[0]
            self.bucket_name = self.bucket_arn.rpartition(":")[2]
        self._folder = bucket_folder_of(plan.s3.bucket)
        self._key_arn = holding.key_arn if own else None
        self.readers = {one.name: self._reader(one.name, one.principals, one.external_id) for one in plan.s3.readers}
        self.aggregator_policy = self._aggregator_policy() if plan.aggregator_takes_files else None

    def _bucket(self) -> FlowLogBucket:
        return FlowLogBucket(
            self._scope,
            BUCKET,
            bucket_name=self._name,
            senders=self._senders,
            glacier_after_days=self._s3.glacier_after_days,
            glacier_class=self._s3.glacier_class,
            expire_after_days=self._s3.expire_after_days,
            queues=self._told(),
            key_arn=self._holding.key_arn,
            deletable=self._holding.once_deletable,
            depends_on=[one.policy for one in (self.queue, self.forwarder and self.forwarder.queue) if one],
            tags=self._holding.tags,
        )

    def _told(self) -> list[Mapping[str, Any]]:
        """Give who is told of which new files; the plan has one of the two at most (FL331)."""
        told: list[Mapping[str, Any]] = []
        if self.queue:
            told.append(self.queue.notification(prefix="", suffix=".log.gz"))
        if self.forwarder:
            told.append(self.forwarder.queue.notification(prefix=FORWARDED, suffix=".log.gz"))
        return told

    def _queue(self) -> ObjectQueue:
        # Not the bucket's own ARN: the bucket waits for the queue. Any bucket of the account may tell of its files.
        return ObjectQueue(
            self._scope,
            "NewFiles",
            bucket_arn=f"arn:{PARTITION}:s3:::*",
            visibility_timeout_seconds=_VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=_MAX_RECEIVE_COUNT,
            tags=self._holding.tags,
        )

    def _reader(self, name: str, principals: list[str], external_id: str) -> ReaderRole:
        return ReaderRole(
            self._scope,
            f"Reader{pascal(name)}",
            principals=principals,
            external_id=external_id,
            bucket_arn=self.bucket_arn,
            folder=self._folder,
            key_arn=self._key_arn,
            tags=self._holding.tags,
        )

    def _aggregator_policy(self) -> AggregatorReadPolicy:
        return AggregatorReadPolicy(
            self._scope,
            "AggregatorReadPolicy",
            bucket_arn=self.bucket_arn,
            folder=self._folder,
            key_arn=self._key_arn,
            queue_arn=self.queue.queue.attr_arn if self.queue else None,
            former_bucket_arn=self._former_arn if self.queue else "",
        )


def file_senders(target: TargetPlan) -> list[Sender]:
    """Give whose flow logs deliver files to the target's bucket; in a stack for itself, whoever deploys it."""
    if target.gathers:
        return [Sender(one.account_id, one.region) for one in target.file_senders]
    return [Sender(ACCOUNT_ID, REGION)] if target.file_senders else []

"""
Which resources of a stack can be there before it, and what CloudFormation tells each by: the one list of them.

Source: CloudFormation User Guide "Resource type support", and each type's schema, primaryIdentifier (checked 2026-11).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlog_config.plan.model import BucketDestination, FlowLog, LogDestination, Plan, TargetPlan
from flowlog_config.plan.naming import pascal, stream_id
from flowlog_config.schema.s3 import CREATE

LOG_GROUP, SECRET, KEY = "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret", "AWS::KMS::Key"
BUCKET, BUCKET_POLICY, FLOW_LOG = "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::EC2::FlowLog"
IDENTIFIERS = {
    LOG_GROUP: "LogGroupName",
    SECRET: "Id",
    KEY: "KeyId",
    BUCKET: "BucketName",
    BUCKET_POLICY: "Bucket",
    FLOW_LOG: "Id",
}
"""Property that tells a resource of a type, the key in a mapping for ``cdk import``."""

ARCHIVE = "FlowLogBucket"
"""Logical id of the bucket that flow logs deliver files to."""
ENCRYPTION_KEY = "EncryptionKey"
"""Logical id of the key of `kms_key: create`."""
FILE_QUEUE, FORWARDER_QUEUE = "NewFiles", "ForwarderQueue"
"""Logical ids of the queues that the bucket tells of new files: for the aggregator, for the function of ``lambda``."""


@dataclass(frozen=True, slots=True)
class Adoptable:
    """
    One resource of a template.

    Attributes:
        logical_id: In its stack.
        type: CloudFormation's name of its type.
        needs: Logical ids it refers to or waits for. An import takes it only together with those, or after them.
    """

    logical_id: str
    type: str
    needs: frozenset[str] = frozenset()


def adoptables(plan: Plan, stack: TargetPlan) -> Iterator[Adoptable]:
    """
    Give what of a stack outlives it, and its flow logs; a test compares them with templates.

    Args:
        plan: Everything that will exist.
        stack: The part of the plan that is this stack.
    """
    first = stack.number <= 1  # the others import what a target has once
    key = frozenset({ENCRYPTION_KEY} if stack.kms_key == "create" and first else ())
    if key:
        yield Adoptable(ENCRYPTION_KEY, KEY)
    yield from (Adoptable(one.log_group_id, LOG_GROUP, key) for one in stack.log_groups)
    if stack.uses_firehose:
        yield Adoptable("ErrorLogGroup", LOG_GROUP, key)
    if stack.uses_firehose and first:
        if stack.access_key_secret is None:
            yield Adoptable("AccessKeySecret", SECRET)
        yield from _bucket("FailedRecordsBucket", key)
    if has_archive(plan, stack):
        yield from _bucket(ARCHIVE, key | _told(plan, stack))
    for one in stack.flow_logs:
        yield Adoptable(one.logical_id, FLOW_LOG, _needs(plan, stack, one))


def has_archive(plan: Plan, stack: TargetPlan) -> bool:
    """Tell whether a stack makes the bucket that flow logs deliver files to."""
    return bool(stack.file_senders) and stack.number <= 1 and plan.s3.bucket == CREATE


def _told(plan: Plan, stack: TargetPlan) -> frozenset[str]:
    queues = [FILE_QUEUE] if plan.aggregator_takes_files and plan.aggregator.dialect == "vector" else []
    queues += [FORWARDER_QUEUE] if stack.forwards_files else []
    return frozenset(id_ for queue in queues for id_ in (queue, f"{queue}Policy"))


def _bucket(logical_id: str, needs: frozenset[str]) -> Iterator[Adoptable]:
    yield Adoptable(logical_id, BUCKET, needs)
    yield Adoptable(f"{logical_id}Policy", BUCKET_POLICY, frozenset({logical_id}))


def _needs(plan: Plan, stack: TargetPlan, flow_log: FlowLog) -> frozenset[str]:
    to = flow_log.destination
    if isinstance(to, LogDestination):
        return frozenset({to.log_group_id, "FlowLogRole", f"Forwarding{pascal(to.id)}"})
    if isinstance(to, BucketDestination):
        return frozenset({ARCHIVE, f"{ARCHIVE}Policy"} if has_archive(plan, stack) else ())
    if stack.central:
        return frozenset({"SenderRole"})
    return frozenset({stream_id(to.id)})

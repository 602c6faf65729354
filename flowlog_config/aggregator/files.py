"""
The files of the route ``s3``, for aggregators that read them: which buckets, folders and queues, and what each is called.

What only a deployment draws, such as the name of a bucket, comes to the aggregator with its access keys: as a key of the same
Kubernetes secret, which ``flowlog helm --commands`` fills from the stack's outputs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowlog_config.aggregator.access_keys import PREFIX, key_name
from flowlog_config.plan import BucketDestination, ForwardedDestination, Plan, TargetPlan
from flowlog_config.schema.problems import Problem, problem
from flowlog_config.schema.s3 import CREATE

BUCKET, QUEUE = "FLOWLOG_BUCKET_", "FLOWLOG_QUEUE_"
KEY_ID, SECRET_KEY = "FLOWLOG_S3_ACCESS_KEY_ID", "FLOWLOG_S3_SECRET_ACCESS_KEY"
BUCKET_OUTPUT, QUEUE_OUTPUT, POLICY_OUTPUT = "FlowLogBucketName", "NewFilesQueueUrl", "AggregatorReadPolicyArn"
"""Outputs of a stack."""
POLL_SECONDS = 300
"""As often as files appear. Source: VPC User Guide, flow log files (checked 2026-11)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """
    What a deployment draws and the aggregator must know.

    Attributes:
        name: Of the key in the Kubernetes secret.
        target: Whose stack has it.
        output: Of the stack.
    """

    name: str
    target: TargetPlan
    output: str


@dataclass(frozen=True, slots=True)
class Folder:
    """
    Files of one format of one target.

    Attributes:
        source: Name for a source of the aggregator.
        target: Whose stack has the bucket, or the region it is in.
        destination: Where to.
        bucket: Name of the bucket, or None when the stack draws it.
    """

    source: str
    target: TargetPlan
    destination: BucketDestination
    bucket: str | None


def folders(plan: Plan) -> tuple[Folder, ...]:
    """Give every folder that the aggregator reads, in the order of the plan."""
    if not plan.aggregator_takes_files:
        return ()
    holders = plan.holders
    return tuple(
        Folder(_source(target, one), holders[target.target.name], one, plan.s3.existing_bucket)
        for target in plan.targets
        for one in target.folders
        if not isinstance(one, ForwardedDestination)
    )


def drawn(plan: Plan, *, queues: bool) -> tuple[Drawn, ...]:
    """Give what the aggregator must learn from each stack: the queue of its bucket, or else the bucket."""
    if plan.s3.bucket != CREATE or not plan.aggregator_takes_files:
        return ()
    prefix, output = (QUEUE, QUEUE_OUTPUT) if queues else (BUCKET, BUCKET_OUTPUT)
    holders = {one.target.target.name: one.target for one in folders(plan)}
    return tuple(Drawn(drawn_name(prefix, one), one, output) for one in holders.values())


def drawn_name(prefix: str, target: TargetPlan) -> str:
    """Name what is drawn for a target, as its access key is named."""
    return prefix + key_name(target.target.name).removeprefix(PREFIX)


def only_own_bucket(plan: Plan) -> Iterator[Problem]:
    """Give FL322 where files of an existing bucket cannot be told of, since nothing of it is changed."""
    if plan.aggregator_takes_files and plan.s3.bucket != CREATE:
        message = "Vector learns of new files from a queue, which a bucket tells of its own files only"
        yield problem("FL322", message, ("s3", "aggregator_reads"), use="bucket: create, or the kubesense dialect")


def no_files(plan: Plan) -> Iterator[Problem]:
    """Give FL322 for an aggregator that reads no files of flow logs."""
    if plan.aggregator_takes_files:
        message = "the OpenTelemetry Collector reads no files of flow logs from a bucket"
        yield problem("FL322", message, ("s3", "aggregator_reads"), use="false, or another dialect")


def credentials_secret(plan: Plan) -> str:
    """Name of the Kubernetes secret with the AWS credentials of an aggregator that takes no role."""
    return f"{plan.aggregator.kubernetes_secret.name}-s3"


def _source(target: TargetPlan, destination: BucketDestination) -> str:
    return f"vpc_flow_logs_s3_{target.target.name}_{destination.id}".replace("-", "_").lower()

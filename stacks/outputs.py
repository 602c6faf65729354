"""What a person wants to know after a deployment."""

from collections.abc import Mapping

from flowlog_config.plan import BucketDestination, Plan, TargetPlan
from flowlog_config.plan.naming import pascal
from flowlog_constructs.failed_records_bucket import FailedRecordsBucket
from flowlog_constructs.output import add_output
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource import Scope
from stacks.archive import Archive
from stacks.delivery import Delivery


def write_log_group_outputs(scope: Scope, *, target: TargetPlan, groups: Mapping[str, RecordLogGroup]) -> None:
    """Name the log group of every log destination."""
    for one in target.log_groups:
        add_output(scope, f"LogGroupName{pascal(one.id)}", groups[one.id].ref, f"Log group of {one.family} records")


def write_delivery_outputs(scope: Scope, *, plan: Plan, target: TargetPlan, delivery: Delivery) -> None:
    """
    Name the stream of every destination; in the first stack also where failed records lie, and how to read the access key.

    The access key itself is in no output: outputs can be read by whoever may describe the stack.
    """
    if delivery.failed_records:
        _write_outputs_of_first(scope, plan, target, delivery.secret_arn, delivery.failed_records)
    for one in target.through_streams:
        stream = delivery.streams[one.id].stream.ref
        add_output(scope, f"StreamName{pascal(one.id)}", stream, f"Delivery stream of {one.family} records")


def _write_outputs_of_first(
    scope: Scope, plan: Plan, target: TargetPlan, secret_arn: str, failed: FailedRecordsBucket
) -> None:
    command = f"aws secretsmanager get-secret-value --region {target.target.region} --secret-id {secret_arn}"
    add_output(scope, "AggregatorEndpoint", plan.aggregator.endpoint, "Where Firehose posts the records")
    add_output(scope, "AccessKeySecretArn", secret_arn, "Secret with the access key")
    add_output(scope, "ReadAccessKeyCommand", f"{command} --query SecretString --output text", "Prints the access key")
    add_output(scope, "FailedRecordsBucketName", failed.bucket.ref, "Records the aggregator did not take")
    if target.opened > 1:
        arn = failed.bucket.attr_arn
        add_output(scope, "FailedRecordsBucketArn", arn, "The same, for the target's other stacks")
        add_output(scope, "FailedRecordsObjectsArn", f"{arn}/*", "What is in it, for the target's other stacks")


def write_archive_outputs(scope: Scope, *, target: TargetPlan, archive: Archive) -> None:
    """Name the bucket, where in it the files of each kind lie, and with what each reader reads them."""
    add_output(scope, "FlowLogBucketName", archive.bucket_name, "Files of flow logs")
    others = (one.destination for one in target.incoming)
    for folder in {one.id: one for one in (*target.folders, *others) if isinstance(one, BucketDestination)}.values():
        # AWS makes a folder for each account in it, of which a bucket of several has no single one to name.
        below = folder.folder if target.gathers else folder.delivered_below
        what = f"Files of {folder.family} records"
        add_output(scope, f"Files{pascal(folder.id)}", f"s3://{archive.bucket_name}/{below}", what)
    for name, role in archive.readers.items():
        add_output(scope, f"ReaderRoleArn{pascal(name)}", role.attr_arn, f"Role with which {name} reads the files")
    if archive.aggregator_policy:
        what = "Policy for the user or role with which the aggregator reads the files"
        add_output(scope, "AggregatorReadPolicyArn", archive.aggregator_policy.ref, what)
    if archive.forwarder:
        function, letters = archive.forwarder.function.ref, archive.forwarder.queue.dead_letter_queue.ref
        add_output(scope, "ForwarderFunctionName", function, "Function that posts the records of new files")
        add_output(scope, "ForwarderDeadLettersUrl", letters, "Queue with files whose records could not be posted")
    if archive.queue:
        add_output(scope, "NewFilesQueueUrl", archive.queue.queue.ref, "Queue that tells the aggregator of new files")

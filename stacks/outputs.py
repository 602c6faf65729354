"""What a person wants to know after a deployment."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Stack

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import pascal
from flowlog_constructs.record_log_group import RecordLogGroup
from stacks.delivery import Delivery


def write_outputs(
    stack: Stack, *, plan: Plan, target: TargetPlan, groups: Mapping[str, RecordLogGroup], delivery: Delivery
) -> None:
    """
    Name the log group and stream of every log destination, where failed records lie, and how to read the access key.

    The access key itself is in no output: outputs can be read by whoever may describe the stack.
    """
    secret = delivery.secret_arn
    command = f"aws secretsmanager get-secret-value --region {target.target.region} --secret-id {secret}"
    _output(stack, "AggregatorEndpoint", plan.aggregator.endpoint, "Where Firehose posts the records")
    _output(stack, "AccessKeySecretArn", secret, "Secret with the access key")
    _output(stack, "ReadAccessKeyCommand", f"{command} --query SecretString --output text", "Prints the access key")
    _output(stack, "FailedRecordsBucketName", delivery.failed_records.bucket.ref, "Records the aggregator did not take")
    for destination in target.destinations:
        name, what = pascal(destination.id), f"{destination.family} records"
        _output(stack, f"LogGroupName{name}", groups[destination.id].ref, f"Log group of {what}")
        _output(stack, f"StreamName{name}", delivery.streams[destination.id].stream.ref, f"Delivery stream of {what}")


def _output(stack: Stack, logical_id: str, value: str, description: str) -> None:
    CfnOutput(stack, f"Output{logical_id}", value=value, description=description).override_logical_id(logical_id)

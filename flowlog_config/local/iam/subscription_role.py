"""
May CloudWatch Logs put records into a delivery stream, by the role of a subscription filter or of a destination?

Source: CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose" (checked 2026-11).
"""

from flowlog_config.local.iam.role import Decision, Role, allows, together

_ACTIONS = ("firehose:PutRecord", "firehose:PutRecordBatch")


def may_put_records(role: Role, *, stream_arn: str, source_arn: str) -> Decision:
    """
    Judge both calls, since CloudWatch Logs uses either.

    Args:
        role: Of the filter or the destination.
        stream_arn: Where to.
        source_arn: Of the log group, with ``:*``, or of the destination.
    """
    context = {"aws:SourceAccount": source_arn.split(":")[4], "aws:SourceArn": source_arn}
    return together(
        allows(role, principal_service="logs.amazonaws.com", action=action, resource=stream_arn, context=context)
        for action in _ACTIONS
    )

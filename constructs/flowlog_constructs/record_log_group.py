"""The log group that flow logs write their records into."""

from collections.abc import Mapping

from flowlog_constructs.resource import Resource, Scope


class RecordLogGroup(Resource):
    """
    A log group that CloudFormation names ``STACK-LOGICALID-RANDOM``, so that one kept earlier is never in the way.

    Its class is STANDARD, the only one with subscription filters.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        retention_days: 1, 3, 5, 7, 14, 30, 60, 90 … 3653; CloudWatch Logs takes no others.
        key_arn: KMS key, which must let CloudWatch Logs use it; None for AWS's own.
        deletable: Delete the log group, and its records, with the stack.
        tags: Of the log group.

    Source: CloudWatch Logs API, CreateLogGroup and PutRetentionPolicy (checked 2026-11).
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
            "AWS::Logs::LogGroup",
            {"LogGroupClass": "STANDARD", "RetentionInDays": retention_days, "KmsKeyId": key_arn},
            tags=tags,
            deletable=deletable,
        )

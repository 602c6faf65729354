"""The log group that flow logs write their records into."""

from collections.abc import Mapping

from aws_cdk import aws_logs
from constructs import Construct

from flowlog_constructs.deletion import keep
from flowlog_constructs.stack_suffix import stack_suffix
from flowlog_constructs.tagging import cfn_tags


class RecordLogGroup(aws_logs.CfnLogGroup):
    """
    A log group whose name ends with the stack's own digits, so that one kept from an earlier stack is not in the way.

    Its class is STANDARD, the only one with subscription filters. One that was kept when it was removed from this very
    stack is in the way of the same one again: ``cdk deploy --import-existing-resources`` may take it back, another
    ``name_prefix`` avoids it.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        name_prefix: Beginning of the name; 12 hexadecimal digits follow. With them at most 512 of ``.-_/#A-Za-z0-9``.
        retention_days: 1, 3, 5, 7, 14, 30, 60, 90 … 3653; CloudWatch Logs takes no others.
        key_arn: KMS key, which must let CloudWatch Logs use it; None for AWS's own.
        deletable: Delete the log group, and its records, with the stack.
        tags: Of the log group.

    Source: CloudWatch Logs API, CreateLogGroup and PutRetentionPolicy (checked 2026-11).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name_prefix: str,
        retention_days: int,
        key_arn: str | None = None,
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            log_group_name=f"{name_prefix}{stack_suffix()}",
            log_group_class="STANDARD",
            retention_in_days=retention_days,
            kms_key_id=key_arn,
            tags=cfn_tags(tags),
        )
        keep(self, unless_deletable=deletable)

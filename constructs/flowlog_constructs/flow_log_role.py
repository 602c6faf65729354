"""The role with which flow logs write their records into log groups."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import ServiceRole
from flowlog_constructs.statements import allow, arn


class FlowLogRole(ServiceRole):
    """
    Lets the flow logs of this account and region write into these log groups, and no others.

    Give a pattern that holds for log groups that are gone from the template, too: a flow log that is removed writes
    its last records minutes after CloudFormation has updated the role, and without the right they are lost.

    It may not create a log group: with that right the service makes a deleted group again from records still under
    way, without retention and without the key. ``logs:DescribeLogGroups``, which AWS's example has, works on ``*``
    only and is needed only to create.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        log_group_names: Names, or patterns with ``*``.
        tags: Of the role.

    Source: VPC User Guide, IAM role for publishing flow logs to CloudWatch Logs (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        log_group_names: Sequence[str],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        actions = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
        log_groups = [arn("logs", f"log-group:{name}:*") for name in log_group_names]
        super().__init__(
            scope,
            construct_id,
            service="vpc-flow-logs.amazonaws.com",
            source_arn=arn("ec2", "vpc-flow-log/*"),
            statements=[allow(actions, log_groups)],
            description="Flow logs write their records into log groups",
            tags=tags,
        )
        reason = "Log streams are named by the service, and log groups removed later still get their last records."
        for log_group in log_groups:
            acknowledge_wildcard(self, log_group, reason)

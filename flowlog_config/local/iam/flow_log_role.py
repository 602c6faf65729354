"""
May the flow logs service write records into a log group, by the role of a flow log?

Source: VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs" (checked 2026-11).
"""

from collections.abc import Iterable

from flowlog_config.local.iam.role import Decision, Role, allows, may_assume, together

_SERVICE = "vpc-flow-logs.amazonaws.com"


def may_take(role: Role, *, flow_log_arn: str) -> Decision:
    """Judge only whether the service may take the role for a flow log of this ARN."""
    return may_assume(role, principal_service=_SERVICE, context=_context(flow_log_arn))


def may_write(role: Role, *, flow_log_arn: str, group_arn: str, log_streams: Iterable[str]) -> Decision:
    """
    Judge the way of the records.

    Args:
        role: ``DeliverLogsPermissionArn`` of the flow log.
        flow_log_arn: Such as ``arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-0a1b``.
        group_arn: Of the log group, without ``:*``.
        log_streams: Names of the streams to create and to write to.
    """
    begin = f"{group_arn}:log-stream:"
    actions = ("logs:CreateLogStream", "logs:PutLogEvents")
    calls = [(action, begin + name) for name in log_streams for action in actions]
    context = _context(flow_log_arn)
    return together(
        allows(role, principal_service=_SERVICE, action=action, resource=resource, context=context)
        for action, resource in (("logs:DescribeLogStreams", begin), *calls)
    )


def _context(flow_log_arn: str) -> dict[str, str]:
    """Give the condition keys the service presents when it takes a role."""
    return {"aws:SourceAccount": flow_log_arn.split(":")[4], "aws:SourceArn": flow_log_arn}

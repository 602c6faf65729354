"""A log group of a member account, with the filter that sends its records to the account of the organization's receivers."""

from collections.abc import Mapping
from typing import Any

from flowlog_constructs.forwarding_filter import ForwardingFilter
from flowlog_constructs.references import PARTITION, REGION
from flowlog_constructs.resource import Resource, Scope


class MemberLogGroup:
    """
    A log group whose name is the same in every account but for its last part, which is drawn from the stack's id.

    CloudFormation names the stacks of a stack set itself, so a name that starts with the stack's would tell the aggregator
    nothing. The 32 digits of the stack's own id keep a group that was kept from being in the way of a stack made anew; inside one
    stack, a removed group that was kept is in the way of the same one put back. All of them, because the id is a UUID of version 1,
    whose last 12 digits are of the machine that made it and the same for many stacks; and without ``-``, because the name is known
    by what stands before its last one.

    Attributes:
        group: The log group.
        filter: Its filter.

    Args:
        scope: Parent.
        construct_id: Id of the group in the parent; its filter's has ``Forwarding`` in front.
        prefix: The name but for its last part, with ``-`` at the end.
        retention_days: As for :class:`flowlog_constructs.record_log_group.RecordLogGroup`.
        sink_name: Of the destination in the other account, in the same region.
        sink_account_id: That account.
        role_arn: Role with which CloudWatch Logs proves that this account may subscribe.
        pattern: At most 1024 characters; empty forwards everything.
        deletable: Delete the log group, and its records, with the stack.
        tags: Of the log group.

    Source: CloudWatch Logs API, CreateLogGroup and PutSubscriptionFilter; CloudFormation, AWS::StackId; RFC 9562, 5.1
    (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        prefix: str,
        retention_days: int,
        sink_name: str,
        sink_account_id: str,
        role_arn: str,
        pattern: str,
        deletable: bool,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        described = {
            "LogGroupName": {"Fn::Join": ["", [prefix, _digits_of_stack_id()]]},
            "LogGroupClass": "STANDARD",
            "RetentionInDays": retention_days,
        }
        self.group = Resource(scope, construct_id, "AWS::Logs::LogGroup", described, tags=tags, deletable=deletable)
        sink = f"arn:{PARTITION}:logs:{REGION}:{sink_account_id}:destination:{sink_name}"
        self.filter = ForwardingFilter(
            scope,
            f"Forwarding{construct_id}",
            log_group_name=self.group.ref,
            stream_arn=sink,
            role_arn=role_arn,
            pattern=pattern,
        )


def _digits_of_stack_id() -> dict[str, Any]:
    """Take the digits of ``arn:…:stack/NAME/8-4-4-4-12``, the UUID, without what is between them."""
    uuid = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    return {"Fn::Join": ["", {"Fn::Split": ["-", uuid]}]}

"""The role with which a member account proves that it may subscribe to a destination of its organization."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.resource import Scope
from flowlog_constructs.role import Role
from flowlog_constructs.statements import allow, arn


class OrganizationSubscriberRole(Role):
    """
    CloudWatch Logs takes it when a filter is put, to learn the organization of the account; records do not travel by it.

    Its trust is the documented one, without conditions: which keys CloudWatch Logs gives here is not documented.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        log_group_names: Names, or patterns with ``*``.
        tags: Of the role.

    Source: CloudWatch Logs User Guide, (only if using an organization) create an IAM role (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        log_group_names: Sequence[str],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        groups = [arn("logs", f"log-group:{name}:*") for name in log_group_names]
        super().__init__(
            scope,
            construct_id,
            principal={"Service": "logs.amazonaws.com"},
            statements=[allow(("logs:PutLogEvents",), groups)],
            description="CloudWatch Logs learns that this account is of the organization",
            tags=tags,
        )

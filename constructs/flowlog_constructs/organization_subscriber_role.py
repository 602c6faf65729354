"""The role with which a member account proves that it may subscribe to a destination of its organization."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.service_role import allow, arn

_VERSION = "2012-10-17"


class OrganizationSubscriberRole(Resource):
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
        trust = {"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
        groups = [arn("logs", f"log-group:{name}:*") for name in log_group_names]
        document = {"Version": _VERSION, "Statement": [allow(("logs:PutLogEvents",), groups)]}
        super().__init__(
            scope,
            construct_id,
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": {"Version": _VERSION, "Statement": [trust]},
                "Description": "CloudWatch Logs learns that this account is of the organization",
                "Policies": [{"PolicyName": "Allow", "PolicyDocument": document}],
            },
            tags=tags,
        )

"""A target whose records go to the streams and the bucket of another one, which is known by its names alone."""

from collections.abc import Mapping

from flowlog_config.plan import Plan, Target, TargetPlan
from flowlog_config.plan.naming import (
    bucket_name,
    cross_account_role_name,
    group_of,
    log_sink_name,
    pascal,
    sender_role_name,
)
from flowlog_config.schema.s3 import CREATE
from flowlog_constructs.cross_account_roles import SenderRole
from flowlog_constructs.forwarding_filter import ForwardingFilter
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.references import ACCOUNT_ID, PARTITION
from flowlog_constructs.resource import Resource, Scope


class Sending:
    """
    The near end of the roads to a central target.

    Attributes:
        filters: Subscription filters by the id of their log destination.
        bucket_arn: Of the central target's bucket, or of the one the file names.
        stream_role_arn: Role with which flow logs reach its streams.
        cross_account_role_arn: Role they take there.
        first: What flow logs wait for that use these roles.

    Args:
        scope: The stack, or its batch.
        plan: Everything that will exist.
        target: One stack of a target that delivers to another.
        central: Target it delivers to.
        groups: Log groups by the id of their log destination.
        tags: Of the role.
    """

    def __init__(
        self,
        scope: Scope,
        *,
        plan: Plan,
        target: TargetPlan,
        central: Target,
        groups: Mapping[str, RecordLogGroup],
        tags: Mapping[str, str],
    ) -> None:
        self._central = central
        group = group_of(target.target.account_id)
        self.filters = {
            one.id: ForwardingFilter(
                scope,
                f"Forwarding{pascal(one.id)}",
                log_group_name=groups[one.id].ref,
                stream_arn=self._arn("logs", f"destination:{log_sink_name(one.stream_name, group)}"),
                role_arn=None,
                pattern=one.filter_pattern,
            )
            for one in target.log_groups
        }
        own = f"arn:{PARTITION}:s3:::{bucket_name(plan.name, central.account_id, central.region)}"
        self.bucket_arn = own if plan.s3.bucket == CREATE else plan.s3.bucket.split("/")[0]
        role = sender_role_name(plan.name, target.target.region, target.number)
        there = cross_account_role_name(plan.name, central.region, group)
        self.stream_role_arn = f"arn:{PARTITION}:iam::{ACCOUNT_ID}:role/{role}"
        self.cross_account_role_arn = f"arn:{PARTITION}:iam::{central.account_id}:role/{there}"
        self.first: list[Resource] = []
        if target.streams:
            made = SenderRole(
                scope, "SenderRole", role_name=role, cross_account_role_arn=self.cross_account_role_arn, tags=tags
            )
            self.first = [made]

    def stream_arn(self, name: str) -> str:
        """Give the ARN of a stream of the central target."""
        return self._arn("firehose", f"deliverystream/{name}")

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:{PARTITION}:{service}:{self._central.region}:{self._central.account_id}:{resource}"

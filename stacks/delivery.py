"""The way from a target's log groups and flow logs to the aggregator."""

from collections.abc import Mapping

from flowlog_config.formats import Family
from flowlog_config.plan import LogDestination, Plan, StreamDestination, TargetPlan
from flowlog_config.plan.naming import destination_id, pascal, stream_name
from flowlog_constructs.access_key_secret import AccessKeySecret
from flowlog_constructs.aggregator_stream import FROM_FLOW_LOGS, AggregatorStream
from flowlog_constructs.error_log_group import ErrorLogGroup
from flowlog_constructs.failed_records_bucket import FailedRecordsBucket
from flowlog_constructs.forwarding_filter import ForwardingFilter
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource import Scope
from flowlog_constructs.stream_role import StreamRole
from flowlog_constructs.subscription_role import SubscriptionRole
from stacks.holding import Holding
from stacks.once import of_first_stack

ERROR_LOG_GROUP = "ErrorLogGroup"
_ERROR_RETENTION_DAYS = 90
"""As long as the bucket keeps failed records unless told otherwise, so that the reason can still be read."""


class Delivery:
    """
    Forwards every log group of a target, and takes what flow logs send straight: a delivery stream for each, a filter for each
    log group, and one role of each kind for all.

    Attributes:
        secret_arn: Secret with the access key.
        failed_records: Bucket for what the aggregator did not take; None where the target's first stack has it.
        streams: Delivery streams by the id of their destination.
        filters: Subscription filters by the id of their log destination.

    Args:
        scope: The stack, or its batch.
        plan: Says where to and how.
        target: Has the destinations.
        groups: Log groups by the id of their log destination.
        holding: How what holds records is kept.
    """

    def __init__(
        self,
        scope: Scope,
        *,
        plan: Plan,
        target: TargetPlan,
        groups: Mapping[str, RecordLogGroup],
        holding: Holding,
    ) -> None:
        self._scope = scope
        self._plan = plan
        self._holding = holding
        there = of_first_stack(target, "AccessKeySecretArn")
        self.secret_arn = target.access_key_secret or there or self._access_key()
        self.failed_records = None if target.number > 1 else self._failed_records()
        made = self.failed_records.bucket.attr_arn if self.failed_records else ""
        self._failed_records_arn = made or of_first_stack(target, "FailedRecordsBucketArn")
        self._failed_objects_arn = f"{made}/*" if made else of_first_stack(target, "FailedRecordsObjectsArn")
        self._errors = self._error_log_group()
        self._role = self._stream_role(secret_of_others=target.access_key_secret is not None)
        self.streams = {d.id: self._stream(d) for d in target.through_streams}
        self.filters = self._filters(target, groups) if groups else {}

    def _access_key(self) -> str:
        held = self._holding
        return AccessKeySecret(self._scope, "AccessKeySecret", deletable=held.once_deletable, tags=held.tags).ref

    def _failed_records(self) -> FailedRecordsBucket:
        return FailedRecordsBucket(
            self._scope,
            "FailedRecordsBucket",
            retention_days=self._plan.delivery.failed_records_retention_days,
            key_arn=self._holding.key_arn,
            deletable=self._holding.once_deletable,
            tags=self._holding.tags,
        )

    def _error_log_group(self) -> ErrorLogGroup:
        return ErrorLogGroup(
            self._scope,
            ERROR_LOG_GROUP,
            retention_days=_ERROR_RETENTION_DAYS,
            key_arn=self._holding.key_arn,
            deletable=self._holding.deletable,
            tags=self._holding.tags,
        )

    def _stream_role(self, *, secret_of_others: bool) -> StreamRole:
        return StreamRole(
            self._scope,
            "StreamRole",
            secret_arn=self.secret_arn,
            failed_records_bucket_arn=self._failed_records_arn,
            failed_records_objects_arn=self._failed_objects_arn,
            error_log_group_arn=self._errors.attr_arn,
            key_arn=self._holding.key_arn,
            secret_of_others=secret_of_others,
            tags=self._holding.tags,
        )

    def _stream(self, destination: LogDestination | StreamDestination) -> AggregatorStream:
        delivery = self._plan.delivery
        straight = FROM_FLOW_LOGS if isinstance(destination, StreamDestination) else {}
        return AggregatorStream(
            self._scope,
            pascal(destination.id),
            stream_name=destination.stream_name,
            role_arn=self._role.attr_arn,
            url=self._plan.aggregator.endpoint,
            endpoint_name=self._plan.name,
            secret_arn=self.secret_arn,
            failed_records_bucket_arn=self._failed_records_arn,
            error_log_group_name=self._errors.ref,
            common_attributes=destination.common_attributes,
            buffer_interval_seconds=delivery.buffer_interval_seconds,
            buffer_size_mib=delivery.buffer_size_mib,
            retry_seconds=delivery.retry_seconds,
            content_encoding=delivery.content_encoding,
            key_arn=self._holding.key_arn,
            tags={**self._holding.tags, **straight},
        )

    def _filters(self, target: TargetPlan, groups: Mapping[str, RecordLogGroup]) -> dict[str, ForwardingFilter]:
        # Every stream this project ever has here, by family, so that removed ones stay covered.
        names = [stream_name(self._plan.name, destination_id(family, "*")) for family in Family]
        role = SubscriptionRole(self._scope, "SubscriptionRole", stream_names=names, tags=self._holding.tags)
        made = {}
        for destination in target.log_groups:
            made[destination.id] = ForwardingFilter(
                self._scope,
                f"Forwarding{pascal(destination.id)}",
                log_group_name=groups[destination.id].ref,
                stream_arn=self.streams[destination.id].stream.attr_arn,
                role_arn=role.attr_arn,
                pattern=destination.filter_pattern,
            )
        return made

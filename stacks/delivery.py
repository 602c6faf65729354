"""The way from a target's log groups to the aggregator."""

from collections.abc import Mapping

from constructs import Construct

from flowlog_config.formats import Family
from flowlog_config.plan import LogDestination, Plan, TargetPlan
from flowlog_config.plan.naming import destination_id, pascal, stream_name
from flowlog_constructs.access_key_secret import AccessKeySecret
from flowlog_constructs.aggregator_stream import AggregatorStream
from flowlog_constructs.error_log_group import ErrorLogGroup
from flowlog_constructs.failed_records_bucket import FailedRecordsBucket
from flowlog_constructs.forwarding_filter import ForwardingFilter
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.stream_role import StreamRole
from flowlog_constructs.subscription_role import SubscriptionRole
from stacks.fixed_id import fix_id
from stacks.holding import Holding

ERROR_LOG_GROUP = "ErrorLogGroup"
_ERROR_RETENTION_DAYS = 90
"""As long as the bucket keeps failed records unless told otherwise, so that the reason can still be read."""


class Delivery(Construct):
    """
    Forwards every log group of a target: one delivery stream and filter each, and one role of each kind for all.

    Attributes:
        secret_arn: Secret with the access key.
        failed_records: Bucket for what the aggregator did not take.
        streams: Delivery streams by the id of their log destination.
        filters: Subscription filters by the id of their log destination.

    Args:
        scope: The stack.
        plan: Says where to and how.
        target: Has the log destinations.
        groups: Log groups by the id of their log destination.
        holding: How what holds records is kept.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        plan: Plan,
        target: TargetPlan,
        groups: Mapping[str, RecordLogGroup],
        holding: Holding,
    ) -> None:
        super().__init__(scope, "Delivery")
        self._plan = plan
        self._holding = holding
        self.secret_arn = target.access_key_secret or self._access_key()
        self.failed_records = self._failed_records()
        self._errors = self._error_log_group()
        self._role = self._stream_role(secret_of_others=target.access_key_secret is not None)
        self.streams = {d.id: self._stream(d) for d in target.destinations}
        self.filters = self._filters(target, groups)

    def _access_key(self) -> str:
        secret = AccessKeySecret(self, "AccessKeySecret", deletable=self._holding.deletable, tags=self._holding.tags)
        return fix_id(secret, "AccessKeySecret").ref

    def _failed_records(self) -> FailedRecordsBucket:
        made = FailedRecordsBucket(
            self,
            "FailedRecords",
            retention_days=self._plan.delivery.failed_records_retention_days,
            key_arn=self._holding.key_arn,
            deletable=self._holding.deletable,
            tags=self._holding.tags,
        )
        fix_id(made.bucket, "FailedRecordsBucket")
        fix_id(made.policy, "FailedRecordsBucketPolicy")
        return made

    def _error_log_group(self) -> ErrorLogGroup:
        group = ErrorLogGroup(
            self,
            ERROR_LOG_GROUP,
            retention_days=_ERROR_RETENTION_DAYS,
            key_arn=self._holding.key_arn,
            deletable=self._holding.deletable,
            tags=self._holding.tags,
        )
        return fix_id(group, ERROR_LOG_GROUP)

    def _stream_role(self, *, secret_of_others: bool) -> StreamRole:
        role = StreamRole(
            self,
            "StreamRole",
            secret_arn=self.secret_arn,
            failed_records_bucket_arn=self.failed_records.bucket.attr_arn,
            error_log_group_arn=self._errors.attr_arn,
            key_arn=self._holding.key_arn,
            secret_of_others=secret_of_others,
            tags=self._holding.tags,
        )
        return fix_id(role, "StreamRole")

    def _stream(self, destination: LogDestination) -> AggregatorStream:
        name, delivery = pascal(destination.id), self._plan.delivery
        stream = AggregatorStream(
            self,
            f"Stream{name}",
            stream_name=destination.stream_name,
            role_arn=self._role.attr_arn,
            url=self._plan.aggregator.endpoint,
            endpoint_name=self._plan.name,
            secret_arn=self.secret_arn,
            failed_records_bucket_arn=self.failed_records.bucket.attr_arn,
            error_log_group_name=self._errors.ref,
            common_attributes=destination.common_attributes,
            buffer_interval_seconds=delivery.buffer_interval_seconds,
            buffer_size_mib=delivery.buffer_size_mib,
            retry_seconds=delivery.retry_seconds,
            content_encoding=delivery.content_encoding,
            key_arn=self._holding.key_arn,
            tags=self._holding.tags,
        )
        fix_id(stream.stream, f"Stream{name}")
        fix_id(stream.http_errors, f"HttpErrors{name}")
        fix_id(stream.backup_errors, f"BackupErrors{name}")
        return stream

    def _filters(self, target: TargetPlan, groups: Mapping[str, RecordLogGroup]) -> dict[str, ForwardingFilter]:
        # Every stream this project ever has here, by family, so that removed ones stay covered.
        names = [stream_name(self._plan.name, destination_id(family, "*")) for family in Family]
        role = SubscriptionRole(self, "SubscriptionRole", stream_names=names, tags=self._holding.tags)
        fix_id(role, "SubscriptionRole")
        made = {}
        for destination in target.destinations:
            id_ = f"Forwarding{pascal(destination.id)}"
            made[destination.id] = fix_id(
                ForwardingFilter(
                    self,
                    id_,
                    log_group_name=groups[destination.id].ref,
                    stream_arn=self.streams[destination.id].stream.attr_arn,
                    role_arn=role.attr_arn,
                    pattern=destination.filter_pattern,
                ),
                id_,
            )
        return made

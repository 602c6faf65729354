"""The ways of flow logs to each destination of a target: what a flow log says of it, and what must be there first."""

from collections.abc import Mapping, Sequence

from flowlog_config.plan import TargetPlan
from flowlog_config.plan.naming import LOG_GROUP
from flowlog_constructs.aggregator_stream import AggregatorStream
from flowlog_constructs.flow_log_destination import (
    Destination,
    to_bucket,
    to_log_group,
    to_stream,
    to_stream_of_other_account,
)
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.forwarding_filter import ForwardingFilter
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource import Resource, Scope
from stacks.sending import Sending


class Ways:
    """
    How flow logs reach each destination.

    Attributes:
        to: Properties of a flow log, by the id of its destination.
        first: What a flow log waits for, by the id of its destination, so that no record is lost at the beginning.
    """

    def __init__(self) -> None:
        self.to: dict[str, Destination] = {}
        self.first: dict[str, Sequence[Resource]] = {}

    def add_log_groups(
        self,
        scope: Scope,
        *,
        target: TargetPlan,
        groups: Mapping[str, RecordLogGroup],
        filters: Mapping[str, ForwardingFilter],
        tags: Mapping[str, str],
    ) -> None:
        """
        Add the ways to log groups, and the role that flow logs write with.

        Args:
            scope: The stack, or its batch.
            target: Has the destinations.
            groups: Log groups by the id of their destination.
            filters: Their filters: a filter does not look back, so it comes before the first record.
            tags: Of the role.
        """
        if not target.log_groups:
            return
        role = FlowLogRole(scope, "FlowLogRole", log_group_names=[every(target, LOG_GROUP)], tags=tags)
        for one in target.log_groups:
            self.to[one.id] = to_log_group(groups[one.id].ref, role_arn=role.attr_arn)
            self.first[one.id] = [filters[one.id]]

    def add_streams(self, target: TargetPlan, streams: Mapping[str, AggregatorStream]) -> None:
        """Add the ways straight into delivery streams, given by the id of their destination."""
        for one in target.streams:
            self.to[one.id] = to_stream(streams[one.id].stream.attr_arn)
            self.first[one.id] = []

    def add_streams_of_other_account(self, target: TargetPlan, sending: Sending) -> None:
        """Add the ways straight into streams of the account that the target delivers to."""
        for one in target.streams:
            self.to[one.id] = to_stream_of_other_account(
                sending.stream_arn(one.stream_name),
                role_arn=sending.stream_role_arn,
                cross_account_role_arn=sending.cross_account_role_arn,
            )
            self.first[one.id] = sending.first

    def add_folders(self, target: TargetPlan, bucket_arn: str, first: Sequence[Resource] = ()) -> None:
        """Add the ways to the folders of a bucket, which its policy opens; the policy comes before the first file."""
        for one in target.folders:
            self.to[one.id] = to_bucket(
                bucket_arn,
                folder=one.folder,
                file_format=one.file_format,
                hive_compatible_partitions=one.hive_compatible_partitions,
                per_hour_partition=one.per_hour_partition,
            )
            self.first[one.id] = first


def every(target: TargetPlan, log_group: str) -> str:
    """Give the pattern of the names of all log groups of a kind this stack ever makes, also of those removed and kept."""
    return f"{target.stack_name}-{log_group}*"

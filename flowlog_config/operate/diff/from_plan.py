"""The state a plan leads to."""

from collections import defaultdict

from flowlog_config.operate.diff.state import Logged, LogGroup, Place, StackState, States
from flowlog_config.plan.model import BucketDestination, Destination, FlowLog, LogDestination, Plan

_TYPES = {"cloudwatch": "cloud-watch-logs", "firehose": "kinesis-data-firehose", "s3": "s3", "lambda": "s3"}
"""AWS's ``LogDestinationType`` by route. Source: EC2 API reference, CreateFlowLogs (checked 2026-11)."""


def states_of(plan: Plan) -> States:
    """Give what will be deployed once the plan is."""
    states: dict[Place, dict[str, StackState]] = defaultdict(dict)
    for target in plan.targets:
        logs = {one.logical_id: _logged(one) for one in target.flow_logs}
        groups = {d.log_group_id: LogGroup(d.retention_days, d.filter_pattern) for d in target.log_groups}
        place = target.target.account_id, target.target.region
        states[place][target.stack_name] = StackState(target.stack_name, logs, groups)
    return states


def _logged(one: FlowLog) -> Logged:
    destination = one.destination
    return Logged(
        logical_id=one.logical_id,
        source_id=one.source.id,
        entry=one.entry,
        traffic_type=one.traffic_type or "ALL",
        max_aggregation_interval=one.max_aggregation_interval,
        log_format=destination.log_format,
        tag_fields=frozenset((s.resource_type, tuple(s.tag_keys)) for s in one.tag_field_specifications),
        route=_TYPES[destination.route],
        options=_options(destination),
        log_group=destination.log_group_id if isinstance(destination, LogDestination) else "",
        tags=one.tags,
    )


def _options(destination: Destination) -> frozenset[tuple[str, object]]:
    if not isinstance(destination, BucketDestination):
        return frozenset()
    options = {
        "FileFormat": destination.file_format,
        "HiveCompatiblePartitions": destination.hive_compatible_partitions,
        "PerHourPartition": destination.per_hour_partition,
    }
    return frozenset(options.items())

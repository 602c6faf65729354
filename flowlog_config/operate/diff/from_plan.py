"""The state a plan leads to."""

from collections import defaultdict

from flowlog_config.operate.diff.state import Logged, LogGroup, Place, StackState, States
from flowlog_config.plan import naming
from flowlog_config.plan.model import BucketDestination, Destination, FlowLog, LogDestination, Plan, StreamDestination

_TYPES = {"cloudwatch": "cloud-watch-logs", "firehose": "kinesis-data-firehose", "s3": "s3", "lambda": "s3"}
"""AWS's ``LogDestinationType`` by route. Source: EC2 API reference, CreateFlowLogs (checked 2026-11)."""


def states_of(plan: Plan) -> States:
    """Give what will be deployed once the plan is."""
    states: dict[Place, dict[str, StackState]] = defaultdict(dict)
    for target in (stack for whole in plan.targets for stack in whole.stacks):
        own = not target.central
        logs = {one.logical_id: _logged(one, own_streams=own) for one in target.flow_logs}
        groups = {d.log_group_id: LogGroup(d.retention_days, d.filter_pattern) for d in target.log_groups}
        streams = frozenset(naming.stream_id(one.id) for one in target.through_streams) if own else frozenset()
        place = target.target.account_id, target.target.region
        states[place][target.stack_name] = StackState(target.stack_name, logs, groups, streams)
    return states


def _logged(one: FlowLog, *, own_streams: bool) -> Logged:
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
        into=_into(destination, own_streams=own_streams),
        tags=one.tags,
    )


def _into(destination: Destination, *, own_streams: bool) -> str:
    if isinstance(destination, LogDestination):
        return destination.log_group_id
    return naming.stream_id(destination.id) if own_streams and isinstance(destination, StreamDestination) else ""


def _options(destination: Destination) -> frozenset[tuple[str, object]]:
    if not isinstance(destination, BucketDestination):
        return frozenset()
    options = {
        "FileFormat": destination.file_format,
        "HiveCompatiblePartitions": destination.hive_compatible_partitions,
        "PerHourPartition": destination.per_hour_partition,
    }
    return frozenset(options.items())

"""The flow logs of a stack."""

from flowlog_config.plan import FlowLog, Plan, TargetPlan
from flowlog_constructs.resource import Scope
from flowlog_constructs.resource_flow_log import FlowLogSettings, ResourceFlowLog
from stacks.tags import flow_log_tags
from stacks.ways import Ways


def add_flow_logs(scope: Scope, *, plan: Plan, target: TargetPlan, ways: Ways) -> None:
    """
    Add the flow logs; those of an entry that differ in their resource only share everything else.

    Args:
        scope: The stack, or its batch.
        plan: Has the tags of all.
        target: The part of the plan that is this stack.
        ways: To every destination.
    """
    made: dict[object, FlowLogSettings] = {}
    for one in target.flow_logs:
        kind = one.source.resource_type
        shown = one.tag_field_specifications
        alike = (one.entry, kind, one.destination.id, one.traffic_type, one.max_aggregation_interval, shown)
        settings = made.get(alike) or made.setdefault(alike, _settings(plan, one, ways))
        ResourceFlowLog(scope, one.logical_id, resource_id=one.source.id, settings=settings)


def _settings(plan: Plan, flow_log: FlowLog, ways: Ways) -> FlowLogSettings:
    return FlowLogSettings(
        resource_type=flow_log.source.resource_type,
        traffic_type=flow_log.traffic_type,
        destination=ways.to[flow_log.destination.id],
        log_format=flow_log.destination.log_format,
        max_aggregation_interval=flow_log.max_aggregation_interval,
        tag_field_specifications={s.resource_type: s.tag_keys for s in flow_log.tag_field_specifications},
        tags=flow_log_tags(plan, flow_log),
        depends_on=ways.first[flow_log.destination.id],
    )

"""Everything of one account and region: flow logs, their log groups, and the way to the aggregator."""

from collections.abc import Mapping

from aws_cdk import Environment, Stack
from constructs import Construct

from flowlog_config.plan import FlowLog, LogDestination, Plan, TargetPlan
from flowlog_config.plan.naming import LOG_GROUP
from flowlog_constructs.encryption_key import EncryptionKey
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource_flow_log import ResourceFlowLog
from stacks.deletion_keys import may_delete
from stacks.delivery import ERROR_LOG_GROUP, Delivery
from stacks.fixed_id import fix_id
from stacks.holding import Holding
from stacks.outputs import write_outputs
from stacks.saved_queries import add_saved_queries
from stacks.tags import flow_log_tags, stack_tags


class FlowLogStack(Stack):
    """
    The stack of one target.

    Args:
        scope: The app.
        plan: Everything that will exist.
        target: The part of the plan this stack makes.
    """

    def __init__(self, scope: Construct, *, plan: Plan, target: TargetPlan) -> None:
        where, tags = target.target, stack_tags(plan)
        super().__init__(
            scope,
            target.stack_name,
            stack_name=target.stack_name,
            env=Environment(account=where.account_id, region=where.region),
            description=f"Flow logs of {where.account_id} in {where.region}",
            tags=tags,
        )
        deletable = may_delete(self, retain=plan.retain)
        key_arn = self._key(target, deletable=deletable, tags=tags)
        holding = Holding(key_arn=key_arn, deletable=deletable, tags=tags)
        groups = {d.id: self._log_group(d, holding) for d in target.destinations}
        delivery = Delivery(self, plan=plan, target=target, groups=groups, holding=holding)
        add_saved_queries(self, plan=plan, target=target, groups=groups)
        role = FlowLogRole(self, "FlowLogRole", log_group_names=[_every(target, LOG_GROUP)], tags=tags)
        fix_id(role, "FlowLogRole")
        for flow_log in target.flow_logs:
            made = self._flow_log(flow_log, groups, role, flow_log_tags(plan, flow_log))
            # So that the first record is forwarded, too: a filter does not look back.
            made.add_resource_dependency(delivery.filters[flow_log.destination.id])
        write_outputs(self, plan=plan, target=target, groups=groups, delivery=delivery)

    def _key(self, target: TargetPlan, *, deletable: bool, tags: Mapping[str, str]) -> str | None:
        if target.kms_key != "create":
            return target.kms_key
        names = [_every(target, LOG_GROUP), _every(target, ERROR_LOG_GROUP)]
        key = EncryptionKey(self, "EncryptionKey", log_group_names=names, deletable=deletable, tags=tags)
        return fix_id(key, "EncryptionKey").attr_arn

    def _log_group(self, destination: LogDestination, holding: Holding) -> RecordLogGroup:
        group = RecordLogGroup(
            self,
            destination.log_group_id,
            retention_days=destination.retention_days,
            key_arn=holding.key_arn,
            deletable=holding.deletable,
            tags=holding.tags,
        )
        return fix_id(group, destination.log_group_id)

    def _flow_log(
        self, flow_log: FlowLog, groups: Mapping[str, RecordLogGroup], role: FlowLogRole, tags: Mapping[str, str]
    ) -> ResourceFlowLog:
        made = ResourceFlowLog(
            self,
            flow_log.logical_id,
            resource_id=flow_log.source.id,
            resource_type=flow_log.source.resource_type,
            traffic_type=flow_log.traffic_type,
            log_group_name=groups[flow_log.destination.id].ref,
            role_arn=role.attr_arn,
            log_format=flow_log.destination.log_format,
            max_aggregation_interval=flow_log.max_aggregation_interval,
            tag_field_specifications={s.resource_type: s.tag_keys for s in flow_log.tag_field_specifications},
            tags=tags,
        )
        return fix_id(made, flow_log.logical_id)


def _every(target: TargetPlan, log_group: str) -> str:
    """Give the pattern of the names of all log groups of a kind this stack ever makes, also of those removed and kept."""
    return f"{target.stack_name}-{log_group}*"

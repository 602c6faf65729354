"""What every account of an organization gets: the one template of its stack set."""

import json
from typing import Any

from flowlog_config.plan import Plan
from flowlog_config.plan.naming import LOG_GROUP
from flowlog_config.plan.organization import OrganizationPlan, RulePlan
from flowlog_config.plan.organization_size import MOST_BYTES
from flowlog_constructs.batch import Batch
from flowlog_constructs.flow_log_destination import to_log_group
from flowlog_constructs.flow_log_keeper import FlowLogKeeper
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.member_log_group import MemberLogGroup
from flowlog_constructs.organization_subscriber_role import OrganizationSubscriberRole
from flowlog_constructs.output import add_output
from flowlog_constructs.references import resolved
from stacks.tags import stack_tags


def member_template(plan: Plan, organization: OrganizationPlan, *, deletable: bool) -> str:
    """
    Write the template, as short as JSON can be.

    Args:
        plan: Has the tags.
        organization: Has the rules.
        deletable: Whether CloudFormation may delete log groups.

    Raises:
        ValueError: It is larger than a stack set takes, which the plan should have said (FL504).
    """
    batch = Batch()
    _add_contents(batch, plan, organization, deletable=deletable)
    described = {
        "Description": f"Flow logs of {organization.section.id}, made by {organization.stack_name}",
        "Resources": batch.resources,
        "Outputs": batch.outputs,
    }
    text = json.dumps(resolved(described), ensure_ascii=False, separators=(",", ":"))
    if (size := len(text.encode())) > MOST_BYTES:
        raise ValueError(f"{organization.stack_name}: {size} bytes, and a stack set takes {MOST_BYTES}")
    return text


def _add_contents(batch: Batch, plan: Plan, organization: OrganizationPlan, *, deletable: bool) -> None:
    tags = stack_tags(plan)
    groups_of_all = [f"{organization.stack_name}-{LOG_GROUP}*"]
    writer = FlowLogRole(batch, "FlowLogRole", log_group_names=groups_of_all, tags=tags)
    subscriber = OrganizationSubscriberRole(batch, "SubscriberRole", log_group_names=groups_of_all, tags=tags)
    groups = {
        one.id: MemberLogGroup(
            batch,
            one.log_group_id,
            prefix=one.log_group_prefix,
            retention_days=one.retention_days,
            sink_name=one.stream_name,
            sink_account_id=organization.section.account,
            role_arn=subscriber.attr_arn,
            pattern=one.filter_pattern,
            deletable=deletable,
            tags=tags,
        )
        for one in organization.destinations
    }
    rules = [_settings(plan, one, groups[one.destination.id], writer.attr_arn) for one in organization.rules]
    FlowLogKeeper(
        batch,
        rules=rules,
        flow_log_role_arn=writer.attr_arn,
        flow_log_tags=tags,
        depends_on=[one.filter for one in groups.values()],
        tags=tags,
    )
    for id_, group in groups.items():
        add_output(batch, f"LogGroupName{id_.title().replace('-', '')}", group.group.ref, "Log group of records")


def _settings(plan: Plan, one: RulePlan, group: MemberLogGroup, role_arn: str) -> dict[str, Any]:
    """Say a rule in the words of :mod:`flowlog_constructs.keeper.function`."""
    request = {
        **to_log_group(group.group.ref, role_arn=role_arn),
        "LogFormat": one.destination.log_format,
        "MaxAggregationInterval": one.max_aggregation_interval,
        **({"TrafficType": one.traffic_type} if one.traffic_type else {}),
    }
    return {
        "name": one.rule.name,
        "type": one.resource_type,
        "tags": one.rule.tags,
        "without_tags": one.rule.without_tags,
        "own_tags": {"Name": f"{plan.name}/{one.rule.name}", "flowlog:entry": one.rule.name},
        "request": request,
    }

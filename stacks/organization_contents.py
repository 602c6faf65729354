"""What the stacks of an organization hold: one a region that receives records, and the one with the stack set."""

from typing import Any

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import pascal
from flowlog_config.plan.organization import OrganizationPlan
from flowlog_config.schema.organization import Organization
from flowlog_constructs.organization_sink import OrganizationSink, OrganizationSinkRole
from flowlog_constructs.output import add_output
from flowlog_constructs.resource import Resource, Scope
from stacks.delivery import Delivery
from stacks.holding import Holding
from stacks.organization_member import member_template
from stacks.outputs import write_delivery_outputs
from stacks.tags import stack_tags

_CALL_AS = {"delegated-administrator": "DELEGATED_ADMIN", "management": "SELF"}


def add_receiver(scope: Scope, *, plan: Plan, target: TargetPlan, deletable: bool) -> None:
    """
    Add what receives the records of every account in one region.

    Args:
        scope: The stack, or its batch.
        plan: Everything that will exist.
        target: The receiver.
        deletable: Whether CloudFormation may delete what holds records.
    """
    assert plan.organization  # noqa: S101 - a receiver is of an organization
    tags = stack_tags(plan)
    holding = Holding(key_arn=None, deletable=deletable, once_deletable=deletable, tags=tags)
    delivery = Delivery(scope, plan=plan, target=target, groups={}, holding=holding)
    streams = f"{plan.organization.stack_name}-*"
    role = OrganizationSinkRole(scope, "SinkRole", stream_names=streams, tags=tags)
    for one in target.log_groups:
        OrganizationSink(
            scope,
            f"Sink{pascal(one.id)}",
            name=one.stream_name,
            organization_id=plan.organization.section.id,
            stream_arn=delivery.streams[one.id].stream.attr_arn,
            role_arn=role.attr_arn,
            tags=tags,
        )
    write_delivery_outputs(scope, plan=plan, target=target, delivery=delivery)


def add_stack_set(scope: Scope, *, plan: Plan, organization: OrganizationPlan, deletable: bool) -> None:
    """
    Add the stack set.

    Args:
        scope: The stack, or its batch.
        plan: Everything that will exist.
        organization: The part of the plan that is this stack.
        deletable: Whether CloudFormation may delete the log groups of accounts.
    """
    section = organization.section
    body = member_template(plan, organization, deletable=deletable)
    stack_set = Resource(
        scope,
        "StackSet",
        "AWS::CloudFormation::StackSet",
        {
            "StackSetName": organization.stack_name,
            "Description": f"Flow logs of every account of {section.id}",
            "PermissionModel": "SERVICE_MANAGED",
            "CallAs": _CALL_AS[section.call_as],
            "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": section.on_leaving == "retain"},
            "ManagedExecution": {"Active": True},
            "Capabilities": ["CAPABILITY_IAM"],
            "OperationPreferences": _preferences(section),
            "StackInstancesGroup": [
                {
                    "DeploymentTargets": {"OrganizationalUnitIds": section.organizational_units},
                    "Regions": section.regions,
                }
            ],
            "TemplateBody": body,
        },
        tags=stack_tags(plan),
    )
    add_output(scope, "StackSetId", stack_set.ref, "Tells of each account: list-stack-instances")


def _preferences(section: Organization) -> dict[str, Any]:
    """
    Go on when accounts fail, so that one that is suspended does not keep the others without flow logs.

    Source: CloudFormation User Guide, StackSets concepts, concurrency mode (checked 2026-11).
    """
    return {
        "MaxConcurrentPercentage": section.most_accounts_at_once,
        "FailureTolerancePercentage": 100,
        "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
        "RegionConcurrencyType": "PARALLEL",
    }

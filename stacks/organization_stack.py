"""The stacks of an organization: one a region that receives records, and the one with the stack set."""

from typing import Any

from aws_cdk import App, Environment, Stack
from constructs import Construct

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import pascal
from flowlog_config.plan.organization import OrganizationPlan
from flowlog_config.schema.organization import Organization
from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_synthesizer import BatchSynthesizer
from flowlog_constructs.organization_sink import OrganizationSink, OrganizationSinkRole
from flowlog_constructs.output import add_output
from flowlog_constructs.resource import Resource, Scope
from stacks.deletion_keys import may_delete
from stacks.delivery import Delivery
from stacks.holding import Holding
from stacks.organization_member import member_template
from stacks.outputs import write_delivery_outputs
from stacks.tags import stack_tags

_CALL_AS = {"delegated-administrator": "DELEGATED_ADMIN", "management": "SELF"}


def add_organization(app: App, plan: Plan, *, typed: bool = False) -> list[Stack]:
    """
    Add the stacks of an organization, if the plan has one; the stack set comes after every region's receiver.

    Args:
        app: The app.
        plan: Everything that will exist.
        typed: As for :class:`stacks.flow_log_stack.FlowLogStack`.
    """
    if not plan.organization:
        return []
    receivers = [ReceiverStack(app, plan=plan, target=one, typed=typed) for one in plan.organization.receivers]
    deploying = OrganizationStack(app, plan=plan, organization=plan.organization, typed=typed)
    for one in receivers:
        deploying.add_stack_dependency(one)
    return [*receivers, deploying]


class _Described(Stack):
    """A stack of plain data, or of typed resources for rules to see."""

    def __init__(self, scope: Construct, *, plan: Plan, name: str, environment: Environment, typed: bool) -> None:
        batch = Batch()
        super().__init__(
            scope,
            name,
            stack_name=name,
            env=environment,
            description=f"Flow logs of an organization in {environment.region}",
            tags=stack_tags(plan),
            synthesizer=BatchSynthesizer(batch),
        )
        self.scope: Scope = self if typed else batch


class ReceiverStack(_Described):
    """
    What receives the records of every account in one region: a sink and a delivery stream for each kind of record.

    Args:
        scope: The app.
        plan: Everything that will exist.
        target: The receiver.
        typed: As for :func:`add_organization`.
    """

    def __init__(self, scope: Construct, *, plan: Plan, target: TargetPlan, typed: bool) -> None:
        where = Environment(account=target.target.account_id, region=target.target.region)
        super().__init__(scope, plan=plan, name=target.stack_name, environment=where, typed=typed)
        assert plan.organization  # noqa: S101 - a receiver is of an organization
        tags = stack_tags(plan)
        deletable = may_delete(self, retain=plan.retain)
        holding = Holding(key_arn=None, deletable=deletable, once_deletable=deletable, tags=tags)
        delivery = Delivery(self.scope, plan=plan, target=target, groups={}, holding=holding)
        streams = f"{plan.organization.stack_name}-*"
        role = OrganizationSinkRole(self.scope, "SinkRole", stream_names=streams, tags=tags)
        for one in target.log_groups:
            OrganizationSink(
                self.scope,
                f"Sink{pascal(one.id)}",
                name=one.stream_name,
                organization_id=plan.organization.section.id,
                stream_arn=delivery.streams[one.id].stream.attr_arn,
                role_arn=role.attr_arn,
                tags=tags,
            )
        write_delivery_outputs(self.scope, plan=plan, target=target, delivery=delivery)


class OrganizationStack(_Described):
    """
    The stack set, which CloudFormation carries into every account and region, also into accounts that come later.

    Args:
        scope: The app.
        plan: Everything that will exist.
        organization: The part of the plan that is this stack.
        typed: As for :func:`add_organization`.

    Source: CloudFormation Template Reference, AWS::CloudFormation::StackSet; CloudFormation User Guide, service-managed
    permissions (checked 2026-11).
    """

    def __init__(self, scope: Construct, *, plan: Plan, organization: OrganizationPlan, typed: bool) -> None:
        section = organization.section
        where = Environment(account=section.account, region=section.region)
        super().__init__(scope, plan=plan, name=organization.stack_name, environment=where, typed=typed)
        body = member_template(plan, organization, deletable=may_delete(self, retain=plan.retain))
        stack_set = Resource(
            self.scope,
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
        add_output(self.scope, "StackSetId", stack_set.ref, "Tells of each account: list-stack-instances")


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

"""The stacks of an organization: one a region that receives records, and the one with the stack set."""

from typing import TYPE_CHECKING

from aws_cdk import App, Environment, Stack
from constructs import Construct

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.organization import OrganizationPlan
from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_stack import BatchStack
from stacks.deletion_keys import may_delete
from stacks.organization_contents import add_receiver, add_stack_set
from stacks.tags import stack_tags

if TYPE_CHECKING:
    from flowlog_constructs.resource import Scope


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


class _Described(BatchStack):
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
            batch=batch,
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
        add_receiver(self.scope, plan=plan, target=target, deletable=may_delete(self, retain=plan.retain))


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
        deletable = may_delete(self, retain=plan.retain)
        add_stack_set(self.scope, plan=plan, organization=organization, deletable=deletable)

"""The stacks of a plan."""

from collections.abc import Mapping

from aws_cdk import App, Stack

from flowlog_config.plan import Plan
from flowlog_constructs.batch import Batch
from flowlog_constructs.stack_tags import Around
from stacks.context import TYPED
from stacks.deletion_keys import is_set
from stacks.flow_log_stack import FlowLogStack
from stacks.organization_stack import add_organization


def add_stacks(app: App, plan: Plan, filled: Mapping[str, Batch] | None = None) -> list[Stack]:
    """
    Add the stacks of every target, in the order of the file, and those of an organization.

    What others need is deployed first: a target's first stack, and before that the one it delivers to.

    Args:
        app: Takes the stacks.
        plan: Everything that will exist.
        filled: What stacks hold, by name, as far as it is decided already; the audit makes it anew.
    """
    typed, around = is_set(app, TYPED), Around(app)
    ready = {} if typed else filled or {}
    made: dict[str, list[FlowLogStack]] = {}
    for target in plan.targets:
        stacks = [
            FlowLogStack(app, plan=plan, target=one, around=around, typed=typed, filled=ready.get(one.stack_name))
            for one in target.stacks
        ]
        for other in stacks[1:]:
            other.add_stack_dependency(stacks[0])
        made[target.target.name] = stacks
    for target in plan.targets:
        if target.central:
            for stack in made[target.target.name]:
                stack.add_stack_dependency(made[target.central.name][0])
    return [*(stack for stacks in made.values() for stack in stacks), *add_organization(app, plan, typed=typed)]

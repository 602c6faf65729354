"""What the stacks of a plan hold, as the templates would say it, without the CDK: for whoever compares and writes nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowlog_config.plan import Plan
from flowlog_constructs.batch import Batch, Described, Like
from flowlog_constructs.references import resolved
from stacks.contents import add_contents
from stacks.forwarding import Code
from stacks.organization_contents import add_receiver, add_stack_set

_ANY_CODE = Code("", "")
"""Where the function's code lies is known only when it is packed."""

_Filled = tuple[tuple[str, str], str, Batch]
"""Account and region, name of the stack, and what it holds."""


def templates_of(plan: Plan) -> dict[tuple[str, str], dict[str, Mapping[str, Any]]]:
    """
    Give the templates of all targets, and of an organization, by the name of the stack, by account and region.

    What may be deleted is what the file lets be deleted, as if the command line had said so, too.
    """
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for place, name, batch in (*_of_targets(plan), *_of_organization(plan)):
        found.setdefault(place, {})[name] = {"Resources": _as_data(batch.resources)}
    return found


def _of_targets(plan: Plan) -> Iterator[_Filled]:
    for target in (stack for whole in plan.targets for stack in whole.stacks):
        batch = Batch()
        code = _ANY_CODE if target.forwards_files else None
        add_contents(batch, plan=plan, target=target, deletable=not plan.retain, code=code)
        yield (target.target.account_id, target.target.region), target.stack_name, batch


def _of_organization(plan: Plan) -> Iterator[_Filled]:
    if not plan.organization:
        return
    for target in plan.organization.receivers:
        batch = Batch()
        add_receiver(batch, plan=plan, target=target, deletable=not plan.retain)
        yield (target.target.account_id, target.target.region), target.stack_name, batch
    batch, section = Batch(), plan.organization.section
    add_stack_set(batch, plan=plan, organization=plan.organization, deletable=not plan.retain)
    yield (section.account, section.region), plan.organization.stack_name, batch


def _as_data(resources: Mapping[str, Described]) -> dict[str, Any]:
    """Resolve the references in resources, and once only in what many have in common."""
    shared: dict[int, Any] = {}
    for one in resources.values():
        if isinstance(one, Like) and id(one.common) not in shared:
            shared[id(one.common)] = resolved(one.common)
    return {
        id_: dict(Like(shared[id(one.common)], one.own, one.value)) if isinstance(one, Like) else resolved(one)
        for id_, one in resources.items()
    }

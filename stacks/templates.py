"""What the stacks of a plan hold, as the templates would say it, without the CDK: for whoever compares and writes nothing."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.plan import Plan
from flowlog_constructs.batch import Batch, Described, Like
from flowlog_constructs.references import resolved
from stacks.contents import add_contents
from stacks.forwarding import Code

_ANY_CODE = Code("", "")
"""Where the function's code lies is known only when it is packed."""


def templates_of(plan: Plan) -> dict[tuple[str, str], dict[str, Mapping[str, Any]]]:
    """
    Give the templates of all targets by the name of the stack, by account and region. Stacks of an organization are left out.

    What may be deleted is what the file lets be deleted, as if the command line had said so, too.
    """
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for target in (stack for whole in plan.targets for stack in whole.stacks):
        batch = Batch()
        code = _ANY_CODE if target.forwards_files else None
        add_contents(batch, plan=plan, target=target, deletable=not plan.retain, code=code)
        here = found.setdefault((target.target.account_id, target.target.region), {})
        here[target.stack_name] = {"Resources": _as_data(batch.resources)}
    return found


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

"""What stacks hold, decided while the CDK still starts in another process: a batch is plain data and needs nothing of it."""

from flowlog_config.plan import Plan
from flowlog_constructs.batch import Batch
from stacks.contents import add_contents


def prepared(plan: Plan) -> dict[str, Batch]:
    """
    Fill the batch of every target's stack, by its name, but for what only the CDK knows.

    That is where a function's code lies, and whether the command line lets anything be deleted: stacks with a function, and all
    stacks of a file that asks for deletion, are left out and fill their batches themselves.
    """
    if not plan.retain:
        return {}
    found: dict[str, Batch] = {}
    for stack in (one for target in plan.targets for one in target.stacks if not one.forwards_files):
        add_contents(found.setdefault(stack.stack_name, Batch()), plan=plan, target=stack, deletable=False)
    return found

"""What can be wrong with the stacks of a target."""

from collections.abc import Iterable, Iterator

from flowlog_config.plan import naming
from flowlog_config.plan.model import Target
from flowlog_config.plan.room import MOST_OUTPUTS, MOST_RESOURCES
from flowlog_config.plan.shards import Spread
from flowlog_config.schema.problems import Anchor, Problem, problem

_RECORD = "flowlog plan --record"
_FEWER = "fewer formats on the routes s3 and lambda, or retiring for fewer entries"
_LESS = (
    "fewer changes at a time (retiring, routes, formats, tags); or a new entry first, and `exclude` in the old one after "
    "its deployment: docs/operations.md, Thousands of resources"
)


def check_stacks(
    project: str, targets: Iterable[str], target: Target, spread: Spread, *, recording: bool
) -> Iterator[Problem]:
    """
    Give FL501 for stacks that cannot be made, or not yet.

    Args:
        project: The file's name.
        targets: Names of all targets.
        target: One of them.
        spread: Its flow logs, each in its stack.
        recording: Their stacks are about to be recorded, so it is no problem when they are not yet.
    """
    first = naming.stack_name(project, target.name)
    for number, stack in enumerate(spread.stacks, 1):
        name = first if number == 1 else naming.numbered_stack(first, number)
        if stack.is_crowded:
            what = f"{name} would have {stack.whole:,} resources, {stack.flow_logs:,} of them flow logs"
            message = f"{what}; it takes {MOST_RESOURCES} and 1 MB, and none can move without a gap"
            yield problem("FL501", message, ("flow_logs",), use=_LESS, anchor=Anchor.KEY)
        elif stack.outputs > MOST_OUTPUTS:
            message = f"{name} would have up to {stack.outputs} outputs, most for folders of its bucket; it takes {MOST_OUTPUTS}"
            yield problem("FL501", message, ("flow_logs",), use=_FEWER, anchor=Anchor.KEY)
    if not recording:
        yield from _not_recorded(target, spread)
        yield from _same_name(project, targets, target, spread.assignment.opened)


def _not_recorded(target: Target, spread: Spread) -> Iterator[Problem]:
    opened, new = spread.assignment.opened, len(spread.new)
    if opened > 1 and new:
        many = len(spread.flow_logs)
        message = (
            f"{target.name} has {many:,} flow logs in {opened} stacks; the stack of {new:,} of them is not recorded"
        )
        use = (
            f"{_RECORD}; where one stack is deployed already, first for the file as deployed"
            if spread.grown
            else _RECORD
        )
        yield problem("FL501", message, ("flow_logs",), use=use, anchor=Anchor.KEY)


def _same_name(project: str, targets: Iterable[str], target: Target, opened: int) -> Iterator[Problem]:
    own = {naming.stack_name(project, name) for name in targets} if opened > 1 else set()
    first = naming.stack_name(project, target.name)
    for number in range(2, opened + 1):
        if (name := naming.numbered_stack(first, number)) in own:
            message = f"the stack {name} would be that of a target and the one with number {number} of {target.name}"
            yield problem("FL501", message, ("targets",), use="another name for the target", anchor=Anchor.KEY)

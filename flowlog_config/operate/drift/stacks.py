"""The stacks that made the flow logs of the account, told by their tags, against those of the plan."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from flowlog_config.operate.drift.deployed import Existing
from flowlog_config.operate.drift.finding import Finding, Kind
from flowlog_config.operate.drift.pairs import Pairs
from flowlog_config.operate.existing_stacks import end
from flowlog_config.plan.model import TargetPlan

_WHOSE = (
    "find out whose it is first: where another file with this `name` has it in this account, give one of the two another; where it "
    "is of a target that was renamed, follow docs/operations.md, Renaming a target or the file"
)


def compare_stacks(target: TargetPlan, pairs: Pairs) -> Iterator[Finding]:
    """
    Give every stack of the plan that has no flow log, though flow logs of other stacks of this `name` are where its own would be.

    Args:
        target: Has the stacks.
        pairs: Flow logs of the plan and of the account.
    """
    there = {existing.stack for existing in (*(one for _, one in pairs.paired), *pairs.surplus)}
    instead: dict[int, Counter[str]] = defaultdict(Counter)
    for planned, existing in pairs.paired:
        if existing.stack:
            instead[planned.stack][existing.stack] += 1
    for number, stack in enumerate(target.stacks, start=1):
        if instead[number] and stack.stack_name not in there:
            made = " and ".join(f"{name} ({count:,})" for name, count in sorted(instead[number].items()))
            message = f"it made no flow log here; those on its resources are of {made}"
            use = f"{_WHOSE}; where neither is so: npx cdk deploy --all"
            yield Finding(Kind.MISSING_STACK, stack.stack_name, message, use, {"instead": dict(instead[number])})


def not_planned(existing: Existing, stacks: Collection[str], region: str) -> str:
    """
    Say what to do about a flow log of this `name` that the file does not have; deleting never comes first.

    Args:
        existing: The flow log.
        stacks: Names of the plan's stacks.
        region: Where it is.
    """
    if not existing.stack:
        return "no stack made it: find out who did, and who reads its records, before anybody deletes it"
    if existing.stack in stacks:
        return "npx cdk deploy --all removes what the file no longer has"
    return f"{_WHOSE}. Once what it logs is logged otherwise, or need not be: {end(existing.stack, region)}"

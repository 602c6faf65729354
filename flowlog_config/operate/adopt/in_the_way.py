"""What is there and makes the next deployment fail."""

from collections.abc import Iterator

from flowlog_config.operate.adopt.account import Account, Stack
from flowlog_config.operate.adopt.adoption import Left, Why
from flowlog_config.operate.drift.deployed import NAME_TAG
from flowlog_config.plan.model import Plan, TargetPlan


def busy(stack: TargetPlan, now: Stack) -> Left | None:
    """
    Say that a stack takes no import at present; None when it does.

    Source: CloudFormation User Guide, stack status codes (checked 2026-11).
    """
    if now.status.endswith("_COMPLETE"):
        return None
    waits = now.status.endswith("_IN_PROGRESS")
    use = "wait until it is done" if waits else "bring it into order first, in the CloudFormation console"
    return Left(Why.IN_THE_WAY, "stack", stack.stack_name, f"its status is {now.status}", use)


def streams_in_the_way(plan: Plan, stack: TargetPlan, account: Account) -> Iterator[Left]:
    """Give delivery streams that have a planned name and are in none of the stacks: names are unique, so creating fails."""
    for name in stream_names(stack):
        if name not in account.streams or name in account.held:
            continue
        if account.streams[name].get(NAME_TAG) == plan.name:
            ask = f"aws firehose delete-delivery-stream --region {stack.target.region} --delivery-stream-name {name}"
            message = "left by a former stack; its role is gone, so it cannot be imported, and it holds no records"
            yield Left(Why.IN_THE_WAY, "delivery stream", name, message, ask)
        else:
            message = f"it has no tag {NAME_TAG} = {plan.name}, so it is somebody else's"
            use = "give the file another `name`, or agree with the stream's owner"
            yield Left(Why.IN_THE_WAY, "delivery stream", name, message, use)


def stream_names(stack: TargetPlan) -> list[str]:
    """Give the planned names of delivery streams."""
    return [] if stack.central else [one.stream_name for one in stack.through_streams]

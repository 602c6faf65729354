"""What is there and makes the next deployment fail."""

from collections.abc import Iterator

from flowlog_config.operate.adopt.account import Account, Stack
from flowlog_config.operate.adopt.adoption import Left, Why
from flowlog_config.operate.drift.deployed import NAME_TAG
from flowlog_config.operate.drift.streams import stream_names
from flowlog_config.operate.existing_stacks import NEVER_MADE, STACK_TAG, end
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


def never_made(stack: TargetPlan) -> Left:
    """
    Say that a stack whose creation failed must go before an import: the CDK compares with its template, and skips everything.

    Source: CloudFormation User Guide, stack status codes (checked 2026-11); tried with aws-cdk 2.1148.1.
    """
    message = f"its creation failed, its status is {NEVER_MADE}, and cdk import does nothing while it is there"
    use = f"{end(stack.stack_name, stack.target.region)}; it holds nothing"
    return Left(Why.IN_THE_WAY, "stack", stack.stack_name, message, use)


def streams_in_the_way(plan: Plan, stack: TargetPlan, account: Account) -> Iterator[Left]:
    """Give delivery streams that have a planned name and are in none of the stacks: names are unique, so creating fails."""
    for name in stream_names(stack):
        if name not in account.streams or name in account.held:
            continue
        if account.streams[name].get(NAME_TAG) == plan.name:
            message = "this file's `name` is on it, and none of this file's stacks has it; streams cannot be imported"
            maker = account.streams[name].get(STACK_TAG, "")
            region = stack.target.region
            use = _leave(maker, region) if maker in account.elsewhere else _delete(name, region)
            yield Left(Why.IN_THE_WAY, "delivery stream", name, message, use)
        else:
            message = f"it has no tag {NAME_TAG} = {plan.name}, so it is somebody else's"
            use = "give the file another `name`, or agree with the stream's owner"
            yield Left(Why.IN_THE_WAY, "delivery stream", name, message, use)


def _leave(maker: str, region: str) -> str:
    """Say what to do about a stream of a stack that is there: records go through it."""
    return (
        f"leave it: it is of the stack {maker}, which is there, and records go through it. If another file with this `name` has "
        f"that stack, give this file another; if it is of a target you renamed, when the new one may begin: {end(maker, region)}"
    )


def _delete(name: str, region: str) -> str:
    """Say how to get rid of a stream that no stack is known to have."""
    delete = f"aws firehose delete-delivery-stream --region {region} --delivery-stream-name {name}"
    return f"nothing it has is lost, it only hands records on; unless something still writes to it: {delete}"

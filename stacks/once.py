"""What a target has once, though it may have several stacks: the first makes it, and the others read of it in its outputs."""

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import bucket_name
from flowlog_constructs.references import output_of


def of_first_stack(target: TargetPlan, output: str) -> str:
    """
    Stand for an output of a target's first stack; empty in the first, which makes the thing itself.

    It is read when the other stack is deployed, and binds neither: the first may lose it before the others no longer use it.
    Only for what never changes but with the templates that refer to it: a stack whose template is as before is not deployed.
    """
    return output_of(target.first_stack_name, output) if target.number > 1 else ""


def bucket_of_first_stack(plan: Plan, target: TargetPlan) -> str:
    """Give the name of the bucket that flow logs of the other stacks deliver to; empty in the first."""
    if target.number <= 1:
        return ""
    if plan.s3.existing_bucket:
        return plan.s3.existing_bucket
    here = target.target
    return (
        bucket_name(plan.name, here.account_id, here.region)
        if target.gathers
        else of_first_stack(target, "FlowLogBucketName")
    )

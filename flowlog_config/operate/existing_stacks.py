"""Stacks that CloudFormation has: which hold anything, and how one ends that the file does not have."""

NEVER_MADE = "ROLLBACK_COMPLETE"
HOLD_NOTHING = frozenset({"DELETE_COMPLETE", "REVIEW_IN_PROGRESS", NEVER_MADE})
"""
Status codes of a stack without resources. The last is of one that failed when it was first created: `cdk deploy` makes it anew,
but `cdk import` takes its template for what is there, and skips everything.
Source: CloudFormation User Guide, stack status codes (checked 2026-11).
"""

STACK_TAG, LOGICAL_ID_TAG = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
"""Tags CloudFormation puts on what it makes. Source: CloudFormation User Guide, resource tags (checked 2026-11)."""


def stuck(name: str, status: str, region: str) -> str:
    """
    Say that a stack takes no deployment or has not what its template says, and what to do; empty where neither is so.

    Args:
        name: Of the stack.
        status: CloudFormation's code.
        region: Where it is.

    Source: CloudFormation User Guide, stack status codes (checked 2026-11).
    """
    if status.startswith("DELETE_"):
        do = f"what it had may be gone; end it ({end(name, region)}), let `flowlog adopt` say what can come back, and deploy"
    elif status.endswith("_FAILED"):
        do = "what it has may differ from its template; bring it into order first, in the CloudFormation console"
    else:
        return ""
    return f"{name}: its status is {status}; {do}"


def end(stack_name: str, region: str) -> str:
    """Write the call that removes a stack which the file no longer has, so that ``cdk destroy`` does not know it."""
    return f"aws cloudformation delete-stack --region {region} --stack-name {stack_name}"

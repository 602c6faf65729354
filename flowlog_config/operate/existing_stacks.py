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


def end(stack_name: str, region: str) -> str:
    """Write the call that removes a stack which the file no longer has, so that ``cdk destroy`` does not know it."""
    return f"aws cloudformation delete-stack --region {region} --stack-name {stack_name}"

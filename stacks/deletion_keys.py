"""The two keys to deletion: the file's ``on_delete: delete`` and the command line's ``-c flowlog:allow-deletion=true``."""

from aws_cdk import Annotations
from constructs import Construct

from stacks.context import ALLOW_DELETION


def may_delete(scope: Construct, *, retain: bool) -> bool:
    """
    Tell whether CloudFormation may delete what holds records; one key without the other keeps everything.

    Leaves a note in the output of ``cdk`` when the file asks for deletion and the command line does not.

    Args:
        scope: The stack.
        retain: What the file says.
    """
    if retain:
        return False
    allowed = is_set(scope, ALLOW_DELETION)
    if not allowed:
        message = (
            "on_delete is delete, but what holds records is still kept. To let CloudFormation delete it, deploy with "
            f"-c {ALLOW_DELETION}=true, and only then remove the entry or the stack."
        )
        Annotations.of(scope).add_info_v2("flowlog:deletion-not-allowed", message)
    return allowed


def is_set(scope: Construct, key: str) -> bool:
    """Tell whether the command line said ``-c KEY=true``."""
    return str(scope.node.try_get_context(key)).lower() == "true"

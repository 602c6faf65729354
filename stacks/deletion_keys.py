"""The two keys to deletion: the file's ``on_delete: delete`` and the command line's ``-c flowlog:allow-deletion=true``."""

from aws_cdk import Annotations
from constructs import Construct

CONTEXT_KEY = "flowlog:allow-deletion"


def may_delete(scope: Construct, *, retain: bool) -> bool:
    """
    Tell whether CloudFormation may delete what holds records; one key without the other keeps everything.

    Leaves a note in the output of ``cdk`` when the file asks for deletion and the command line does not.

    Args:
        scope: The stack.
        retain: What the file says.
    """
    allowed = str(scope.node.try_get_context(CONTEXT_KEY)).lower() == "true"
    if not retain and not allowed:
        message = (
            "on_delete is delete, but what holds records is still kept. To let CloudFormation delete it, deploy with "
            f"-c {CONTEXT_KEY}=true, and only then remove the entry or the stack."
        )
        Annotations.of(scope).add_info_v2("flowlog:deletion-not-allowed", message)
    return allowed and not retain

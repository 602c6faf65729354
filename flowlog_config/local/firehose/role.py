"""What Firehose may do through a role of a stream."""

from collections.abc import Mapping

from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.role import Decision, Role, allows

_NOTHING: Mapping[str, str] = {}


def firehose_may(
    role: Role, stream: Stream, action: str, resource: str, context: Mapping[str, str] = _NOTHING
) -> Decision:
    """
    Judge whether Firehose, for a stream, may do an action on a resource.

    Args:
        role: The stream's role for it, as deployed.
        stream: Its condition keys are those of assuming the role.
        action: IAM action.
        resource: Full ARN.
        context: Other condition keys of the call.
    """
    return allows(
        role,
        principal_service="firehose.amazonaws.com",
        action=action,
        resource=resource,
        context={**stream.context(), **context},
    )

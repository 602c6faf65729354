"""What Firehose may do through a role of a stream."""

import json
from collections.abc import Iterable, Mapping

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.policy import Effect
from flowlog_config.local.iam.role import Decision, Role, allows, resource_policy, together

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


def firehose_may_use_key(
    clients: Clients,
    role: Role,
    stream: Stream,
    key_id: str,
    actions: Iterable[str],
    *,
    service: str,
    encryption: Mapping[str, str],
) -> Decision:
    """
    Judge whether Firehose, for a stream, may use a key: its policy must let the role in, directly or by leaving it to IAM.

    Args:
        clients: Of the key's account and region.
        role: As for `firehose_may`.
        stream: As for `firehose_may`.
        key_id: Id, ARN or alias.
        actions: IAM actions, all of them needed.
        service: By which the key is used, such as ``s3``.
        encryption: Encryption context, by name.
    """
    metadata = clients.kms.describe_key(KeyId=key_id)["KeyMetadata"]
    arn = metadata["Arn"]
    if metadata.get("KeyState", "Enabled") != "Enabled":
        return Decision(allowed=False, why=f"the key {arn} is {metadata['KeyState']}")
    context = {
        **stream.context(),
        **{f"kms:EncryptionContext:{name}": value for name, value in encryption.items()},
        "kms:ViaService": f"{service}.{stream.region}.amazonaws.com",
        "kms:CallerAccount": stream.account_id,
    }
    policy = json.loads(clients.kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])

    def judged(action: str) -> Decision:
        found = resource_policy(
            policy, name="the key policy", caller=role, action=action, resource=arn, context=context
        )
        if found.effect is not Effect.ALLOW:
            return Decision(allowed=False, why=found.why)
        return firehose_may(role, stream, action, arn, context)

    return together(map(judged, actions))

"""The secret with the key that tells the aggregator who is sending."""

from collections.abc import Mapping

from flowlog_constructs.acknowledged import acknowledge
from flowlog_constructs.resource import Resource, Scope

_LENGTH = 64


class AccessKeySecret(Resource):
    """
    A secret whose value AWS makes: ``{"api_key": "64 letters and digits"}``, the shape Firehose reads.

    The value is in no template and in no output.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        deletable: Delete the secret with the stack. Secrets Manager can restore it for 30 days.
        tags: Of the secret.

    Source: Firehose Developer Guide, authenticate with Secrets Manager (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        generate = {
            "SecretStringTemplate": "{}",
            "GenerateStringKey": "api_key",
            "ExcludePunctuation": True,
            "PasswordLength": _LENGTH,
        }
        super().__init__(
            scope,
            construct_id,
            "AWS::SecretsManager::Secret",
            {
                "Description": "Access key with which Firehose signs in to the aggregator",
                "GenerateSecretString": generate,
            },
            tags=tags,
            deletable=deletable,
        )
        reason = "The aggregator must learn a new key before Firehose sends it, so rotation is a step of the operator."
        acknowledge(self, "AwsSolutions-SMG4", reason)

"""The secret with the key that tells the aggregator who is sending."""

from collections.abc import Mapping

from aws_cdk import aws_secretsmanager
from constructs import Construct

from flowlog_constructs.acknowledged import acknowledge
from flowlog_constructs.deletion import keep
from flowlog_constructs.tagging import cfn_tags

_LENGTH = 64


class AccessKeySecret(aws_secretsmanager.CfnSecret):
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
        scope: Construct,
        construct_id: str,
        *,
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Access key with which Firehose signs in to the aggregator",
            generate_secret_string=self.GenerateSecretStringProperty(
                secret_string_template="{}",  # noqa: S106 - an empty template, AWS adds the key
                generate_string_key="api_key",
                exclude_punctuation=True,
                password_length=_LENGTH,
            ),
            tags=cfn_tags(tags),
        )
        keep(self, unless_deletable=deletable)
        reason = "The aggregator must learn a new key before Firehose sends it, so rotation is a step of the operator."
        acknowledge(self, "AwsSolutions-SMG4", reason)

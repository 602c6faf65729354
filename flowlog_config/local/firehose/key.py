"""
The access key as Firehose gets it: from the secret the stream names, through the role the stream names.

Source: Firehose Developer Guide, "Authenticate with AWS Secrets Manager" (the secret is cached and read again about
every ten minutes; checked 2026-11).
"""

from botocore.exceptions import ClientError

from flowlog_config.local.clients import Clients
from flowlog_config.local.clock import Clock
from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode
from flowlog_config.local.firehose.role import firehose_may, firehose_may_use_key
from flowlog_config.local.firehose.secret import SecretShapeError, api_key
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.role import Decision, RoleNotFoundError, load_role

CACHE_SECONDS = 600


class AccessKey:
    """The key of one stream, read when needed and kept for ten minutes; a failure is not kept."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        """Read nothing yet."""
        self._clients, self._clock = clients, clock
        self._cached: tuple[str, float, str] | None = None

    def get(self, stream: Stream) -> str | None:
        """
        Return the key, or None when the stream names no secret.

        Raises:
            DeliveryError: The role may not read the secret, it does not exist, or it has another shape. Firehose cannot
                connect then, and retries.
        """
        if not stream.secret_arn:
            return None
        now = self._clock.monotonic()
        if self._cached and self._cached[0] == stream.secret_arn and now - self._cached[1] < CACHE_SECONDS:
            return self._cached[2]
        try:
            key = self._read(stream)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown error")
            message = f"the secret {stream.secret_arn} cannot be read: {code}"
            raise DeliveryError(ErrorCode.CONNECTION_FAILED, message) from error
        self._cached = (stream.secret_arn, now, key)
        return key

    def _read(self, stream: Stream) -> str:
        client = self._clients.secretsmanager
        decision = self._judge(stream)
        if not decision:
            raise DeliveryError(ErrorCode.CONNECTION_FAILED, f"the secret cannot be read: {decision.why}")
        try:
            return api_key(client.get_secret_value(SecretId=stream.secret_arn).get("SecretString", ""))
        except (client.exceptions.ResourceNotFoundException, client.exceptions.InvalidRequestException) as error:
            message = f"the secret {stream.secret_arn} does not exist or has no value"
            raise DeliveryError(ErrorCode.CONNECTION_FAILED, message) from error
        except SecretShapeError as error:
            raise DeliveryError(ErrorCode.CONNECTION_FAILED, str(error)) from error

    def _judge(self, stream: Stream) -> Decision:
        client = self._clients.secretsmanager
        try:
            role = load_role(self._clients.iam, stream.secret_role_arn)
        except RoleNotFoundError as error:
            return Decision(allowed=False, why=str(error))
        decision = firehose_may(role, stream, "secretsmanager:GetSecretValue", stream.secret_arn)
        if not decision:
            return decision
        try:
            key = client.describe_secret(SecretId=stream.secret_arn).get("KmsKeyId", "")
        except client.exceptions.ResourceNotFoundException:
            return Decision(allowed=False, why=f"the secret {stream.secret_arn} does not exist")
        if not key or key.endswith("alias/aws/secretsmanager"):
            return decision
        return firehose_may_use_key(
            self._clients,
            role,
            stream,
            key,
            ("kms:Decrypt",),
            service="secretsmanager",
            encryption={"SecretARN": stream.secret_arn},
        )

"""The key with which the function signs in, read from Secrets Manager when needed and kept in memory."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from .problems import StoppedError
from .settings import API_KEY, is_header_value

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class AccessKey:
    """
    Fills headers with the key of a secret.

    The key is read once in the life of a process, and again when the endpoint refuses it: that is all a rotation needs.
    It is never part of a message of an error or of the log.

    Args:
        client: Of Secrets Manager.
        secret_arn: Secret of the shape ``{"api_key": "…"}``; empty when no header needs one.
    """

    def __init__(self, client: "SecretsManagerClient", secret_arn: str) -> None:
        self._client = client
        self._secret_arn = secret_arn
        self._known = ""

    def fill(self, headers: Mapping[str, str]) -> dict[str, str]:
        """
        Put the key where ``{api_key}`` stands.

        Raises:
            StoppedError: The secret cannot be read, or does not hold what it should.
        """
        if self._secret_arn and not self._known:
            self._known = self._read()
        return {name: value.replace(API_KEY, self._known) for name, value in headers.items()}

    def refresh(self) -> bool:
        """Read the secret again, and tell whether it holds another key now."""
        before = self._known
        self._known = self._read() if self._secret_arn else ""
        return self._known != before

    def hide(self, text: str) -> str:
        """Take the key out of a text that others wrote."""
        return text.replace(self._known, "***") if self._known else text

    def _read(self) -> str:
        try:
            text = self._client.get_secret_value(SecretId=self._secret_arn)["SecretString"]
        except ClientError as error:
            told = error.response["Error"]
            raise StoppedError(
                f"the secret {self._secret_arn} cannot be read: {told['Code']}: {told.get('Message')}"
            ) from error
        except (BotoCoreError, KeyError) as error:
            raise StoppedError(f"the secret {self._secret_arn} cannot be read: {type(error).__name__}") from error
        key = _api_key(text)
        if not key:
            shape = '{"api_key": "…"}, of printable ASCII characters'
            raise StoppedError(f"the secret {self._secret_arn} has not the shape {shape}")
        return key


def _api_key(text: str) -> str:
    """Give the key in the secret, or nothing; no error may quote the text."""
    try:
        key = json.loads(text)["api_key"]
    except (ValueError, KeyError, TypeError):
        return ""
    return key if is_header_value(key) else ""

"""Where a receiver gets its access keys from: environment variables, a file, a secret. Never the command line."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.secret import api_key


class KeyMissingError(ValueError):
    """A place that should hold an access key holds none."""


def keys_from_environment(names: Iterable[str], environment: Mapping[str, str] = os.environ) -> list[str]:
    """
    Read one key from each variable.

    Raises:
        KeyMissingError: A variable is not set or empty.
    """
    keys = []
    for name in names:
        if not environment.get(name):
            raise KeyMissingError(f"the environment variable {name} is not set; export it with the access key")
        keys.append(environment[name])
    return keys


def keys_from_file(path: Path) -> list[str]:
    """
    Read one key from each line that is not empty; several during a rotation.

    Raises:
        KeyMissingError: The file cannot be read or has no key.
    """
    try:
        keys = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise KeyMissingError(f"the key file {path} cannot be read: {type(error).__name__}") from error
    if not keys:
        raise KeyMissingError(f"the key file {path} is empty; write one access key a line")
    return keys


def key_from_secret(clients: Clients, secret_id: str) -> str:
    """
    Read the key from a secret of the shape Firehose wants.

    Args:
        clients: Of the engine.
        secret_id: Name of a secret of the clients' account and region, or ARN of one of any.

    Raises:
        KeyMissingError: There is no such secret.
        SecretShapeError: It has another shape.
    """
    try:
        client = (clients.of(secret_id) if secret_id.startswith("arn:") else clients).secretsmanager
    except ValueError as error:
        raise KeyMissingError(f"{secret_id} is no ARN of a secret") from error
    try:
        answer = client.get_secret_value(SecretId=secret_id)
    except client.exceptions.ResourceNotFoundException as error:
        raise KeyMissingError(
            f"there is no secret {secret_id}; a stack's own is its output AccessKeySecretArn"
        ) from error
    return api_key(answer.get("SecretString", ""))

"""
The access key of an HTTP endpoint, in the one shape Firehose reads from Secrets Manager.

Source: Firehose Developer Guide, "Authenticate with AWS Secrets Manager": ``{"api_key": "..."}`` (checked
2026-11).
"""

import json

_MOST_CHARACTERS = 4096


class SecretShapeError(ValueError):
    """The secret is not ``{"api_key": "..."}`` and nothing else; the text never shows what it is instead."""


def api_key(secret_text: str) -> str:
    """
    Read the access key out of a secret.

    Args:
        secret_text: SecretString as Secrets Manager returns it.

    Returns:
        The key, 1 to 4096 characters that a header can hold.

    Raises:
        SecretShapeError: Any other shape, which Firehose cannot use either; or a key that no header holds, such as one with a
            line end, on which the error of a library would quote it.
    """
    try:
        found = json.loads(secret_text)
    except ValueError as error:
        raise SecretShapeError('the secret is not JSON; Firehose wants {"api_key": "..."}') from error
    if not isinstance(found, dict) or set(found) != {"api_key"}:
        raise SecretShapeError('the secret must have the key "api_key" and no other')
    key = found["api_key"]
    if not isinstance(key, str) or not 1 <= len(key) <= _MOST_CHARACTERS:
        raise SecretShapeError(f'"api_key" must be text of 1 to {_MOST_CHARACTERS} characters')
    if not (key.isascii() and key.isprintable()):
        raise SecretShapeError('"api_key" goes into a header, so it must be printable ASCII without line ends')
    return key

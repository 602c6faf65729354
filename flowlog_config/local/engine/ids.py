"""Resource ids as AWS makes them, a prefix and seventeen hexadecimal digits, and names as CloudFormation draws them."""

import hashlib
import secrets
import string

_DIGITS = 17
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Draw a fresh id such as ``fl-0a1b2c3d4e5f60718``; the first digit is 0, as in AWS's own."""
    return f"{prefix}-0{secrets.token_hex(_DIGITS)[: _DIGITS - 1]}"


def id_for(prefix: str, name: str) -> str:
    """Derive an id from a name, the same every time, for the sample network."""
    digest = hashlib.sha256(f"{prefix}/{name}".encode()).hexdigest()
    return f"{prefix}-0{digest[: _DIGITS - 1]}"


def drawn_name(beginning: str) -> str:
    """Name a resource as CloudFormation does when the template names none: never the same twice."""
    return f"{beginning}-{''.join(secrets.choice(_ALPHABET) for _ in range(12))}"

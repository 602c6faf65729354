"""Resource ids as AWS makes them: a prefix and seventeen hexadecimal digits."""

import hashlib
import secrets

_DIGITS = 17


def new_id(prefix: str) -> str:
    """Draw a fresh id such as ``fl-0a1b2c3d4e5f60718``; the first digit is 0, as in AWS's own."""
    return f"{prefix}-0{secrets.token_hex(_DIGITS)[: _DIGITS - 1]}"


def id_for(prefix: str, name: str) -> str:
    """Derive an id from a name, the same every time, for the sample network."""
    digest = hashlib.sha256(f"{prefix}/{name}".encode()).hexdigest()
    return f"{prefix}-0{digest[: _DIGITS - 1]}"

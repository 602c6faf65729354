"""How and where to forward; the construct writes it into the function's environment, and the function reads it there."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self
from urllib.parse import urlsplit

from .body_format import NANOSECONDS, BodyFormat

API_KEY = "{api_key}"
"""Stands for the secret in a header's value."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_TICKS = {"nanoseconds": NANOSECONDS, "milliseconds": 1000, "seconds": 1}
_OURS = {
    *("connection", "content-encoding", "content-length", "content-type", "host", "idempotency-key"),
    "transfer-encoding",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """
    How and where to forward.

    Attributes:
        url: Of the endpoint, https; any port.
        body_format: What it takes.
        headers: Sent with each request. ``{api_key}`` in a value stands for the secret, as in
            ``{"signoz-ingestion-key": "{api_key}"}`` or ``{"Authorization": "Bearer {api_key}"}``. The rest can be read by
            whoever may look at the function, so no header may hold a secret in clear.
        timestamp_unit: Of ``timestamp`` in JSON: ``nanoseconds``, ``milliseconds`` or ``seconds``.
        gzip: Whether bodies are compressed.
        max_batch_bytes: Of a body before compression, 1 or more; 413 makes it smaller at run time.
        max_batch_records: In a request, 1 or more.
        request_seconds: For one request, from connecting to the last byte of the answer, 1 or more.
        retry_seconds: For one batch with all its tries, before its message goes back, 1 or more.

    Raises:
        ValueError: One has a value that cannot be used; the text says which and what to write.
    """

    url: str
    body_format: BodyFormat
    headers: Mapping[str, str] = field(default_factory=dict)
    timestamp_unit: str = "nanoseconds"
    gzip: bool = True
    max_batch_bytes: int = 4 * 1024 * 1024
    max_batch_records: int = 10_000
    request_seconds: int = 30
    retry_seconds: int = 30

    def __post_init__(self) -> None:
        """Check everything."""
        parts = urlsplit(self.url)
        if not is_header_value(self.url) or " " in self.url or parts.port == 0:
            raise ValueError("the endpoint's URL holds a character or a port that a URL cannot have")
        if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.fragment:
            raise ValueError("the endpoint is an https URL with a host, without user name and fragment")
        for name, value in self.headers.items():
            if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
                raise ValueError(f"{name!r} cannot be a header here: it is none, or the forwarder sets it itself")
            if not is_header_value(value):
                raise ValueError(f"the value of header {name} may hold printable ASCII characters only")
        if self.timestamp_unit not in _TICKS:
            raise ValueError(f"the timestamp's unit is {self.timestamp_unit!r}; it can be {', '.join(_TICKS)}")
        for limit in ("max_batch_bytes", "max_batch_records", "request_seconds", "retry_seconds"):
            if getattr(self, limit) < 1:
                raise ValueError(f"{limit} is {getattr(self, limit)}; it must be 1 or more")

    @property
    def needs_secret(self) -> bool:
        """Whether a header holds ``{api_key}``."""
        return any(API_KEY in value for value in self.headers.values())

    @property
    def ticks_per_second(self) -> int:
        """Give the timestamp's unit as a number."""
        return _TICKS[self.timestamp_unit]

    def write(self) -> str:
        """Write it as a text for the environment, the same for the same values."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what :meth:`write` wrote."""
        values = json.loads(text)
        return cls(**{**values, "body_format": BodyFormat(values["body_format"])})


def is_header_value(value: object) -> bool:
    """Tell whether a header can hold a value: printable ASCII, which also keeps line ends out."""
    return isinstance(value, str) and value.isascii() and value.isprintable()

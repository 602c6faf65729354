"""Where the function of ``route: lambda`` posts the records to, as the file says it."""

import ipaddress
import re
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, Field, WithJsonSchema

from flowlog_config.schema.endpoint import PRIVATE_NAMES, secret_in_query
from flowlog_config.schema.hidden import is_secret_key, shown
from flowlog_config.schema.section import Section
from flowlog_config.schema.values import SECRET_ARN, describe, fail, one_or_more, refuse_contradiction, text_of

API_KEY = "{api_key}"
"""Stands in a header for the secret."""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
_OURS = frozenset(
    {
        *("connection", "content-encoding", "content-length", "content-type", "host", "idempotency-key"),
        "transfer-encoding",
    }
)
"""Headers that the function sets itself. It refuses what is refused here, by a list of its own: a test compares the two."""


def _url(value: Any) -> str:
    text = text_of(value, "an endpoint")
    try:
        parts = urlsplit(text)
        plain = parts.scheme == "https" and parts.hostname and parts.username is None and not parts.fragment
        right = plain and parts.port != 0 and text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        right = False
    if not right:
        message = (
            "the endpoint is no https URL with a host, or has a user name, a part after #, or what no URL can have"
        )
        raise fail("FL226", message, "https://HOST/PATH")
    if private := _private(parts.hostname or ""):
        message = f"{private}; the function runs outside your VPCs and reaches public addresses only"
        raise fail("FL226", message, "a host name or address that the internet reaches")
    if API_KEY in unquote(text):
        message = f"{API_KEY} stands for the secret in headers only; in the URL it would be sent as it is"
        raise fail("FL226", message, f"a header with {API_KEY}")
    if name := secret_in_query(parts):
        message = f"{shown(name)} in the URL would show a secret to whoever may look at the function"
        raise fail("FL226", message, f"a header with {API_KEY}, and access_key_secret")
    return text


def _private(host: str) -> str:
    """Say what is private about a host; localhost is not: it is what stands in for it on one's own machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"{shown(host)} is a private name" if host.endswith(PRIVATE_NAMES) else ""
    return "" if address.is_global or address.is_loopback else f"{address} is a private address"


def _header(value: Any) -> str:
    text = text_of(value, "a header")
    if not _HEADER.fullmatch(text) or text.lower() in _OURS:
        message = f"{describe(text)} cannot be a header here: it is none, or the function sets it itself"
        raise fail("FL226", message, "another header")
    return text


def _headers(value: Any) -> Any:
    """Refuse a value in clear where a secret belongs; it is not repeated."""
    for name, text in value.items() if isinstance(value, dict) else ():
        if not isinstance(text, str) or not text.isascii() or not text.isprintable():
            raise fail("FL226", f"the header {shown(str(name))} is no text of printable ASCII", "a text")
        secret = is_secret_key(str(name)) or str(name).lower() == "authorization"
        if secret and API_KEY not in text:
            message = (
                f"the header {shown(str(name))} would hold a secret in clear, for whoever may look at the function"
            )
            raise fail("FL226", message, f"{API_KEY} in its place, and access_key_secret")
    return value


def _secret(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if not SECRET_ARN.fullmatch(text):
        raise fail(
            "FL210", "the value is not the complete ARN of a secret", 'the ARN of a secret that holds {"api_key": "…"}'
        )
    refuse_contradiction("FL210", text)
    return text


Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https://"})]
HeaderName = Annotated[str, BeforeValidator(_header), WithJsonSchema({"type": "string", "minLength": 1})]
_SecretArn = Annotated[
    str, BeforeValidator(_secret), WithJsonSchema({"type": "string", "pattern": f"^{SECRET_ARN.pattern}$"})
]
Secrets = Annotated[list[_SecretArn], *one_or_more(_SecretArn)]


class Forwarder(Section):
    """Any HTTP endpoint for logs, such as SigNoz or an OpenTelemetry collector: where the function of `route: lambda` posts to."""

    endpoint: Url = Field(
        description="https URL that the internet reaches, on any port; `localhost` only to try it on your own machine."
    )
    body_format: Literal["json-array", "ndjson", "otlp-json"] = Field(
        "json-array",
        description="What it takes: a JSON array of records, a record a line, or OTLP/HTTP. SigNoz takes the first and the last.",
    )
    headers: Annotated[dict[HeaderName, str], BeforeValidator(_headers)] = Field(
        default_factory=dict,
        description=f'Sent with each request; `{API_KEY}` stands for the secret, as in `signoz-ingestion-key: "{API_KEY}"`.',
    )
    access_key_secret: Secrets = Field(
        default_factory=list,
        description='ARN of a Secrets Manager secret with the value `{"api_key": "…"}`. A function reads the one of its own '
        "account and region, so list one for each target whose bucket gets files; those that `deliver_to` another need none.",
    )

    @property
    def needs_secret(self) -> bool:
        """Whether a header holds ``{api_key}``."""
        return any(API_KEY in text for text in self.headers.values())

    def secret_in(self, account_id: str, region: str) -> str | None:
        """Give the secret that a function there reads; None when no header needs one, or there is none."""
        own = (arn for arn in self.access_key_secret if place_of(arn) == (account_id, region))
        return next(own, None) if self.needs_secret else None


def place_of(arn: str) -> tuple[str, str]:
    """Give account and region of the ARN of a secret."""
    _, _, _, region, account_id, *_ = arn.split(":")
    return account_id, region

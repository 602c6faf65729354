"""Where the function of ``route: lambda`` posts the records to, as the file says it."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, WithJsonSchema

from flowlog_config.schema.hidden import is_secret_key, shown
from flowlog_config.schema.section import Section
from flowlog_config.schema.values import SECRET_ARN, describe, fail, text_of

API_KEY = "{api_key}"
"""Stands in a header for the secret."""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
_OURS = frozenset({"connection", "content-encoding", "content-length", "content-type", "host", "transfer-encoding"})
"""Headers that the function sets itself."""


def _url(value: Any) -> str:
    text = text_of(value, "an endpoint")
    try:
        parts = urlsplit(text)
        plain = parts.scheme == "https" and parts.hostname and parts.username is None and not parts.fragment
        right = plain and parts.port != 0 and text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        right = False
    if not right:
        raise fail("FL226", "the endpoint is no https URL with a host and without a user name", "https://HOST/PATH")
    return text


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
    text = text_of(value, "a secret")
    if not SECRET_ARN.fullmatch(text):
        raise fail(
            "FL210", "the value is not the complete ARN of a secret", 'the ARN of a secret that holds {"api_key": "…"}'
        )
    return text


Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https://"})]
HeaderName = Annotated[str, BeforeValidator(_header), WithJsonSchema({"type": "string", "minLength": 1})]
SecretArn = Annotated[
    str, BeforeValidator(_secret), WithJsonSchema({"type": "string", "pattern": f"^{SECRET_ARN.pattern}$"})
]


class Forwarder(Section):
    """Any HTTP endpoint for logs, such as SigNoz or an OpenTelemetry collector: where the function of `route: lambda` posts to."""

    endpoint: Url = Field(description="https URL; any port, public or reachable from the internet.")
    body_format: Literal["json-array", "ndjson", "otlp-json"] = Field(
        "json-array",
        description="What it takes: a JSON array of records, a record a line, or OTLP/HTTP. SigNoz takes the first and the last.",
    )
    headers: Annotated[dict[HeaderName, str], BeforeValidator(_headers)] = Field(
        default_factory=dict,
        description=f'Sent with each request; `{API_KEY}` stands for the secret, as in `signoz-ingestion-key: "{API_KEY}"`.',
    )
    access_key_secret: SecretArn | None = Field(
        None, description='ARN of a Secrets Manager secret of the target\'s region, with the value `{"api_key": "…"}`.'
    )

"""Addresses of the file: the URL that Firehose sends to, its certificate, and where the aggregator listens."""

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic import BeforeValidator, WithJsonSchema

from flowlog_config.schema.hidden import is_secret_key, shown
from flowlog_config.schema.values import KUBERNETES_NAME, describe, fail, refuse_contradiction, text_of

_HTTPS_PORT = 443
_MOST_CHARACTERS = 1000
"""Source: Firehose API, HttpEndpointConfiguration Url (checked 2026-11)."""
_HIGHEST_PORT = 65535
_URL_TEXT = re.compile(r"[!-~]*")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
PRIVATE_NAMES = (".local", ".internal", ".svc", ".cluster.local", ".localhost")
"""Endings of names that public DNS has not."""
_LISTEN_ADDRESS = r"^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):\d{1,5}$"
ACM_ARN = re.compile(r"arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]{1,64}")
_NEVER_SHOWN = "a URL with a user or password would show it in templates; the access key authenticates"


def secret_in_query(url: SplitResult) -> str:
    """Name the first parameter of a URL that sounds as if it held a secret; empty when none does."""
    return next((name for name, _ in parse_qsl(url.query, keep_blank_values=True) if is_secret_key(name)), "")


def _endpoint(value: Any) -> str:
    text = text_of(value, "the endpoint")
    try:
        url = urlsplit(text)
        port, host = url.port, url.hostname or ""
    except ValueError:
        # Python's own message holds a part of the URL, which may be a password.
        raise fail("FL209", "the URL cannot be read", "https://flowlogs.example.com/ with your host name") from None
    reason = _unusable(text, url, port) or _unreachable(host)
    if reason:
        path = url.path if url.path.startswith("/") else "/"
        is_host = host and (url.username is not None or "@" not in text)
        good = (
            is_host
            and "@" not in path
            and not _unreachable(host)
            and _URL_TEXT.fullmatch(path)
            and len(path) < _MOST_CHARACTERS // 2
        )
        raise fail("FL209", reason, f"https://{host}{path}" if good else "https:// and a public host name")
    return text


def _unusable(text: str, url: SplitResult, port: int | None) -> str:
    reasons = (
        ("@" in text, _NEVER_SHOWN),
        (not text.startswith("https://"), "Firehose delivers over https only: the URL has to begin with https://"),
        (not _URL_TEXT.fullmatch(text), "a URL has no spaces, and letters of ASCII only"),
        (not url.hostname, "the URL has no host name"),
        (port not in (None, _HTTPS_PORT), f"Firehose connects to port 443 only, not {port}"),
        (bool(url.fragment), "the part after # never reaches a server"),
        (bool(secret_in_query(url)), f"{shown(secret_in_query(url))} in the URL would show a secret in templates"),
        (len(text) > _MOST_CHARACTERS, f"the URL has {len(text)} characters, of at most {_MOST_CHARACTERS}"),
    )
    return next((reason for applies, reason in reasons if applies), "")


def _unreachable(host: str) -> str:
    if host == "localhost" or host.endswith(PRIVATE_NAMES):
        return f"{shown(host)} is a private name; Firehose reaches public ones only"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "" if _HOST.fullmatch(host) else f'"{shown(host)}" is not a public DNS name'
    return f"{address} is an address; Firehose needs a name that a public certificate is valid for"


def _listen_address(value: Any) -> str:
    text = text_of(value, "listen_address")
    host, _, port = text.rpartition(":")
    try:
        version = ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).version
        bracketed = host.startswith("[") and host.endswith("]")
        good = re.fullmatch("[1-9][0-9]{0,4}", port) and int(port) <= _HIGHEST_PORT and bracketed is (version == 6)  # noqa: PLR2004 - IPv6
    except ValueError:
        good = False
    if not good or "%" in host:
        raise fail("FL214", f"{describe(text)} is no address and port", "address:port, such as 0.0.0.0:443 or [::]:443")
    return text


def _certificate(value: Any) -> str:
    text = text_of(value, "a certificate")
    if not ACM_ARN.fullmatch(text) and not KUBERNETES_NAME.fullmatch(text):
        use = "arn:aws:acm:REGION:ACCOUNT:certificate/ID, or a name such as flowlogs-tls"
        raise fail("FL221", f"{describe(text)} is neither the ARN of an ACM certificate nor a Kubernetes name", use)
    refuse_contradiction("FL221", text)
    return text


Endpoint = Annotated[str, BeforeValidator(_endpoint), WithJsonSchema({"type": "string", "pattern": "^https://"})]
ListenAddress = Annotated[
    str, BeforeValidator(_listen_address), WithJsonSchema({"type": "string", "pattern": _LISTEN_ADDRESS})
]
Certificate = Annotated[
    str,
    BeforeValidator(_certificate),
    WithJsonSchema({"type": "string", "pattern": f"^({ACM_ARN.pattern}|{KUBERNETES_NAME.pattern})$"}),
]

"""Asking the local engine what AWS shows nobody, by operations that only it understands."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from flowlog_config.local.clients import Clients

_TIMEOUT_SECONDS = 60


def ask(clients: "Clients", target: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """
    Call an operation of the engine's own.

    Args:
        clients: Whose account and region it is asked for.
        target: Service and operation, such as ``Firehose_20150804.FlowlogReadRecords``.
        request: Its parameters.

    Returns:
        The answer; nothing from an engine that does not know the operation, or is gone.
    """
    service = target.partition("_")[0].lower()
    scope = f"{clients.account_id}/20260101/{clients.region}/{service}/aws4_request"
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": target,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=local",
    }
    body = json.dumps(request).encode()
    asked = Request(clients.endpoint_url, body, headers)  # noqa: S310 - loopback, as `connect` made sure
    try:
        with build_opener(ProxyHandler({})).open(asked, timeout=_TIMEOUT_SECONDS) as answer:
            found: dict[str, Any] = json.load(answer)
    except HTTPError as error:
        error.close()
        return {}
    except URLError:
        return {}
    return found

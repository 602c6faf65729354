"""Asking the local engine what AWS shows nobody, by operations that only it understands."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from botocore.exceptions import ClientError, EndpointConnectionError

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
        The answer; nothing from an engine that does not know the operation.

    Raises:
        BotoCoreError: The engine does not answer.
        ClientError: It fails.
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
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ClientError({"Error": {"Code": str(error.code)}}, target) from error
        return {}
    except (OSError, HTTPException, ValueError) as error:
        raise EndpointConnectionError(endpoint_url=clients.endpoint_url, error=error) from error
    return found

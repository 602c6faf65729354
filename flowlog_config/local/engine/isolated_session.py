"""A boto3 session that nothing on the machine can influence: no file, no profile, no variable, no proxy."""

import os
from functools import cache
from typing import Any

_CONNECT_SECONDS = 5
_NOT_READ: dict[str, Any] = {
    "profile": (None, [], None, None),
    "config_file": (None, [], os.devnull, None),
    "credentials_file": (None, [], os.devnull, None),
}


@cache
def isolated_session(access_key_id: str, region: str) -> Any:
    """
    Give a session for the engine; kept, because each new one reads the services' large models anew.

    Args:
        access_key_id: What to appear as; ministack takes a 12-digit one as the account.
        region: Region of its clients.
    """
    import boto3  # noqa: PLC0415 - a quarter of a second that starting an engine need not cost
    import botocore.session  # noqa: PLC0415 - as above

    return boto3.Session(
        aws_access_key_id=access_key_id,
        aws_secret_access_key="local-engine",  # noqa: S106 - the engine checks no signature
        region_name=region,
        botocore_session=botocore.session.Session(session_vars=_NOT_READ),
    )


def isolated_client(access_key_id: str, region: str, service: str, endpoint_url: str | None = None) -> Any:
    """
    Give a client that talks to ``endpoint_url`` directly, past any proxy.

    Args:
        access_key_id: As for ``isolated_session``.
        region: As for ``isolated_session``.
        service: boto3's name of the service.
        endpoint_url: Where to send requests; leave out only for a client that never sends any.
    """
    from botocore.config import Config  # noqa: PLC0415 - as above

    session = isolated_session(access_key_id, region)
    return session.client(
        service, endpoint_url=endpoint_url, config=Config(proxies={}, connect_timeout=_CONNECT_SECONDS)
    )

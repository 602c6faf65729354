"""Options the local commands share, and how they fail."""

import os
from collections.abc import Callable
from typing import Any

import click

from flowlog_config.local.clients import Clients, EndpointError, connect, default_account

ENGINE_PORT = 4566
PORT = click.IntRange(0, 65535)
"""Port to listen on; 0 chooses a free one."""


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--endpoint-url``, ``--account`` and ``--region``: which engine, and as whom."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "eu-west-1"
    options = (
        click.option(
            "--endpoint-url",
            envvar="AWS_ENDPOINT_URL",
            default=f"http://127.0.0.1:{ENGINE_PORT}",
            show_default=True,
            help="Address of the local engine; must be on this machine.",
        ),
        click.option("--account", default=default_account, help="Account id, 12 digits."),
        click.option("--region", default=region, show_default=True, help="Region."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def engine_clients(endpoint_url: str, account: str, region: str) -> Clients:
    """
    Connect to the engine.

    Raises:
        click.ClickException: The endpoint is not on this machine (exit code 1).
    """
    try:
        return connect(endpoint_url, account_id=account, region=region)
    except EndpointError as error:
        raise click.ClickException(str(error)) from error

"""What the local commands share: options, how they fail, and how they are stopped."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
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


def engine_clients(options: Mapping[str, Any]) -> Clients:
    """
    Connect to the engine that ``engine_options`` say.

    Raises:
        click.ClickException: The endpoint is not on this machine (exit code 1).
    """
    try:
        return connect(options["endpoint_url"], account_id=options["account"], region=options["region"])
    except EndpointError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def answering_engine(options: Mapping[str, Any]) -> Iterator[None]:
    """Say how to start the engine when it does not answer (exit code 1)."""
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - only when it runs

    try:
        yield
    except BotoCoreError as error:
        message = f"the engine at {options['endpoint_url']} does not answer ({type(error).__name__})"
        raise click.ClickException(f"{message}; start it with: flowlog local engine") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say that a file or folder that was named cannot be written (exit code 1)."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}; name another") from error


def stop_signal() -> threading.Event:
    """Give what is set by Ctrl-C, or by a request to end."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop

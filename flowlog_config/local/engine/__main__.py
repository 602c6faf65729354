"""``python -m flowlog_config.local.engine``: the engine in the foreground, until Ctrl-C."""

import asyncio
import json
import signal
import socket
import sys
import threading
from typing import Any

import click

from flowlog_config.local.engine import loopback, server, settings
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.settings import DuplicateModel, Settings

_EXAMPLE = "Example: python -m flowlog_config.local.engine --port 4566 --sample-network"


@click.command(epilog=_EXAMPLE)
@click.option("--port", default=4566, show_default=True, help="TCP port on 127.0.0.1; 0 chooses a free one.")
@click.option("--sample-network", is_flag=True, help="Start with the sample network.")
@click.option("--account-id", default=Settings().account_id, show_default=True, help="Account that is seeded.")
@click.option("--region", default=Settings().region, show_default=True, help="Region that is seeded.")
@click.option(
    "--duplicate-model",
    type=click.Choice([each.value for each in DuplicateModel]),
    default=DuplicateModel.FORMAT_COUNTS.value,
    show_default=True,
    help="Whether two flow logs that differ only in format are refused as duplicates.",
)
@click.option("--listener", type=int, default=None, hidden=True)
@click.option("--settings", "given", default=None, hidden=True)
def main(port: int, listener: int | None, given: str | None, **options: Any) -> None:
    """Run the embedded AWS engine on this machine only, until Ctrl-C."""
    values = options if given is None else json.loads(given)
    settings.use(Settings(**{**values, "duplicate_model": DuplicateModel(values["duplicate_model"])}))
    try:
        opened = loopback.bind(port) if listener is None else socket.socket(fileno=listener)
    except EngineError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    if listener is None:
        click.echo(f"Engine on http://{loopback.LOOPBACK}:{loopback.port_of(opened)} (Ctrl-C stops it)")
    try:
        asyncio.run(_serve(opened, ends_with_input=listener is not None))
    except EngineError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)


async def _serve(opened: socket.socket, *, ends_with_input: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def watch_input() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(stop.set)

    if ends_with_input:
        threading.Thread(target=watch_input, daemon=True).start()

    async def stopped() -> None:
        await stop.wait()

    await server.run(opened, stopped)


if __name__ == "__main__":
    try:
        main.main(standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        sys.exit(1)

"""Serving the emulator on a loopback socket until told to stop."""

import logging
import socket
from collections.abc import Awaitable, Callable

from hypercorn.asyncio import serve
from hypercorn.config import Config

from flowlog_config.local.engine import emulator
from flowlog_config.local.engine.loopback import port_of


async def run(listener: socket.socket, until: Callable[[], Awaitable[None]]) -> None:
    """
    Serve on ``listener`` until ``until`` returns; the emulator is prepared, emptied and seeded first.

    Args:
        listener: From ``bind``; owned and closed by the server from here on.
        until: Waits for the moment to stop.
    """
    emulator.prepare(port_of(listener))
    await emulator.reset()  # an earlier engine of this process may have left something
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("flowlog.engine")
    config.graceful_timeout = 1
    config.shutdown_timeout = 2
    await serve(emulator.application, config, shutdown_trigger=until)

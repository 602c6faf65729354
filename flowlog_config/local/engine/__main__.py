"""What runs in the process that ``Engine`` starts: an engine on the socket it was given, until its standard input ends."""

import asyncio
import json
import socket
import sys
import threading

from flowlog_config.local.engine import server, settings
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.settings import DuplicateModel, Settings


def main() -> None:
    """Serve; the arguments are the number of the listening socket, and the settings as JSON."""
    listener, given = sys.argv[1:]
    values = json.loads(given)
    settings.use(Settings(**{**values, "duplicate_model": DuplicateModel(values["duplicate_model"])}))
    try:
        asyncio.run(_serve(socket.socket(fileno=int(listener))))
    except EngineError as error:
        sys.exit(f"error: {error}")


async def _serve(listener: socket.socket) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch_input() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch_input, daemon=True).start()

    async def stopped() -> None:
        await stop.wait()

    await server.run(listener, stopped)


if __name__ == "__main__":
    main()

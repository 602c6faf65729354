"""The engine in a thread of this process, for tests: started once, reset between tests."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self

from flowlog_config.local.engine import settings
from flowlog_config.local.engine.connection import Connection
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.loopback import bind, port_of
from flowlog_config.local.engine.settings import Settings

_READY_SECONDS = 60.0
_STOP_SECONDS = 60.0
_running = threading.Lock()


class ThreadEngine(Connection):
    """
    An engine in a thread; a context manager that stops it. ministack's state is the process's, so one at a time.

    Raises:
        EngineError: When one is running in this process already, or it cannot start.
    """

    def __init__(self, given: Settings) -> None:
        if not _running.acquire(blocking=False):
            raise EngineError("an engine is running in this process already; stop it first, or use start()")
        try:
            listener = bind()
        except EngineError:
            _running.release()
            raise
        super().__init__(given, port_of(listener))
        settings.use(given)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="flowlog-engine", daemon=True)
        self._thread.start()
        try:
            self.wait_until_ready(_READY_SECONDS, self._thread.is_alive)
        except EngineError as error:
            self.stop()
            raise EngineError(f"{error}: {self._failure!r}") from self._failure

    def configure(self, given: Settings) -> None:
        """Put other settings in force and start from nothing, in milliseconds."""
        self.settings = given
        settings.use(given)
        self.reset()

    def stop(self) -> None:
        """End the server and wait for its thread; nothing happens the second time."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(_STOP_SECONDS)
        if not self._loop.is_closed() and not self._thread.is_alive():
            self._loop.close()
            _running.release()

    def _serve(self, listener: socket.socket) -> None:
        from flowlog_config.local.engine import server  # noqa: PLC0415 - brings ministack's server with it

        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(server.run(listener, self._stopped))
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the thread
            self._failure = error
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())

    async def _stopped(self) -> None:
        await self._stop.wait()

    def __enter__(self) -> Self:
        """Give the running engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

"""The engine in a process of its own, which never outlives the one that started it."""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from flowlog_config.local.engine.connection import Connection
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.loopback import bind, port_of
from flowlog_config.local.engine.settings import Settings

_READY_SECONDS = 60.0
_STOP_SECONDS = 10.0
_TAIL_CHARACTERS = 4000
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONHOME", "TMPDIR", "VIRTUAL_ENV")


class Engine(Connection):
    """
    An engine in a child process; a context manager that stops it.

    The child gets none of the caller's AWS settings. It has a session of its own, so that Ctrl-C in a terminal
    reaches the caller first, and it ends when the caller does, however that happens: it watches its standard input.
    """

    def __init__(self, settings: Settings, port: int = 0) -> None:
        listener = bind(port)
        super().__init__(settings, port_of(listener))
        with listener:
            self._log = tempfile.NamedTemporaryFile(prefix="flowlog-engine-", suffix=".log")  # noqa: SIM115 - lives as long as the engine
            command = [sys.executable, "-m", "flowlog_config.local.engine", str(listener.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - our own module, run by this interpreter
                [*command, json.dumps(dataclasses.asdict(settings))],
                stdin=subprocess.PIPE,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                pass_fds=(listener.fileno(),),
                env=_child_environment(),
                start_new_session=True,
            )
        try:
            self.wait_until_ready(_READY_SECONDS, lambda: self._process.poll() is None)
        except EngineError as error:
            log = self.log()
            self.stop()
            raise EngineError(f"{error}. Its log:\n{log}") from None
        except BaseException:
            self.stop()
            raise

    def log(self) -> str:
        """Give the last 4000 characters the engine logged."""
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")[-_TAIL_CHARACTERS:]

    def stop(self) -> None:
        """End the child and wait for it; nothing happens the second time."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def __enter__(self) -> Self:
        """Give the running engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, also on Ctrl-C."""
        self.stop()


def _child_environment() -> dict[str, str]:
    """Pass on what Python needs to find its packages, and nothing about AWS."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [path for path in sys.path if path]
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}

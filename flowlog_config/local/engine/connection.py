"""What a running engine offers its users, whether it runs in a process of its own or in a thread."""

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flowlog_config.local.engine.environment import local_environment
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.isolated_session import isolated_client
from flowlog_config.local.engine.loopback import LOOPBACK
from flowlog_config.local.engine.settings import Settings

_PAUSE_SECONDS = 0.05
_RESET_SECONDS = 60.0


class Connection:
    """
    Where an engine listens, and how to talk to it.

    Attributes:
        settings: What it was started with.
        port: Its TCP port on 127.0.0.1.
    """

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.port = port

    @property
    def endpoint_url(self) -> str:
        """The URL every AWS client is pointed to."""
        return f"http://{LOOPBACK}:{self.port}"

    def environment(self, cdk_home: Path) -> dict[str, str]:
        """
        Give the whole environment for a child process, such as the CDK CLI; pass it as ``env``, do not merge it.

        Args:
            cdk_home: A private directory, made when missing; see ``local_environment``.
        """
        return local_environment(
            endpoint_url=self.endpoint_url,
            account_id=self.settings.account_id,
            region=self.settings.region,
            cdk_home=cdk_home,
        )

    def client(self, service: str, *, account_id: str = "", region: str = "") -> Any:
        """
        Give a boto3 client of the engine that no environment variable or profile can point elsewhere.

        Args:
            service: boto3's name of the service.
            account_id: Another account than the engine's own.
            region: Another region than the engine's own.
        """
        account, where = account_id or self.settings.account_id, region or self.settings.region
        return isolated_client(account, where, service, self.endpoint_url)

    def reset(self) -> None:
        """Forget everything, and make the seeds anew."""
        self._ask("/_ministack/reset", "POST", _RESET_SECONDS)

    def wait_until_ready(self, timeout_seconds: float, still_alive: Callable[[], bool]) -> None:
        """
        Wait for the first answer.

        Raises:
            EngineError: When there is none in time, or the engine has ended.
        """
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            if not still_alive():
                raise EngineError("the engine ended before it was ready")
            try:
                self._ask("/_ministack/health", "GET", max(deadline - time.monotonic(), _PAUSE_SECONDS))
            except OSError:
                time.sleep(_PAUSE_SECONDS)
                continue
            return
        raise EngineError(f"the engine did not answer within {timeout_seconds:g} seconds")

    def _ask(self, path: str, method: str, timeout_seconds: float) -> None:
        """Send one request past any proxy; the URL is our own loopback address."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(self.endpoint_url + path, method=method)  # noqa: S310 - built from our own port
        with opener.open(request, timeout=timeout_seconds):
            pass

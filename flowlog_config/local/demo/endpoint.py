"""The aggregator's side of the demo: an endpoint for the name it is known by, with the key the stack generated."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from flowlog_config.aggregator.secret import SECRET_OUTPUT
from flowlog_config.local.clients import Clients
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.receiver.events import Received
from flowlog_config.local.receiver.keys import key_from_secret
from flowlog_config.local.receiver.protocol import Rules
from flowlog_config.local.receiver.server import Receiver
from flowlog_config.local.receiver.tls import server_context
from flowlog_config.plan import Plan


class Endpoint:
    """
    The local endpoint; a context manager that gives the receiver and its host name.

    Args:
        plan: For the host name the aggregator is known by.
        clients: Of the engine, to read the access key from Secrets Manager.
        outputs: Of the stacks, by stack name; they name the secrets.
        work: Where the certificate authority is written.
        events: Filled with what arrives.
        narrator: Told about the step.
    """

    def __init__(
        self,
        plan: Plan,
        clients: Clients,
        outputs: Mapping[str, Mapping[str, str]],
        work: Path,
        events: list[Received],
        narrator: Narrator,
    ) -> None:
        lock = threading.Lock()

        def sink(batch: Sequence[Received]) -> None:
            with lock:
                events.extend(batch)

        self._host = urlsplit(plan.aggregator.endpoint).hostname or ""
        with narrator.step(f"Start an aggregator endpoint for {self._host} (HTTPS, Firehose protocol)"):
            arns = dict.fromkeys(stack[SECRET_OUTPUT] for stack in outputs.values() if SECRET_OUTPUT in stack)
            keys = tuple(key_from_secret(clients, arn) for arn in arns)
            tls = server_context([self._host], work / "ca.pem")
            self._receiver = Receiver(Rules(keys), sink, tls=tls)
            narrator.detail("the access key was read from the secret the stack generated; it is shown nowhere")

    def __enter__(self) -> tuple[Receiver, str]:
        """Start it."""
        return self._receiver.start(), self._host

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._receiver.stop()

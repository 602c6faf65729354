"""
ministack made safe to run inside our process: loopback only, nothing on disk, no containers, no scripts.

Stock ministack binds all interfaces, removes leftover containers through the Docker socket, runs start-up scripts it
finds on the machine and opens further listeners (MQTT, SFTP). None of that belongs on a developer's machine.
"""

import asyncio
import os
from typing import Any

from flowlog_config.local.engine import plugin, sample_network, seams, settings
from flowlog_config.local.engine.seeds import seed_bootstrap

_SERVICES = (
    *("cloudformation", "cloudwatch", "ec2", "firehose", "iam", "kms", "lambda", "logs", "s3", "secretsmanager"),
    *("sns", "sqs", "ssm", "sts", "tagging"),
)
_OFF = ("AUTH", "EC2_DOCKER_FLAGS", "LOCALSTACK_PERSISTENCE", "PERSIST_STATE", "S3_PERSIST", "USE_SSL")


def prepare(port: int) -> None:
    """
    Set the environment ministack reads while it is imported, import it, and put the plugin in.

    Args:
        port: Where it will be reached; it writes this into URLs it hands out.

    Raises:
        EngineError: When the installed ministack does not fit the plugin.
    """
    for name in _OFF:
        os.environ.pop(name, None)
    os.environ.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        IOT_MTLS_ENABLED="0",
        LOG_LEVEL=os.environ.get("LOG_LEVEL", "WARNING"),
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_REGION=settings.current().region,
        SERVICES=",".join(_SERVICES),
        SFTP_ENABLED="0",
    )
    app = seams.app
    app.docker_socket_present = lambda: False
    app.run_init_scripts = _nothing
    app.run_ready_scripts = _nothing_async
    app.stop_docker_containers = _nothing
    seams.container_reaper.start = _nothing
    plugin.install()


def seed() -> None:
    """Make what the settings ask for: the objects that replace ``cdk bootstrap``, and the sample network."""
    now = settings.current()
    with seams.responses.request_scope(now.account_id, now.region):
        if now.bootstrapped:
            seed_bootstrap()
        if now.sample_network:
            sample_network.build()


async def reset() -> None:
    """Forget everything and seed anew."""
    async with seams.app.get_reset_lock():
        seams.app.reset_all_state()
        seed()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve one request (ASGI); ministack's own reset is followed by seeding."""
    if scope["type"] == "http" and scope["path"] == "/_ministack/reset" and scope["method"] == "POST":
        await reset()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})
        return
    await seams.app.app(scope, receive, send)


def _nothing(*_: Any, **__: Any) -> None:
    """Stand in for what must not happen on a developer's machine."""


async def _nothing_async(*_: Any, **__: Any) -> None:
    """Stand in for start-up scripts, leaving the event loop a turn."""
    await asyncio.sleep(0)

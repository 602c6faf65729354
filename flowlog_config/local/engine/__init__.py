"""
The embedded AWS engine: enough of AWS, on this machine only, for the real ``cdk deploy`` of our stacks.

It is ministack 1.5.33 with a plugin of ours that adds flow logs with AWS's own rules, the network resources discovery
reads, and the CloudFormation types our stacks use. Nothing here starts or imports ministack until it is asked to.

    with start(sample_network=True) as engine:
        subprocess.run(["npx", "cdk", "deploy"], env=engine.environment(Path(".flowlog/cdk")), check=True)
"""

from flowlog_config.local.engine.connection import Connection
from flowlog_config.local.engine.errors import EngineError
from flowlog_config.local.engine.process import Engine
from flowlog_config.local.engine.settings import DuplicateModel, Settings
from flowlog_config.local.engine.thread import ThreadEngine

__all__ = [
    "Connection",
    "DuplicateModel",
    "Engine",
    "EngineError",
    "Settings",
    "ThreadEngine",
    "start",
]


def start(port: int = 0, *, sample_network: bool = False) -> Engine:
    """
    Start an engine in a process of its own and wait, at most a minute, until it answers.

    Args:
        port: TCP port on 127.0.0.1; 0 chooses a free one.
        sample_network: Whether to start with the sample network.

    Raises:
        EngineError: When the port is in use or the engine cannot start; its log is in the text.
    """
    return Engine(Settings(sample_network=sample_network), port)

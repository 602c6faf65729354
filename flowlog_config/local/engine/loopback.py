"""Listening on this machine only: the engine checks no credentials, so nobody else may reach it."""

import socket

from flowlog_config.local.engine.errors import EngineError

LOOPBACK = "127.0.0.1"
_BACKLOG = 128


def bind(port: int = 0) -> socket.socket:
    """
    Open a listening socket on this machine only.

    Args:
        port: TCP port; 0 lets the system choose a free one.

    Raises:
        EngineError: When the port is in use.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise EngineError(
            f"cannot listen on {LOOPBACK}:{port} ({error.strerror}). Choose another port, or 0 for any free one"
        ) from error
    return listener


def port_of(listener: socket.socket) -> int:
    """Give the port a listening socket got."""
    return int(listener.getsockname()[1])

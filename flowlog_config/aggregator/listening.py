"""Where the aggregator listens inside its pod."""

from flowlog_config.plan import Plan

_ADDRESSES = {"kubesense": "0.0.0.0:443", "vector": "0.0.0.0:8080", "otel-collector": "0.0.0.0:4433"}
"""KubeSense documents its port; the others' need no privilege, and 4433 is the receiver's own default."""


def listen_address(plan: Plan) -> str:
    """Give the address and port, as in ``0.0.0.0:8080`` or ``[::]:8080``."""
    return plan.aggregator.listen_address or _ADDRESSES[plan.aggregator.dialect]


def listen_port(plan: Plan) -> int:
    """Give the port alone."""
    return int(listen_address(plan).rpartition(":")[2])

"""Selectors that ship: the common intents by name. A file may not give one of these names to a selector of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import TypeAdapter

from flowlog_config.schema.selectors import Choice, Selection

_SELECTIONS = {
    "edge": [{"kind": ["nat-gateway", "transit-gateway-attachment", "vpc-endpoint", "gateway-load-balancer-endpoint"]}],
    "internet-facing": [{"type": ["network-interface", "nat-gateway"], "public": True}],
    "inter-vpc": [{"type": "transit-gateway-attachment", "state": "available", "not": {"attachment_type": "connect"}}],
    "everything": [{"type": "vpc"}],
}

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "edge": "NAT gateways (zonal and regional), transit gateway attachment interfaces, VPC endpoints: what crosses the "
        "edge of the VPCs. A peering connection has no interface: log the VPCs with `{type: vpc, peered: true}`.",
        "internet-facing": "Interfaces and NAT gateways with a public address.",
        "inter-vpc": "Transit gateway attachments, with transit gateway records.",
        "everything": "Every VPC: complete, and the most expensive.",
    }
)
"""What each selects, for people."""

READY_MADE: Mapping[str, list[Choice]] = MappingProxyType(
    {name: TypeAdapter(Selection).validate_python(raw) for name, raw in _SELECTIONS.items()}
)
"""Each by its name."""

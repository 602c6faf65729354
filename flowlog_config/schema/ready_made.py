"""Selectors that ship: the common intents by name. A file may not give one of these names to a selector of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, WithJsonSchema

from flowlog_config.schema.selectors import Choice, Selection
from flowlog_config.schema.values import NAME, RESOURCE_PREFIXES, describe, fail, name_of

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
        "everything": "Every VPC with all its interfaces, also later ones; the most expensive. Not regional NAT gateways.",
    }
)
"""What each selects, for people."""

READY_MADE: Mapping[str, list[Choice]] = MappingProxyType(
    {name: TypeAdapter(Selection).validate_python(raw) for name, raw in _SELECTIONS.items()}
)
"""Each by its name."""


def _selector_name(value: Any) -> str:
    text = name_of(64)(value)
    if text in READY_MADE or text.rsplit("-", 1)[0] in RESOURCE_PREFIXES:
        reason = "is the name of a selector that ships" if text in READY_MADE else "reads like an id"
        raise fail("FL214", f"{describe(text)} {reason}", f"my-{text}")
    return text


SelectorName = Annotated[
    str,
    BeforeValidator(_selector_name),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$", "maxLength": 64}),
]
"""Name of a selector of the file's own."""

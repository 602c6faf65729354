"""What one call has found so far: all that is kept of AWS's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory
from flowlog_config.plan.model import Target

Item = Mapping[str, Any]
"""One resource as AWS answers it. Any key may be missing: old resources, other partitions and emulators leave them out."""


@dataclass(slots=True)
class Part:
    """
    What one call has found in one target.

    Attributes:
        target: Where.
        resources: By id.
        peered_vpcs: VPCs of the target with an active peering connection.
        claims: Interfaces that another resource says are its own: interface id to kind and service.
    """

    target: Target
    resources: dict[str, Resource] = field(default_factory=dict)
    peered_vpcs: set[str] = field(default_factory=set)
    claims: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Keep a resource; one that moved between pages while they were read is kept once."""
        self.resources[resource.id] = resource


def assemble(target: Target, parts: list[Part], not_read: tuple[str, ...] = ()) -> TargetInventory:
    """
    Put the parts of a target together.

    What a NAT gateway or endpoint says about its interfaces outweighs what the interfaces' descriptions say.

    Args:
        target: Where.
        parts: One for each call that succeeded, in any order.
        not_read: Words for each that did not.
    """
    resources = {id_: resource for part in parts for id_, resource in part.resources.items()}
    for part in parts:
        for id_, (kind, service) in part.claims.items():
            found = resources.get(id_)
            if found is not None and found.type is ResourceType.NETWORK_INTERFACE:
                resources[id_] = replace(found, kind=kind, service=service, transient=False)
    return TargetInventory(
        target.account_id,
        target.region,
        {id_: resources[id_] for id_ in sorted(resources)},
        frozenset[str]().union(*(part.peered_vpcs for part in parts)),
        tuple(sorted(not_read)),
    )


def tags_of(item: Item, key: str = "Tags") -> dict[str, str]:
    """Give the tags, those AWS sets (``aws:…``) included."""
    return {tag["Key"]: tag.get("Value") or "" for tag in item.get(key) or ()}


def text_of(item: Item, key: str) -> str:
    """Give a text that AWS may leave out or answer as null."""
    return str(item.get(key) or "")

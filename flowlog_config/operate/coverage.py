"""How much of what the accounts have is logged, by kind: once, more than once, or not at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flowlog_config.inventory.model import Resource, ResourceType
from flowlog_config.operate.explain import Explanation


@dataclass(slots=True)
class Count:
    """
    Resources of one kind in one target.

    Attributes:
        covered: Logged, each record once.
        doubly: Logged so that a record is written, and billed, more than once.
        uncovered: Not logged.
    """

    covered: int = 0
    doubly: int = 0
    uncovered: int = 0


def coverage(explanations: Iterable[Explanation]) -> dict[tuple[str, str], dict[str, Count]]:
    """
    Count by target (account, region) and kind.

    Interfaces count by their kind, transit gateway attachments by what they attach. VPCs, subnets, transit gateways and
    zonal NAT gateways are not counted: they are ways to log interfaces and attachments, not traffic of their own.
    """
    counts: dict[tuple[str, str], dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for explanation in explanations:
        kind = _kind(explanation.resource)
        if not kind:
            continue
        count = counts[explanation.account_id, explanation.region][kind]
        count.doubly += bool(explanation.twice)
        count.covered += bool(explanation.covered_by) and not explanation.twice
        count.uncovered += not explanation.covered_by
    return counts


def _kind(resource: Resource) -> str:
    if resource.type is ResourceType.NETWORK_INTERFACE:
        return resource.kind
    if resource.type is ResourceType.TRANSIT_GATEWAY_ATTACHMENT:
        return f"{resource.attachment_type or 'unknown'} attachment"
    if resource.type is ResourceType.NAT_GATEWAY and resource.availability == "regional":
        return "regional nat-gateway"
    return ""

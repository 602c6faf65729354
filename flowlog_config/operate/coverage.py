"""How much of what the accounts have is logged, by kind: once, more than once, or not at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flowlog_config.inventory.model import ResourceType
from flowlog_config.operate.explain import Explanation


@dataclass(slots=True)
class Count:
    """
    Resources of one kind in one target.

    Attributes:
        covered: Logged by exactly one flow log.
        doubly: Logged, and billed, by more than one.
        uncovered: Not logged.
    """

    covered: int = 0
    doubly: int = 0
    uncovered: int = 0


def coverage(explanations: Iterable[Explanation]) -> dict[tuple[str, str], dict[str, Count]]:
    """
    Count by target (account, region) and kind.

    Interfaces count by their kind, transit gateway attachments by what they attach. VPCs, subnets and gateways are not
    counted: they are ways to log interfaces and attachments, not traffic of their own.
    """
    counts: dict[tuple[str, str], dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for explanation in explanations:
        resource = explanation.resource
        if resource.type is ResourceType.NETWORK_INTERFACE:
            kind = resource.kind
        elif resource.type is ResourceType.TRANSIT_GATEWAY_ATTACHMENT:
            kind = f"attachment of a {resource.attachment_type}"
        elif resource.type is ResourceType.NAT_GATEWAY and resource.availability == "regional":
            kind = "regional nat-gateway"
        else:
            continue
        count = counts[explanation.account_id, explanation.region][kind]
        times = len(explanation.covered_by)
        count.covered += times == 1
        count.doubly += times > 1
        count.uncovered += times == 0
    return counts

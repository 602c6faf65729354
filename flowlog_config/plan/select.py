"""Which resources an entry of the file selects in one target, and which of those cannot have a flow log."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory
from flowlog_config.plan.conditions import Compiled, Compiler
from flowlog_config.schema.model import FlowLog
from flowlog_config.schema.problems import Path
from flowlog_config.schema.selectors import Choice


@dataclass(frozen=True, slots=True)
class Selected:
    """
    One resource that gets a flow log.

    Attributes:
        resource: As the inventory has it.
        choice: What selected it.
    """

    resource: Resource
    choice: Compiled


@dataclass(frozen=True, slots=True)
class Refused:
    """
    One resource that was selected and cannot have a flow log.

    Attributes:
        resource: As the inventory has it.
        choice: What selected it.
        reason: Why AWS, or ownership, forbids it.
    """

    resource: Resource
    choice: Compiled
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What one entry selects in one target.

    Attributes:
        selected: Sorted by id.
        refused: Sorted by id.
        idle: Choices that nothing fits.
        emptied: Choices of which ``exclude`` leaves nothing.
        idle_excludes: Choices of ``exclude`` that take nothing away.
    """

    selected: tuple[Selected, ...]
    refused: tuple[Refused, ...]
    idle: tuple[Compiled, ...]
    emptied: tuple[Compiled, ...]
    idle_excludes: tuple[Compiled, ...]

    @property
    def positions(self) -> dict[str, int]:
        """Place in ``selected`` of every id."""
        return {one.resource.id: i for i, one in enumerate(self.selected)}


class Selecting:
    """
    Selects resources of one target, with an index over them made once.

    Args:
        target: What the target has.
        selectors: Named selectors, each with its place in the file.
    """

    def __init__(self, target: TargetInventory, selectors: Mapping[str, tuple[Path, Sequence[Choice]]]) -> None:
        self.target = target
        self.compiler = Compiler(target, selectors)
        self._by_type: dict[ResourceType, list[Resource]] = defaultdict(list)
        self._nat_interfaces: dict[str, list[Resource]] = defaultdict(list)
        for resource in target.resources.values():
            self._by_type[resource.type].append(resource)
            if resource.type is ResourceType.NETWORK_INTERFACE and resource.kind == "nat-gateway":
                self._nat_interfaces[resource.service].append(resource)

    def select(self, entry: FlowLog, path: Path) -> Selection:
        """
        Select an entry's resources. ``exclude`` always wins; order never matters.

        Args:
            entry: Entry of the file.
            path: Its place.
        """
        choices = self.compiler.choices(entry.select, (*path, "select"))
        excludes = self.compiler.choices(entry.exclude or (), (*path, "exclude"))
        chosen: dict[str, Selected | Refused] = {}
        idle, emptied, taken = list[Compiled](), list[Compiled](), set[Path]()
        for choice in choices:
            fits = leaves = False
            for resource, real in self._fitting(choice):
                fits = True
                if by := [one.path for one in excludes if one.matches(resource) or one.matches(real)]:
                    taken.update(by)
                    continue
                leaves = True
                chosen.setdefault(real.id, self._judged(real, choice))
            if not leaves:
                (emptied if fits else idle).append(choice)
        ordered = [chosen[id_] for id_ in sorted(chosen)]
        return Selection(
            tuple(found for found in ordered if isinstance(found, Selected)),
            tuple(found for found in ordered if isinstance(found, Refused)),
            tuple(idle),
            tuple(emptied),
            tuple(one for one in excludes if one.path not in taken),
        )

    def _fitting(self, choice: Compiled) -> Iterator[tuple[Resource, Resource]]:
        """Give each resource that fits, with the one that is logged in its place."""
        for type_ in choice.types:
            for resource in self._by_type[type_]:
                if choice.matches(resource):
                    for real in self._logged_as(resource):
                        yield resource, real

    def _logged_as(self, resource: Resource) -> list[Resource]:
        """A zonal NAT gateway is logged by its network interfaces; only a regional one by its own id."""
        if resource.type is ResourceType.NAT_GATEWAY and resource.availability != "regional":
            return self._nat_interfaces[resource.id]
        return [resource]

    def _judged(self, resource: Resource, choice: Compiled) -> Selected | Refused:
        reason = cannot_be_logged(resource, self.target.account_id)
        return Refused(resource, choice, reason) if reason else Selected(resource, choice)


_GONE = frozenset({"deleting", "deleted", "failing", "failed", "rejecting", "rejected"})
"""States from which nothing returns. Source: EC2 API, TransitGatewayAttachmentState and NatGatewayState (checked 2026-11)."""


def cannot_be_logged(resource: Resource, account_id: str) -> str:
    """
    Say why a resource cannot have a flow log in this account; empty when it can.

    An interface of another account can: an account sees one only in a VPC it owns and shares, and the owner of a VPC may log
    every interface in it.

    Source: VPC guide "VPC sharing" and Transit Gateway guide "Flow logs" (checked 2026-11).
    """
    shared = resource.owner not in ("", account_id)
    if shared and resource.type in (ResourceType.VPC, ResourceType.SUBNET):
        return f"it is shared by account {resource.owner}; only the owner can log it, a participant logs its own interfaces"
    if shared and resource.type in (ResourceType.TRANSIT_GATEWAY, ResourceType.TRANSIT_GATEWAY_ATTACHMENT):
        return f"its transit gateway belongs to account {resource.owner}; deploy this entry there"
    if shared and resource.type is not ResourceType.NETWORK_INTERFACE:
        return f"it belongs to account {resource.owner}"
    if resource.attachment_type == "connect":
        return "a connect attachment has no flow log of its own; its traffic shows on the attachment that carries it"
    if resource.type is not ResourceType.NETWORK_INTERFACE and resource.state in _GONE:
        return f"it is {resource.state}"
    return ""

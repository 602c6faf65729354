"""Why one resource is logged, or is not: which entry, through which selector and at which scope, or what did not fit."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan.resolve import named_selectors
from flowlog_config.plan.select import Selecting, Selection, cannot_be_logged
from flowlog_config.schema.check import target_name
from flowlog_config.schema.load import Loaded
from flowlog_config.schema.model import FlowLog
from flowlog_config.schema.problems import Path


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One sentence of an explanation.

    Attributes:
        path: Place in the file it speaks of; empty for a selector that ships.
        text: The sentence.
    """

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What one entry means for one resource.

    Attributes:
        entry: Name of the entry.
        scope: ``itself``, ``subnet``, ``vpc`` or ``transit-gateway`` when the entry logs it; empty when it does not.
        traffic_type: ALL, ACCEPT or REJECT when it is logged.
        reasons: Why.
    """

    entry: str
    scope: str
    traffic_type: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    What the file means for one resource.

    Attributes:
        resource: As the inventory has it.
        account_id: Account it was found in.
        region: Region it was found in.
        verdicts: One an entry, in the order of the file.
    """

    resource: Resource
    account_id: str
    region: str
    verdicts: tuple[Verdict, ...]

    @property
    def covered_by(self) -> tuple[Verdict, ...]:
        """The entries that log it."""
        return tuple(verdict for verdict in self.verdicts if verdict.scope)


class Explainer:
    """
    Explains resources of an inventory under a file.

    Args:
        loaded: The checked file.
        inventory: What the accounts have.
    """

    def __init__(self, loaded: Loaded, inventory: Inventory) -> None:
        self._loaded = loaded
        self._inventory = inventory
        config = loaded.config
        self._targets = {
            (t.account, t.region): target_name(t.account, t.region, t.name)
            for t in config.targets
            if (t.account, t.region) in inventory.targets
        }
        selectors = named_selectors(config)
        self._selecting = {key: Selecting(inventory.targets[key], selectors) for key in self._targets}
        self._selections: dict[tuple[tuple[str, str], int], tuple[Selection, Mapping[str, int]]] = {}

    def find(self, query: str) -> list[tuple[TargetInventory, Resource]]:
        """Find what a person means by an id, a Name or an address; an address finds the interface that has it."""
        address = _address(query)
        return [
            (target, resource)
            for key, target in self._inventory.targets.items()
            if key in self._targets
            for resource in target.resources.values()
            if (_has(resource, address) if address else query in (resource.id, resource.name, resource.service))
        ]

    def explain(self, target: TargetInventory, resource: Resource) -> Explanation:
        """Explain one resource."""
        key = (target.account_id, target.region)
        verdicts = tuple(
            self._verdict(key, i, entry, resource)
            for i, entry in enumerate(self._loaded.config.flow_logs)
            if entry.targets is None or self._targets[key] in entry.targets
        )
        return Explanation(resource, target.account_id, target.region, verdicts)

    def everything(self) -> Iterator[Explanation]:
        """Explain every resource that can have a flow log."""
        for key in self._targets:
            target = self._inventory.targets[key]
            for id_ in target.resources:
                yield self.explain(target, target.resources[id_])

    def _selection(self, key: tuple[str, str], i: int) -> tuple[Selection, Mapping[str, int]]:
        if (key, i) not in self._selections:
            entry = self._loaded.config.flow_logs[i]
            selection = self._selecting[key].select(entry, ("flow_logs", i))
            self._selections[key, i] = (selection, selection.positions)
        return self._selections[key, i]

    def _verdict(self, key: tuple[str, str], i: int, entry: FlowLog, resource: Resource) -> Verdict:
        selection, positions = self._selection(key, i)
        for scope, id_ in _scopes(resource):
            if id_ in positions:
                choice = selection.selected[positions[id_]].choice
                what = "it" if scope == "itself" else f"its {scope} {id_}"
                reason = Reason(choice.path, f"{what} is selected by {_named(choice.label)}")
                return Verdict(entry.name, scope, self._traffic(entry, resource), (reason,))
        return Verdict(entry.name, "", "", tuple(self._why_not(key, i, entry, resource)))

    def _traffic(self, entry: FlowLog, resource: Resource) -> str:
        if resource.type in (ResourceType.TRANSIT_GATEWAY, ResourceType.TRANSIT_GATEWAY_ATTACHMENT):
            return "ALL"
        return entry.traffic_type or self._loaded.config.defaults.traffic_type or "ALL"

    def _why_not(self, key: tuple[str, str], i: int, entry: FlowLog, resource: Resource) -> Iterator[Reason]:
        path: Path = ("flow_logs", i)
        compiler = self._selecting[key].compiler
        choices = compiler.choices(entry.select, (*path, "select"))
        if any(choice.matches(resource) for choice in choices):
            for exclude in compiler.choices(entry.exclude or (), (*path, "exclude")):
                if exclude.matches(resource):
                    yield Reason(exclude.path, f"it is excluded by {_named(exclude.label)}")
            reason = cannot_be_logged(resource, key[0])
            if reason:
                yield Reason((*path, "select"), reason)
            if resource.type is ResourceType.NAT_GATEWAY and resource.availability != "regional":
                yield Reason((*path, "select"), "a zonal NAT gateway is logged by its network interface")
            return
        resources = self._inventory.targets[key].resources
        around = [resource, *(resources[id_] for _, id_ in _scopes(resource) if id_ in resources and id_ != resource.id)]
        for choice in choices:
            tested = next((one for one in around if one.type in choice.types), resource)
            prefix = "" if tested is resource else f"its {tested.type} {tested.id}: "
            for where, text in choice.failed(tested):
                yield Reason(where, f"{_named(choice.label)}: {prefix}{text}")


def _named(label: str) -> str:
    return "a selector" if label == "selector" else f'"{label}"'


def _scopes(resource: Resource) -> Iterator[tuple[str, str]]:
    yield "itself", resource.id
    if resource.type in (ResourceType.NETWORK_INTERFACE, ResourceType.NAT_GATEWAY, ResourceType.SUBNET):
        yield "subnet", resource.subnet
        yield "vpc", resource.vpc
    if resource.type is ResourceType.TRANSIT_GATEWAY_ATTACHMENT:
        yield "transit-gateway", resource.transit_gateway


def _address(query: str) -> str:
    try:
        return str(ipaddress.ip_address(query))
    except ValueError:
        return ""


def _has(resource: Resource, address: str) -> bool:
    return resource.type is ResourceType.NETWORK_INTERFACE and address in resource.addresses

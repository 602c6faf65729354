"""What every entry of a file selects in every target, and which of it ``overlap: drop`` leaves out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowlog_config.inventory.model import Inventory, Resource, ResourceType
from flowlog_config.operate.scopes import wider_scopes
from flowlog_config.plan.conditions import Compiled
from flowlog_config.plan.destination import TRAFFIC_TYPE
from flowlog_config.plan.resolve import named_selectors
from flowlog_config.plan.routes import Way, ways
from flowlog_config.plan.select import Selecting, Selection
from flowlog_config.schema.model import Config, FlowLog

Key = tuple[str, str]
"""Account and region of a target."""

_TRANSIT = (ResourceType.TRANSIT_GATEWAY, ResourceType.TRANSIT_GATEWAY_ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Wider:
    """
    A flow log that has all records of a narrower one.

    Attributes:
        entry: Name of the entry it comes from.
        scope: ``subnet`` or ``vpc``.
        id: What it logs.
    """

    entry: str
    scope: str
    id: str


class Choices:
    """
    What a file selects from an inventory, whatever else is wrong with either.

    Args:
        config: The file.
        inventory: What the accounts have; targets that it lacks are left out.
    """

    def __init__(self, config: Config, inventory: Inventory) -> None:
        self.config = config
        self.inventory = inventory
        self.targets: Mapping[Key, str] = {
            (t.account, t.region): t.called for t in config.targets if (t.account, t.region) in inventory.targets
        }
        selectors = named_selectors(config)
        self.selecting = {key: Selecting(inventory.targets[key], selectors) for key in self.targets}
        self._selections: dict[tuple[Key, int], tuple[Selection, Mapping[str, int]]] = {}

    def applies(self, key: Key, entry: FlowLog) -> bool:
        """Whether an entry is for a target."""
        return entry.targets is None or self.targets[key] in entry.targets

    def choice(self, key: Key, i: int, id_: str) -> Compiled | None:
        """Give what selects a resource for the entry at a 0-based place; None when nothing does."""
        selection, positions = self._selection(key, i)
        return selection.selected[positions[id_]].choice if id_ in positions else None

    def ways(self, i: int) -> Sequence[Way]:
        """Give the routes of the entry at a 0-based place."""
        return tuple(ways(self.config, self.config.flow_logs[i], ("flow_logs", i)))

    def traffic_type(self, way: Way, resource: Resource) -> str:
        """Give ALL, ACCEPT or REJECT; transit gateways know only ALL."""
        if resource.type in _TRANSIT:
            return TRAFFIC_TYPE
        return way.entry.traffic_type or self.config.defaults.traffic_type or TRAFFIC_TYPE

    def wider(self, key: Key, way: Way, resource: Resource) -> Wider | None:
        """Give the flow log for which ``overlap: drop`` leaves out an entry's flow log on a resource, on one route."""
        if self.config.overlap != "drop" or resource.type in _TRANSIT:
            return None
        traffic = self.traffic_type(way, resource)
        for scope, id_ in wider_scopes(resource):
            for j, entry in enumerate(self.config.flow_logs):
                if not self.applies(key, entry) or self.choice(key, j, id_) is None:
                    continue
                same = (other for other in self.ways(j) if other.to == way.to)
                if any(self.traffic_type(other, resource) in (TRAFFIC_TYPE, traffic) for other in same):
                    return Wider(entry.name, scope, id_)
        return None

    def flow_logs(self, key: Key) -> Iterator[tuple[str, Resource]]:
        """Give what a target should log: the entry's name and the resource, once whatever the number of routes."""
        for i, entry in enumerate(self.config.flow_logs):
            if self.applies(key, entry):
                for one in self._selection(key, i)[0].selected:
                    if any(self.wider(key, way, one.resource) is None for way in self.ways(i)):
                        yield entry.name, one.resource

    def _selection(self, key: Key, i: int) -> tuple[Selection, Mapping[str, int]]:
        if (key, i) not in self._selections:
            selection = self.selecting[key].select(self.config.flow_logs[i], ("flow_logs", i))
            self._selections[key, i] = (selection, selection.positions)
        return self._selections[key, i]

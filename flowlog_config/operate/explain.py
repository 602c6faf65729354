"""Why one resource is logged, or is not: which entry, through which selector and at which scope, or what did not fit."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.choices import Choices, Key
from flowlog_config.operate.scopes import ITSELF, Scopes
from flowlog_config.operate.why_not import Reason, named, why_not
from flowlog_config.schema.model import Config, FlowLog

_TRAFFIC = {"ALL": ("ACCEPT", "REJECT"), "ACCEPT": ("ACCEPT",), "REJECT": ("REJECT",)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What one entry means for one resource. An entry that logs it at several scopes, or on several routes, gives one verdict
    for each.

    Attributes:
        entry: Name of the entry.
        scope: ``itself``, ``interface``, ``subnet``, ``vpc`` or ``transit gateway`` when the entry logs it; else empty.
        traffic_type: ALL, ACCEPT or REJECT when it is logged.
        reasons: Why.
        route: ``cloudwatch``, ``firehose`` or ``s3`` when it is logged.
    """

    entry: str
    scope: str
    traffic_type: str
    reasons: tuple[Reason, ...]
    route: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    What the file means for one resource.

    Attributes:
        resource: As the inventory has it.
        account_id: Account it was found in.
        region: Region it was found in.
        verdicts: In the order of the file, at least one an entry.
    """

    resource: Resource
    account_id: str
    region: str
    verdicts: tuple[Verdict, ...]

    @property
    def covered_by(self) -> tuple[Verdict, ...]:
        """The verdicts that log it."""
        return tuple(verdict for verdict in self.verdicts if verdict.scope)

    @property
    def twice(self) -> frozenset[str]:
        """Traffic whose records are written, and billed, more than once on one route: ACCEPT, REJECT, both or neither."""
        counts = Counter((one.route, traffic) for one in self.covered_by for traffic in _TRAFFIC[one.traffic_type])
        return frozenset(traffic for (_, traffic), times in counts.items() if times > 1)


class Explainer:
    """
    Explains resources of an inventory under a file.

    Args:
        config: The file.
        inventory: What the accounts have.
    """

    def __init__(self, config: Config, inventory: Inventory) -> None:
        self._choices = Choices(config, inventory)
        self._scopes = {key: Scopes(inventory.targets[key]) for key in self._choices.targets}

    @property
    def targets(self) -> Iterator[TargetInventory]:
        """Targets of the file that the inventory has."""
        return (self._choices.inventory.targets[key] for key in self._choices.targets)

    def explain(self, target: TargetInventory, resource: Resource) -> Explanation:
        """Explain one resource of one of ``targets``."""
        key = (target.account_id, target.region)
        verdicts = tuple(
            verdict
            for i, entry in enumerate(self._choices.config.flow_logs)
            for verdict in self._verdicts(key, i, entry, resource)
        )
        return Explanation(resource, target.account_id, target.region, verdicts)

    def everything(self) -> Iterator[Explanation]:
        """Explain every resource."""
        for target in self.targets:
            for resource in target.resources.values():
                yield self.explain(target, resource)

    def _verdicts(self, key: Key, i: int, entry: FlowLog, resource: Resource) -> Iterator[Verdict]:
        if not self._choices.applies(key, entry):
            only = Reason(("flow_logs", i, "targets"), f"it is not for {self._choices.targets[key]}")
            yield Verdict(entry.name, "", "", (only,))
            return
        left_out: list[Reason] = []
        logged = False
        resources = self._choices.inventory.targets[key].resources
        for scope, id_ in self._scopes[key].of(resource):
            choice = self._choices.choice(key, i, id_)
            if choice is None:
                continue
            what = "it" if scope == ITSELF else f"its {scope} {id_}"
            reason = Reason(choice.path, f"{what} is selected by {named(choice.label)}")
            for way in self._choices.ways(i):
                if wider := self._choices.wider(key, way, resources[id_]):
                    why = f'`overlap: drop` leaves {id_} out: "{wider.entry}" logs its {wider.scope} {wider.id}'
                    left_out.append(Reason(("overlap",), why))
                    continue
                logged = True
                traffic, reasons = self._choices.traffic_type(way, resource), (reason, *_trap(scope, resource))
                yield Verdict(entry.name, scope, traffic, reasons, way.to)
        if not logged:
            around = [resources[id_] for _, id_ in self._scopes[key].of(resource) if id_ in resources]
            found = left_out or why_not(self._choices.selecting[key], i, entry, around)
            yield Verdict(entry.name, "", "", tuple(found))


def _trap(scope: str, resource: Resource) -> Iterator[Reason]:
    """Warn of a flow log that will end with its interface."""
    if scope == ITSELF and resource.type is ResourceType.NETWORK_INTERFACE and resource.transient:
        yield Reason((), f"it comes and goes by itself, and its flow log with it; its subnet stays: {resource.subnet}")

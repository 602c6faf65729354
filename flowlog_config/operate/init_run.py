"""One run of ``flowlog init``: an account or inventory to a first file, checked before it is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowlog_config.inventory.file import read_inventory, write_inventory
from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.choices import Choices
from flowlog_config.operate.estimate import Assumptions, Cost, estimate
from flowlog_config.operate.first_file import Facts, first_file
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.select import cannot_be_logged
from flowlog_config.schema.load import load
from flowlog_config.schema.problems import Problem


@dataclass(frozen=True, slots=True)
class First:
    """
    A first file, ready to write.

    Attributes:
        path: Where it goes.
        inventory_path: Where its inventory goes.
        text: Of the file.
        inventory: What the accounts have.
        warnings: Of its check.
        costs: Of ``edge`` and of every interface, a pair for each target.
    """

    path: Path
    inventory_path: Path
    text: str
    inventory: Inventory
    warnings: tuple[Problem, ...]
    costs: tuple[tuple[Cost, Cost], ...]


def prepare(path: Path, inventory: Inventory, *, endpoint: str, cluster_name: str, assumed: Assumptions) -> First:
    """
    Write a first file in memory, check and plan it.

    Args:
        path: Where it will go.
        inventory: What the accounts have; its targets become the file's.
        endpoint: Of the aggregator.
        cluster_name: Of the aggregator's values.
        assumed: For the estimate.

    Raises:
        InvalidConfigError: When the endpoint or cluster name is not right, or the account has more than a stack takes.
    """
    keys = list(inventory.targets)

    def written(facts: Facts) -> str:
        return first_file(endpoint=endpoint, cluster_name=cluster_name, targets=keys, facts=facts)

    planned = make_plan(load(str(path), written(Facts(0, 0, (), 0))), inventory)
    choices = Choices(load(str(path), written(Facts(0, 0, (), 0))).config, inventory)
    edges = {key: sum(1 for _ in choices.flow_logs(key)) for key in keys}
    every = {key: sum(_writes(one, key[0]) for one in inventory.targets[key].resources.values()) for key in keys}
    text = written(_facts(inventory.targets.values(), sum(edges.values()), sum(every.values())))
    costs = tuple((estimate(edges[key], assumed), estimate(every[key], assumed)) for key in keys)
    return First(path, path.with_name(f"{path.stem}.inventory.json"), text, inventory, planned.warnings, costs)


def write(first: First, *, force: bool) -> None:
    """
    Write the inventory and the file.

    Raises:
        FileExistsError: When one of them is there and ``force`` is not given; nothing is written then.
        OSError: When one cannot be written.
    """
    same = first.inventory_path.exists() and read_inventory(first.inventory_path) == first.inventory
    for place in [first.path] if same else [first.path, first.inventory_path]:
        if place.exists() and not force:
            raise FileExistsError(place)
    if not same:
        write_inventory(first.inventory, first.inventory_path)
    with first.path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
        file.write(first.text)


def as_data(first: First, assumed: Assumptions) -> dict[str, Any]:
    """Give what was written and what it costs as plain data."""
    return {
        "ok": True,
        "file": str(first.path),
        "inventory": str(first.inventory_path),
        "assumptions": {
            "bytes_per_record": assumed.bytes_per_record,
            "records_per_interface_hour": [assumed.few, assumed.many],
        },
        "edge": _sum([edge for edge, _ in first.costs]),
        "everything": _sum([every for _, every in first.costs]),
    }


def _sum(costs: Sequence[Cost]) -> dict[str, Any]:
    return {
        "interfaces": sum(one.interfaces for one in costs),
        "gb_per_month": [round(sum(one.gb[i] for one in costs), 2) for i in (0, 1)],
        "usd_per_month": [round(sum(one.usd[i] for one in costs), 2) for i in (0, 1)],
    }


def _facts(found: Collection[TargetInventory], edge: int, interfaces: int) -> Facts:
    peered = tuple(sorted(id_ for target in found for id_ in target.peered_vpcs))
    attachments = sum(
        one.type is ResourceType.TRANSIT_GATEWAY_ATTACHMENT and not cannot_be_logged(one, target.account_id)
        for target in found
        for one in target.resources.values()
    )
    return Facts(edge, interfaces, peered, attachments)


def _writes(resource: Resource, account_id: str) -> bool:
    """Whether a resource writes records of its own and may be logged: an interface, or a regional NAT gateway."""
    regional = resource.type is ResourceType.NAT_GATEWAY and resource.availability == "regional"
    if not regional and resource.type is not ResourceType.NETWORK_INTERFACE:
        return False
    return not cannot_be_logged(resource, account_id)

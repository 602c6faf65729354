"""One run of ``flowlog init``: an account or inventory to a first file, checked before it is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flowlog_config.formats import DEFAULT_FORMATS, Family, record_bytes
from flowlog_config.inventory.file import read_inventory, write_inventory
from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.estimate import Estimate, estimate
from flowlog_config.operate.cost.range import in_order
from flowlog_config.operate.first_file import Facts, first_file
from flowlog_config.plan.file import inventory_path
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.record import recorded_after
from flowlog_config.plan.select import cannot_be_logged
from flowlog_config.schema.load import Loaded, load
from flowlog_config.schema.problems import Problem


@dataclass(frozen=True, slots=True)
class First:
    """
    A first file, ready to write.

    Attributes:
        path: Where it goes.
        inventory_path: Where its inventory goes.
        text: Of the file.
        inventory: What the accounts have, with the stacks of the flow logs recorded.
        warnings: Of its check.
        edge: What it costs.
        everything: What it would cost with ``select: everything``.
    """

    path: Path
    inventory_path: Path
    text: str
    inventory: Inventory
    warnings: tuple[Problem, ...]
    edge: Estimate
    everything: Estimate


def prepare(path: Path, inventory: Inventory, *, endpoint: str, cluster_name: str, assumed: Assumed) -> First:
    """
    Write a first file in memory, check and plan it.

    Args:
        path: Where it will go.
        inventory: What the accounts have; its targets become the file's.
        endpoint: Of the aggregator.
        cluster_name: Of the aggregator's values.
        assumed: For the estimate.

    Raises:
        InvalidConfigError: When the endpoint or cluster name is not right.
    """
    keys = list(inventory.targets)

    def written(facts: Facts) -> str:
        return first_file(endpoint=endpoint, cluster_name=cluster_name, targets=keys, facts=facts)

    loaded = load(str(path), written(Facts(0, 0, (), 0)))
    planned = make_plan(loaded, inventory, recording=True)
    every_vpc = make_plan(_with_everything(loaded), inventory, recording=True)
    edge, everything = (estimate(one, inventory, assumed, {}) for one in (planned, every_vpc))
    every = sum(_writes(one, key[0]) for key in keys for one in inventory.targets[key].resources.values())
    text = written(_facts(inventory.targets.values(), edge.interfaces, every))
    recorded = recorded_after(loaded, inventory, None)
    return First(path, inventory_path(path, None), text, recorded, planned.warnings, edge, everything)


def _with_everything(loaded: Loaded) -> Loaded:
    entries = [one.model_copy(update={"select": ["everything"]}) for one in loaded.config.flow_logs]
    config = loaded.config.model_copy(update={"flow_logs": entries})
    return replace(loaded, part=replace(loaded.part, config=config))


def write(first: First, *, force: bool) -> None:
    """
    Write the inventory and the file.

    Raises:
        FileExistsError: When one of them is there and ``force`` is not given; nothing is written then.
        OSError: When one cannot be written.
    """
    there = read_inventory(first.inventory_path) if first.inventory_path.exists() else None
    same = there is not None and _only_records_more(there, first.inventory)
    for place in [first.path] if same else [first.path, first.inventory_path]:
        if place.exists() and not force:
            raise FileExistsError(place)
    if there != first.inventory:
        write_inventory(first.inventory, first.inventory_path)
    with first.path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
        file.write(first.text)


def _only_records_more(before: Inventory, after: Inventory) -> bool:
    return replace(before, assigned=after.assigned) == after and before.assigned.items() <= after.assigned.items()


def as_data(first: First) -> dict[str, Any]:
    """Give what was written and what it costs as plain data."""
    assumed = first.edge.assumed
    return {
        "ok": True,
        "file": str(first.path),
        "inventory": str(first.inventory_path),
        "assumptions": {
            "bytes_per_record": assumed.bytes_per_record or record_bytes(DEFAULT_FORMATS[Family.VPC]),
            "records_per_interface_hour": [assumed.few, assumed.many],
        },
        "edge": _cost(first.edge),
        "everything": _cost(first.everything),
    }


def _cost(one: Estimate) -> dict[str, Any]:
    return {
        "interfaces": one.interfaces,
        "gb_per_month": in_order(one.gb),
        "usd_per_month": in_order(one.usd),
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

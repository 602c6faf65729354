"""
The inventory as a file: JSON made to be committed. Sorted, one resource a line, so that a change is a small diff.

Defaults are left out of a line, and a field a newer version adds is no error to an older file, never the other way round.
"""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory

VERSION = 1
_FIELDS = {f.name: f for f in fields(Resource)}


class InventoryError(Exception):
    """The inventory file cannot be used; the message says why and what to run."""


def write_inventory(inventory: Inventory, path: Path) -> None:
    """Write the file whole or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(to_text(inventory), encoding="utf-8")
    temporary.replace(path)


def read_inventory(path: Path) -> Inventory:
    """
    Read the file.

    Raises:
        InventoryError: When it is missing, unreadable, or of another version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InventoryError(f"there is no inventory {path}; make it with: flowlog discover") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InventoryError(f"the inventory {path} cannot be read: {error}") from error
    return from_text(text, str(path))


def to_text(inventory: Inventory) -> str:
    """Give the file's text: the same inventory always gives the same bytes."""
    targets = ",\n".join(_target_text(inventory.targets[key]) for key in sorted(inventory.targets))
    head = json.dumps({"version": VERSION, "discovered": inventory.discovered})[:-1]
    return f'{head}, "targets": [\n{targets}\n]}}\n'


def _target_text(target: TargetInventory) -> str:
    head = {"account": target.account_id, "region": target.region, "not_read": sorted(target.not_read)}
    head["peered_vpcs"] = sorted(target.peered_vpcs)
    rows = ",\n".join(json.dumps(_row(target.resources[id_])) for id_ in sorted(target.resources))
    return f'{json.dumps(head)[:-1]}, "resources": [\n{rows}\n]}}'


def _row(resource: Resource) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, field in _FIELDS.items():
        value = getattr(resource, name)
        default = field.default if field.default is not MISSING else None
        if value != default and value not in ((), {}):
            row[name] = dict(sorted(value.items())) if name == "tags" else value
    return row


def from_text(text: str, name: str) -> Inventory:
    """
    Read the text of an inventory file.

    Raises:
        InventoryError: When it is no inventory of this version.
    """
    again = "make it anew with: flowlog discover"
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise InventoryError(f"the inventory {name} is of version {data['version']}, not {VERSION}; {again}")
        targets = [_target(row) for row in data["targets"]]
    except (KeyError, TypeError, ValueError) as error:
        raise InventoryError(f"{name} is no inventory ({type(error).__name__}: {error}); {again}") from error
    return Inventory({(t.account_id, t.region): t for t in targets}, data.get("discovered", ""))


def _target(row: dict[str, Any]) -> TargetInventory:
    resources = {r["id"]: _resource(r) for r in row["resources"]}
    return TargetInventory(
        row["account"], row["region"], resources, frozenset(row["peered_vpcs"]), tuple(row["not_read"])
    )


def _resource(row: dict[str, Any]) -> Resource:
    row["type"] = ResourceType(row["type"])
    if "addresses" in row:
        row["addresses"] = tuple(row["addresses"])
    return Resource(**row)

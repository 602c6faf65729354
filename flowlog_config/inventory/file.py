"""
The inventory as a file: JSON made to be committed. Sorted, one resource a line, so that a change is a small diff.

Defaults are left out of a line, so a file of an older flowlog stays readable when a resource gets a new attribute; an
older flowlog refuses a file that has one.

Longer than 200 lines because what is written and how it is read again belong side by side.
"""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from flowlog_config.inventory.damage import NEWER, WRITER, back, conflict_line, one_side
from flowlog_config.inventory.model import PREFIXES, Assignment, Inventory, Resource, ResourceType, TargetInventory

VERSION = 1
_MOST_STACKS = 10_000
"""Of a target: five times what an account and region have by default. Source: CloudFormation quotas (checked 2026-11)."""
_TYPES = frozenset(ResourceType)
_FIELDS = {f.name: f for f in fields(Resource)}
_PLACE = {"account", "region"}
_ACCOUNT_ID = re.compile("[0-9]{12}")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _WrongError(ValueError):
    """Something in the file is wrong; the message says what, in the file's words."""


class InventoryError(Exception):
    """
    The inventory file cannot be used; the message says why.

    Attributes:
        use: What to do.
    """

    def __init__(self, message: str, use: str) -> None:
        super().__init__(message)
        self.use = use


def write_inventory(inventory: Inventory, path: Path) -> None:
    """
    Write the file whole or not at all; a symbolic link keeps pointing to it.

    Raises:
        OSError: When it cannot be written; the file is as before.
    """
    whole = path.resolve()
    temporary = whole.with_name(f"{whole.name}.new")
    try:
        temporary.write_bytes(to_text(inventory).encode())
        temporary.replace(whole)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def read_inventory(path: Path) -> Inventory:
    """
    Read the file.

    Raises:
        InventoryError: When it is missing, unreadable, or of another version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InventoryError(f"there is no inventory {path}", "flowlog discover") from error
    except UnicodeDecodeError as error:
        raise InventoryError(f"the inventory {path} is not UTF-8 text", back(str(path))) from error
    except OSError as error:
        raise InventoryError(f"the inventory {path} cannot be read: {error.strerror}", "a file you may read") from error
    return from_text(text, str(path))


def to_text(inventory: Inventory) -> str:
    """Give the file's text: the same inventory always gives the same bytes."""
    targets = ",\n".join(_target_text(inventory.targets[key]) for key in sorted(inventory.targets))
    head = _open({"version": VERSION, "discovered": inventory.discovered})
    stacks = ",\n".join(_stacks_text(key, inventory.assigned[key]) for key in sorted(inventory.assigned))
    more = f', "stacks": [\n{stacks}\n]' if stacks else ""
    return f'{head}, "targets": [\n{targets}\n]{more}}}\n'


def _stacks_text(key: tuple[str, str], assignment: Assignment) -> str:
    head = {"account": key[0], "region": key[1], "opened": assignment.opened}
    left = f', "left": [\n{_rows_text(assignment.left)}\n]' if assignment.left else ""
    return f'{_open(head)}, "flow_logs": [\n{_rows_text(assignment.stacks)}\n]{left}}}'


def _rows_text(stacks: Mapping[tuple[str, str], int]) -> str:
    return ",\n".join(_json([*names, number]) for names, number in sorted(stacks.items()))


def _target_text(target: TargetInventory) -> str:
    head = {"account": target.account_id, "region": target.region, "not_read": sorted(target.not_read)}
    head["peered_vpcs"] = sorted(target.peered_vpcs)
    rows = ",\n".join(_json(_row(target.resources[id_])) for id_ in sorted(target.resources))
    return f'{_open(head)}, "resources": [\n{rows}\n]}}'


def _open(head: dict[str, Any]) -> str:
    return _json(head)[:-1]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


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
        InventoryError: When it is no inventory of this version, or lists something twice (a merge gone wrong).
    """
    if line := conflict_line(text):
        raise InventoryError(f"{name} has a merge conflict on line {line}", one_side(name))
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            raise InventoryError(f"{name} is no inventory: it is no JSON object", back(name))
        if data["version"] != VERSION:
            message = f"the inventory {name} is of version {data['version']}, not {VERSION}"
            raise InventoryError(message, WRITER)
        _only(data, {"version", "discovered", "targets", "stacks"})
        targets = _unique(((_key(row), _target(row)) for row in _list(data["targets"])), "target")
        assigned = _unique(((_key(row), _assignment(row)) for row in _list(data.get("stacks", []))), "target")
        return Inventory(targets, _text(data.get("discovered", "")), assigned)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        reason = _reason(error)
        raise InventoryError(f"{name} is no inventory ({reason})", WRITER if NEWER in reason else back(name)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: line {error.lineno}, column {error.colno}"
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) if isinstance(error, _WrongError) else "a part of it has not the form that flowlog writes"


def _key(row: dict[str, Any]) -> tuple[str, str]:
    account_id = _text(row["account"])
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise _WrongError(f"{account_id!r} is no account id")
    return account_id, _text(row["region"])


def _target(row: dict[str, Any]) -> TargetInventory:
    _only(row, {*_PLACE, "resources", "peered_vpcs", "not_read"})
    resources = _unique(((_text(r["id"]), _resource(r)) for r in _list(row["resources"])), "resource")
    peered, not_read = _list(row["peered_vpcs"]), _list(row["not_read"])
    return TargetInventory(*_key(row), resources, frozenset(map(_text, peered)), tuple(map(_text, not_read)))


def _assignment(row: dict[str, Any]) -> Assignment:
    _only(row, {*_PLACE, "opened", "flow_logs", "left"})
    opened, planned, left = row["opened"], _list(row["flow_logs"]), _list(row.get("left", []))
    stacks = _unique((((_text(source), _text(to)), number) for source, to, number in (*planned, *left)), "flow log")
    if type(opened) is int and opened > _MOST_STACKS:
        raise _WrongError(f"{row['account']} in {row['region']} has {opened} stacks")
    if not all(type(one) is int and 1 <= one <= opened for one in (*stacks.values(), opened)):
        raise _WrongError(f"a flow log of {row['account']} in {row['region']} is in no stack from 1 to {opened}")
    rows = list(stacks.items())
    return Assignment(opened, dict(rows[: len(planned)]), dict(rows[len(planned) :]))


def _resource(row: dict[str, Any]) -> Resource:
    if row["type"] not in _TYPES:
        raise _WrongError(f"{row['type']!r} is no type of resource")
    _only(row, _FIELDS.keys())
    if PREFIXES.get(_text(row["id"]).rpartition("-")[0]) != row["type"]:
        raise _WrongError(f"{row['id']!r} is no id of the type {row['type']}")
    given: dict[str, Any] = {"type": ResourceType(row["type"])}
    for name, value in row.items():
        if name == "type":
            continue
        if name == "tags":
            given[name] = {_text(key): _text(one) for key, one in value.items()}
        elif name == "addresses":
            given[name] = tuple(map(_text, _list(value)))
        elif name in ("public", "transient"):
            given[name] = _flag(value)
        else:
            given[name] = _text(value)
    return Resource(**given)


def _only(row: dict[str, Any], known: Iterable[str]) -> None:
    """Refuse a key that would be ignored, and lost when the file is written again."""
    if unknown := sorted(row.keys() - known):
        raise _WrongError(f"{unknown[0]!r} {NEWER}")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(f"{value!r} is not true or false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"{value!r} is no text")
    return value


def _unique(pairs: Iterable[tuple[_Key, _Value]], what: str) -> dict[_Key, _Value]:
    found: dict[_Key, _Value] = {}
    for key, value in pairs:
        if key in found:
            raise _WrongError(f"{what} {key} is there twice")
        found[key] = value
    return found

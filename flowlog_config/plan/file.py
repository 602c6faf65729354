"""From a file's path to its plan: the one way every command takes."""

from pathlib import Path

from flowlog_config.inventory.file import InventoryError, read_inventory
from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, by_place, load, read_text
from flowlog_config.schema.problems import problem


def plan_file(path: Path) -> Planned:
    """
    Read, check and plan a configuration file, with its inventory if there is one.

    Raises:
        InvalidConfigError: With every problem in the file, and its text where it could be read.
    """
    loaded = load(str(path), read_text(path))
    return make_plan(loaded, inventory_of(loaded, path))


def inventory_path(path: Path, said: str | None) -> Path:
    """Give the place of a file's inventory: what it says, or its own name with ``.inventory.json``."""
    return path.parent / said if said else path.with_name(f"{path.stem}.inventory.json")


def inventory_of(loaded: Loaded, path: Path) -> Inventory | None:
    """
    Read a file's inventory; None when there is none and the file does not name one.

    Raises:
        InvalidConfigError: FL404 when it cannot be used.
    """
    where = inventory_path(path, loaded.config.inventory)
    if loaded.config.inventory is None and not where.exists():
        return None
    try:
        return read_inventory(where)
    except InventoryError as error:
        raise unusable(loaded, error) from error


def unusable(loaded: Loaded, error: InventoryError) -> InvalidConfigError:
    """Make FL404 of why a file's inventory cannot be used, beside the file's own problems."""
    found = problem("FL404", str(error), ("inventory",), use=error.use)
    return InvalidConfigError(by_place(loaded.document, [*loaded.problems, found]), loaded.document)

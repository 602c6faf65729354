"""Recording, in the inventory, which stack each flow log is in."""

from dataclasses import replace
from pathlib import Path

from flowlog_config.inventory.file import write_inventory
from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.file import inventory_of, inventory_path
from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text


def record(path: Path) -> tuple[Planned, Path]:
    """
    Plan a file, and record the stacks of all its flow logs.

    A file without an inventory gets one that holds nothing else.

    Returns:
        The plan, and where it is recorded.

    Raises:
        InvalidConfigError: With every problem of the file.
        OSError: When the inventory cannot be written; it is as before.
    """
    loaded = load(str(path), read_text(path))
    inventory, where = inventory_of(loaded, path), inventory_path(loaded, path)
    planned = make_plan(loaded, inventory, recording=True)
    write_inventory(replace(inventory or Inventory({}), assigned=planned.assigned), where)
    return planned, where


def recorded_after(loaded: Loaded, after: Inventory, before: Inventory | None) -> Inventory:
    """
    Give a newly read inventory with the stacks of the flow logs, as far as there is more than one.

    What was planned before and fitted into one stack is in the first; a file that cannot be planned changes nothing.

    Args:
        loaded: The file.
        after: What was read, with what ``before`` had recorded.
        before: The inventory until now.
    """
    try:
        known = make_plan(loaded, before, recording=True).assigned if before and before.targets else {}
    except InvalidConfigError:
        known = {}
    certain = {key: one for key, one in known.items() if one.opened == 1}
    try:
        assigned = make_plan(loaded, replace(after, assigned={**certain, **after.assigned}), recording=True).assigned
    except InvalidConfigError:
        return after
    wanted = {key: one for key, one in assigned.items() if one.opened > 1 or key in after.assigned}
    return replace(after, assigned={**after.assigned, **wanted})

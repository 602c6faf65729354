"""Recording, in the inventory, which stack each flow log is in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flowlog_config.inventory.file import write_inventory
from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.plan.file import inventory_of, inventory_path
from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.plan.placing import RETIRING
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text


def record(path: Path) -> tuple[Planned, Path, list[str]]:
    """
    Plan a file, and record the stacks of all its flow logs.

    A file without an inventory gets one that holds nothing else; one without targets needs none. What is recorded of targets that
    the file has not stays.

    Returns:
        The plan, where it is recorded, and what to think of before it is deployed.

    Raises:
        InvalidConfigError: With every problem of the file.
        OSError: When the inventory cannot be written; it is as before.
    """
    loaded = load(str(path), read_text(path))
    inventory, where = inventory_of(loaded, path), inventory_path(path, loaded.config.inventory)
    planned = make_plan(loaded, inventory, recording=True)
    before = inventory or Inventory({})
    after = replace(before, assigned={**before.assigned, **planned.assigned})
    if planned.assigned:
        write_inventory(after, where)
    return planned, where, list(doubtful(before, after))


def doubtful(before: Inventory | None, after: Inventory) -> Iterator[str]:
    """
    Say what to think of before what is recorded is deployed.

    Args:
        before: The inventory until now.
        after: What is recorded from now on.
    """
    yield from _grown(before, after)
    yield from _forgotten(before, after)


def _forgotten(before: Inventory | None, after: Inventory) -> Iterator[str]:
    """Say of every target which flow logs that left had to give their room away, and what that means."""
    for key, was in (before.assigned if before else {}).items():
        now = after.assigned.get(key, Assignment())
        if lost := _known(was) - _known(now):
            yield (
                f"{', '.join(key)}: what is new takes the room of what left the file, so the stack of {lost.total():,} that left "
                "is no longer recorded. Deploy before any of it comes back: else it may come into another stack, and is not "
                "logged while it moves (`flowlog diff` says which)"
            )


def _known(assignment: Assignment) -> Counter[str]:
    """Count, by what is logged, the flow logs whose stack is recorded."""
    return Counter(source for source, _ in assignment.everywhere if not source.startswith(RETIRING))


def _grown(before: Inventory | None, after: Inventory) -> Iterator[str]:
    """Say of every target that gets several stacks, and had one at most as far as recorded, what is not known of it."""
    recorded = before.assigned if before else {}
    for key, now in after.assigned.items():
        was = recorded.get(key, Assignment())
        new = sum(number > 1 and row not in was.everywhere for row, number in now.stacks.items())
        if was.opened == 1 < now.opened and new:
            yield (
                f"{', '.join(key)} now has {now.opened} stacks. {new:,} flow logs not recorded before are not in the first: "
                "right if none of them is deployed. If some are, they would be deleted before they are made anew. Put file and "
                "inventory back as they were deployed and run `flowlog plan --record`; then make the change, and run it again"
            )


def recorded_after(loaded: Loaded, after: Inventory, before: Inventory | None) -> Inventory:
    """
    Give a newly read inventory with the stacks of the flow logs, so that a target that outgrows its one stack moves none.

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
    wanted = {key: one for key, one in assigned.items() if one.stacks or key in after.assigned}
    return replace(after, assigned={**after.assigned, **wanted})

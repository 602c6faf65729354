"""What is different between two inventories, in words a reviewer understands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from flowlog_config.inventory.model import Assignment, Inventory, Resource, TargetInventory

_NOTHING = TargetInventory("", "", {})
_NAMED = 5
"""Resources named before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Changes:
    """
    What is different in one target.

    Attributes:
        new: Resources that were not there, by id.
        vanished: Resources that are no longer there, by id.
        changed: Resources that are there still, each with its differences in words.
        other: Differences of the target itself: peerings, and what could not be read.
        recorded: What is recorded otherwise of the stacks of its flow logs: those come and go with the file, too.
    """

    new: tuple[Resource, ...] = ()
    vanished: tuple[Resource, ...] = ()
    changed: tuple[tuple[Resource, tuple[str, ...]], ...] = ()
    other: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.of_account or self.recorded)

    @property
    def of_account(self) -> bool:
        """Whether there is any difference in what the account has."""
        return bool(self.new or self.vanished or self.changed or self.other)


def compare(before: Inventory | None, after: Inventory) -> dict[tuple[str, str], Changes]:
    """Give the changes of every target (account, region) that is in either inventory, sorted."""
    former, recorded = (before.targets, before.assigned) if before else ({}, {})
    keys = sorted({*former, *after.targets})
    return {
        key: replace(
            found, recorded=tuple(_of_the_record(recorded.get(key), after.assigned.get(key), after.targets.get(key)))
        )
        for key in keys
        for found in [compare_targets(former.get(key), after.targets.get(key))]
    }


def compare_targets(before: TargetInventory | None, after: TargetInventory | None) -> Changes:
    """Give the changes of one target; None stands for a target that is not in the inventory."""
    old, new = before or _NOTHING, after or _NOTHING
    changed = (
        (one, tuple(_differences(old.resources[id_], one)))
        for id_, one in new.resources.items()
        if id_ in old.resources and old.resources[id_] != one
    )
    return Changes(
        new=tuple(one for id_, one in new.resources.items() if id_ not in old.resources),
        vanished=tuple(one for id_, one in old.resources.items() if id_ not in new.resources),
        changed=tuple(changed),
        other=tuple(_of_the_target(old, new, gone=after is None)),
    )


def _of_the_target(old: TargetInventory, new: TargetInventory, *, gone: bool) -> Iterator[str]:
    if gone:
        yield "the target is no longer in the file"
        return
    for id_ in sorted(new.peered_vpcs - old.peered_vpcs):
        yield f"{id_} has an active peering connection now"
    for id_ in sorted(old.peered_vpcs - new.peered_vpcs):
        yield f"{id_} has no active peering connection any more"
    for line in sorted(set(new.not_read) - set(old.not_read)):
        yield f"not read any more: {line}"
    for line in sorted(set(old.not_read) - set(new.not_read)):
        yield f"no longer so: {line}"


def _of_the_record(before: Assignment | None, after: Assignment | None, there: TargetInventory | None) -> Iterator[str]:
    old, new = before or Assignment(), after or Assignment()
    come, gone = len(new.stacks.keys() - old.stacks.keys()), len(old.stacks.keys() - new.stacks.keys())
    if come or gone:
        yield f"stacks of flow logs: {come:,} newly recorded, {gone:,} no longer planned"
    gone_ids = sorted({id_ for id_, _ in old.stacks} - {id_ for id_, _ in new.stacks})
    if unselected := [id_ for id_ in gone_ids if there and id_ in there.resources]:
        first, more = ", ".join(unselected[:_NAMED]), len(unselected) - _NAMED
        said = f"{first} and {more:,} more" if more > 0 else first
        them = "them" if len(unselected) > 1 else "it"
        ends = f"the next deployment ENDS the logging of {them}, unless another one logs {them}"
        yield f"no flow log of their own any more: {said}; {ends}"
    if old.opened != new.opened:
        yield f"stacks: {old.opened} before, {new.opened} now"


def _differences(old: Resource, new: Resource) -> Iterator[str]:
    for field in fields(Resource):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        if field.name == "tags":
            yield from _tags(before, after)
        elif field.name == "addresses":
            yield from (f"addresses: {address} is new" for address in after if address not in before)
            yield from (f"addresses: {address} is gone" for address in before if address not in after)
        else:
            yield f"{field.name}: {_said(before)} to {_said(after)}"


def _tags(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield f"tag {key}: {_said(before.get(key))} to {_said(after.get(key))}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in (None, "") else f'"{value}"'

"""What a discovery found, left out and changed: for people, and as data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flowlog_config.discovery.changes import Changes
from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory
from flowlog_config.plan.model import Target
from flowlog_config.plan.select import cannot_be_logged

_SHOWN = 10
"""Resources listed by id before the rest is only counted; --json has them all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How a discovery ended for one target.

    Attributes:
        target: Where.
        inventory: Its part of the inventory; None when there is none.
        unread: Why nothing of it was read; empty when something was.
        changes: What is different from before.
    """

    target: Target
    inventory: TargetInventory | None
    unread: str
    changes: Changes

    @property
    def resources(self) -> Sequence[Resource]:
        """Everything its part of the inventory holds."""
        return list(self.inventory.resources.values()) if self.inventory else []

    @property
    def not_read(self) -> tuple[str, ...]:
        """What is missing or old in its part of the inventory."""
        return self.inventory.not_read if self.inventory else ()

    @property
    def refused(self) -> dict[str, list[str]]:
        """Ids of what cannot be logged from this target, by the reason."""
        found: dict[str, list[str]] = {}
        for one in self.resources:
            if reason := cannot_be_logged(one, self.target.account_id):
                found.setdefault(reason, []).append(one.id)
        return found


def in_words(outcome: Outcome) -> Iterator[str]:
    """Give the lines about one target."""
    target = outcome.target
    yield f"{target.name} ({target.account_id}, {target.region})"
    if outcome.unread:
        kept = "its part of the inventory stays as it was" if outcome.inventory else "it is not in the inventory"
        yield f"  not read: {outcome.unread}; {kept}"
        return
    yield f"  {_counted(Counter(str(one.type) for one in outcome.resources)) or 'nothing there'}"
    kinds = Counter(one.kind for one in outcome.resources if one.type is ResourceType.NETWORK_INTERFACE)
    if kinds:
        yield f"  interfaces: {_counted(kinds)}"
    if kinds["instance"]:
        yield "  an instance's interface does not tell whether an Auto Scaling group owns the instance"
    for reason, ids in outcome.refused.items():
        yield f"  cannot be logged from here: {_listed(ids)}: {reason}"
    for line in outcome.not_read:
        yield f"  not read: {line}"
    yield from _changes(outcome.changes)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Give the same as plain data for ``--json``, with every id."""
    changes = outcome.changes
    return {
        "name": outcome.target.name,
        "account": outcome.target.account_id,
        "region": outcome.target.region,
        "unread": outcome.unread,
        "not_read": list(outcome.not_read),
        "types": dict(sorted(Counter(str(one.type) for one in outcome.resources).items())),
        "kinds": dict(
            sorted(Counter(one.kind for one in outcome.resources if one.type is ResourceType.NETWORK_INTERFACE).items())
        ),
        "cannot_be_logged": [{"reason": reason, "ids": ids} for reason, ids in outcome.refused.items()],
        "new": [one.id for one in changes.new],
        "vanished": [one.id for one in changes.vanished],
        "changed": {one.id: list(differences) for one, differences in changes.changed},
        "other": list(changes.other),
        "recorded": list(changes.recorded),
    }


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {word}" for word, number in sorted(counts.items()))


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more


def _changes(changes: Changes) -> Iterator[str]:
    new = [f"  new: {_described(one)}" for one in changes.new]
    vanished = [f"  vanished: {_described(one)}" for one in changes.vanished]
    changed = [f"  changed: {_described(one)}: {'; '.join(differences)}" for one, differences in changes.changed]
    for lines, word in ((new, "new"), (vanished, "vanished"), (changed, "changed")):
        yield from lines[:_SHOWN]
        if len(lines) > _SHOWN:
            yield f"  {word}: {len(lines) - _SHOWN:,} more"
    yield from (f"  {line}" for line in (*changes.other, *changes.recorded))
    if changes.recorded and not changes.of_account:
        yield "  nothing else: the file has changed since they were recorded (flowlog plan --record does that without an account)"


def _described(resource: Resource) -> str:
    named = f'"{resource.name}"' if resource.name else ""
    return " ".join(
        word for word in (resource.id, resource.kind or str(resource.type), named or resource.service) if word
    )

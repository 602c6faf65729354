"""Why an entry does not log a resource: what excludes it, what forbids it, or which condition it does not meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowlog_config.inventory.model import Resource, ResourceType
from flowlog_config.plan.conditions import Compiled
from flowlog_config.plan.select import Selecting, cannot_be_logged
from flowlog_config.schema.model import FlowLog
from flowlog_config.schema.problems import Path
from flowlog_config.schema.values import RESOURCE_ID


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One sentence of an explanation.

    Attributes:
        path: Place in the file it speaks of; empty for what is not in the file, such as a selector that ships.
        text: The sentence.
    """

    path: Path
    text: str


def named(label: str) -> str:
    """Write what a choice is called: its name or id, or the text of a selector that has neither."""
    return label if label.startswith("{") else f'"{label}"'


def why_not(selecting: Selecting, i: int, entry: FlowLog, around: Sequence[Resource]) -> list[Reason]:
    """
    Say why an entry logs none of a resource's scopes.

    Args:
        selecting: Selects in the resource's target.
        i: 0-based place of the entry.
        entry: The entry.
        around: The resource, then what it can be logged through.
    """
    path: Path = ("flow_logs", i)
    choices = selecting.compiler.choices(entry.select, (*path, "select"))
    excludes = selecting.compiler.choices(entry.exclude or (), (*path, "exclude"))
    resource = around[0]
    found = [
        Reason(where, f"{_whose(one, resource)}{text}")
        for one in around
        for choice in choices
        if choice.matches(one)
        for where, text in _in_the_way(one, choice, excludes, selecting.target.account_id)
    ]
    return found or [reason for choice in choices for reason in _unmet(choice, resource, around)]


def _in_the_way(
    resource: Resource, choice: Compiled, excludes: Sequence[Compiled], account_id: str
) -> Iterator[tuple[Path, str]]:
    for exclude in excludes:
        if exclude.matches(resource):
            yield exclude.path, f"excluded by {named(exclude.label)}"
    if reason := cannot_be_logged(resource, account_id):
        yield choice.path, f"selected by {named(choice.label)}, but {reason}"
    elif resource.type is ResourceType.NAT_GATEWAY and resource.availability != "regional":
        yield choice.path, "a zonal NAT gateway is logged by its network interface, and the inventory has none of it"


def _unmet(choice: Compiled, resource: Resource, around: Sequence[Resource]) -> Iterator[Reason]:
    if RESOURCE_ID.fullmatch(choice.label):
        yield Reason(choice.path, f"it is not {choice.label}, nor in it")
        return
    tested = next((one for one in around if one.type in choice.types), resource)
    for where, text in choice.failed(tested):
        yield Reason(where, f"{named(choice.label)}: {_whose(tested, resource)}{text}")


def _whose(tested: Resource, resource: Resource) -> str:
    return "" if tested is resource else f"its {tested.type} {tested.id}: "

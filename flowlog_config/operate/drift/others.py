"""Flow logs that others, or rules of an organization, made on the same traffic: AWS writes, and bills, each record again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from flowlog_config.inventory.model import Resource
from flowlog_config.operate.drift.deployed import ENTRY_TAG, NAME_TAG, Existing
from flowlog_config.operate.drift.finding import Finding, Kind
from flowlog_config.operate.scopes import wider_scopes
from flowlog_config.plan.model import FlowLog

_USES = {
    Kind.BY_OTHERS: "agree with its owner on one of the two; --ignore by-others accepts it",
    Kind.BY_ORGANIZATION: "delete nothing, it would be made again: keep the two apart, by without_tags in the rule or by another "
    "selector here; --ignore by-organization accepts it",
}
_SHOWN = 3


def compare_others(
    planned: Iterable[FlowLog], others: Iterable[Existing], resources: Mapping[str, Resource]
) -> Iterator[Finding]:
    """
    Give each flow log of others on what the plan logs, on what holds it, or on what it holds.

    Args:
        planned: Of the plan.
        others: Flow logs that no entry of this file made.
        resources: What the account has, by id.
    """
    on: dict[str, list[FlowLog]] = defaultdict(list)
    inside: dict[str, list[FlowLog]] = defaultdict(list)
    for one in planned:
        on[one.source.id].append(one)
        for id_ in _around(one.source.id, resources):
            inside[id_].append(one)
    for other in others:
        where = other.resource_id
        near = [*on[where], *inside[where], *(one for id_ in _around(where, resources) for one in on[id_])]
        same = list(dict.fromkeys(one.source.id for one in near if _overlap(one, other)))
        if same:
            yield _finding(other, same)


def of_organizations(others: Iterable[Existing]) -> Iterator[str]:
    """Say how many flow logs rules of an organization made; not a finding, since they are no entry's and no stranger's."""
    if number := sum(one.of_organization for one in others):
        yield f"flow logs that rules of an organization made, and look after themselves: {number:,}"


def _around(id_: str, resources: Mapping[str, Resource]) -> list[str]:
    return [wider for _, wider in wider_scopes(resources[id_])] if id_ in resources else []


def _overlap(planned: FlowLog, other: Existing) -> bool:
    kinds = {planned.traffic_type or "ALL", other.traffic_type}
    return "ALL" in kinds or len(kinds) == 1


def _finding(other: Existing, same: list[str]) -> Finding:
    listed = ", ".join(same[:_SHOWN]) + (f" and {len(same) - _SHOWN:,} more" if len(same) > _SHOWN else "")
    what = "which this file logs, too" if same == [other.resource_id] else f"where this file logs {listed}"
    kind = Kind.BY_ORGANIZATION if other.of_organization else Kind.BY_OTHERS
    owner = f', of the rule "{other.tags.get(ENTRY_TAG, "")}" of an organization' if other.of_organization else ""
    owner += f', of the file named "{other.tags[NAME_TAG]}"' if NAME_TAG in other.tags else ""
    message = f"{other.traffic_type} traffic of {other.resource_id} to {other.destination}{owner}, {what}: billed twice"
    details = {"resource": other.resource_id, "destination": other.destination, "same": same}
    return Finding(kind, other.id, message, _USES[kind], details)

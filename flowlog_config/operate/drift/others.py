"""Flow logs that others made on the same traffic: AWS writes, and bills, each record again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from flowlog_config.inventory.model import Resource
from flowlog_config.operate.drift.deployed import NAME_TAG, Existing
from flowlog_config.operate.drift.finding import Finding, Kind
from flowlog_config.operate.scopes import wider_scopes
from flowlog_config.plan.model import FlowLog

_USE = "agree with its owner on one of the two; --ignore by-others accepts it"
_SHOWN = 3


def compare_others(
    planned: Iterable[FlowLog], others: Iterable[Existing], resources: Mapping[str, Resource]
) -> Iterator[Finding]:
    """
    Give each flow log of others on what the plan logs, on what holds it, or on what it holds.

    Args:
        planned: Of the plan.
        others: Flow logs without this file's tag.
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


def _around(id_: str, resources: Mapping[str, Resource]) -> list[str]:
    return [wider for _, wider in wider_scopes(resources[id_])] if id_ in resources else []


def _overlap(planned: FlowLog, other: Existing) -> bool:
    kinds = {planned.traffic_type or "ALL", other.traffic_type}
    return "ALL" in kinds or len(kinds) == 1


def _finding(other: Existing, same: list[str]) -> Finding:
    listed = ", ".join(same[:_SHOWN]) + (f" and {len(same) - _SHOWN:,} more" if len(same) > _SHOWN else "")
    what = "which this file logs, too" if same == [other.resource_id] else f"where this file logs {listed}"
    owner = f', of the file named "{other.tags[NAME_TAG]}"' if NAME_TAG in other.tags else ""
    message = f"{other.traffic_type} traffic of {other.resource_id} to {other.destination}{owner}, {what}: billed twice"
    details = {"resource": other.resource_id, "destination": other.destination, "same": same}
    return Finding(Kind.BY_OTHERS, other.id, message, _USE, details)

"""Which flow log in the account is which one of the plan."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from flowlog_config.operate.drift.deployed import ENTRY_TAG, Existing
from flowlog_config.operate.drift.places import on_its_route
from flowlog_config.plan.model import FlowLog

_Agree = Callable[[FlowLog, Existing], bool]


@dataclass(slots=True)
class Pairs:
    """
    Flow logs of the plan and of the account, paired.

    Attributes:
        paired: Those that belong together, planned first; their settings may differ.
        missing: Planned, and not in the account.
        surplus: In the account, and not planned.
    """

    paired: list[tuple[FlowLog, Existing]] = field(default_factory=list)
    missing: list[FlowLog] = field(default_factory=list)
    surplus: list[Existing] = field(default_factory=list)


def pair(planned: Sequence[FlowLog], existing: Iterable[Existing], stacks: Collection[str] = ()) -> Pairs:
    """
    Pair by what is logged: first those whose route, settings and entry agree, then fewer of the three.

    Names of log groups take no part: each stack draws them anew.

    Args:
        planned: Of the plan.
        existing: In the account.
        stacks: Names of the plan's stacks: what they made comes before what another stack of the same ``name`` made.
    """
    there: dict[str, list[Existing]] = defaultdict(list)
    for one in existing:
        there[one.resource_id].append(one)
    pairs, rest = Pairs(), list(planned)
    ways = (*map(_and_in_route, _HOW), *_HOW)
    for agree in (*(_and_made_by(stacks, one) for one in ways), *ways):
        rest = _take(rest, there, agree, pairs)
    pairs.missing = rest
    pairs.surplus = [one for ones in there.values() for one in ones]
    return pairs


def differences(planned: FlowLog, existing: Existing) -> list[str]:
    """Say every setting in which a flow log is not as planned; nothing about where it writes to."""
    wanted = planned.traffic_type or "ALL"
    found = []
    if existing.traffic_type != wanted:
        found.append(f"it logs {existing.traffic_type} traffic, not {wanted}")
    if existing.log_format and existing.log_format != planned.destination.log_format:
        found.append(f"its format is {existing.log_format}, not {planned.destination.log_format}")
    if existing.max_aggregation_interval not in (0, planned.max_aggregation_interval):
        found.append(
            f"it aggregates over {existing.max_aggregation_interval} s, not {planned.max_aggregation_interval} s"
        )
    tag_fields = frozenset((one.resource_type, one.tag_keys) for one in planned.tag_field_specifications)
    if existing.tag_fields not in (None, tag_fields):
        found.append("its tag fields hold the values of other tags")
    return found


def _take(
    planned: list[FlowLog],
    there: dict[str, list[Existing]],
    agree: _Agree,
    pairs: Pairs,
) -> list[FlowLog]:
    rest = []
    for one in planned:
        found = next((other for other in there[one.source.id] if agree(one, other)), None)
        if found is None:
            rest.append(one)
        else:
            there[one.source.id].remove(found)
            pairs.paired.append((one, found))
    return rest


def _in_settings(planned: FlowLog, existing: Existing) -> bool:
    return not differences(planned, existing)


def _in_entry(planned: FlowLog, existing: Existing) -> bool:
    return existing.tags.get(ENTRY_TAG) == planned.entry


def _wholly(planned: FlowLog, existing: Existing) -> bool:
    return _in_entry(planned, existing) and _in_settings(planned, existing)


_HOW: Sequence[_Agree] = (_wholly, _in_settings, _in_entry)


def _and_made_by(stacks: Collection[str], agree: _Agree) -> _Agree:
    return lambda planned, existing: existing.stack in stacks and agree(planned, existing)


def _and_in_route(agree: _Agree) -> _Agree:
    return lambda planned, existing: on_its_route(planned, existing) and agree(planned, existing)

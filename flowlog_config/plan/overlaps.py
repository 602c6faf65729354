"""Flow logs that meet: the same one twice, groups that disagree, and interfaces logged again inside their VPC."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap

from flowlog_config.inventory.model import Resource
from flowlog_config.plan.in_full import Written, lacks
from flowlog_config.plan.model import FlowLog, LogDestination
from flowlog_config.schema.problems import Path, Problem, problem


@dataclass(frozen=True, slots=True)
class Placed:
    """
    One flow log of the plan.

    Attributes:
        flow_log: What will exist.
        path: What in the file selected its resource.
        route_path: What in the file says how its records travel; the entry when nothing does.
        resource: As the inventory has it; None without one.
    """

    flow_log: FlowLog
    path: Path
    route_path: Path
    resource: Resource | None


def collisions(placed: Sequence[Placed]) -> Iterator[Problem]:
    """
    Give FL308 for a flow log that exists already, of an entry with the same route twice only once, at the route; and one FL315
    for each two entries that log the same resources.
    """
    first: dict[str, Placed] = {}
    logged: dict[str, Placed] = {}
    again: dict[Path, str] = {}
    twice: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for one in placed:
        flow_log = one.flow_log
        other = first.setdefault(flow_log.logical_id, one)
        if other is not one and other.path[:2] == one.path[:2]:  # the same entry, on another of its routes
            again[one.route_path] = flow_log.destination.route
        elif other is not one:
            message = f'{flow_log.source.id} has the same flow log in "{other.flow_log.entry}"'
            use = "one of the two, or another traffic_type, format, interval or log_group"
            yield problem("FL308", message, one.path, use=use)
        elif (other := logged.setdefault(flow_log.source.id, one)).flow_log.entry != flow_log.entry:
            twice[other.flow_log.entry, flow_log.entry].append(one)
    for path, route in again.items():
        use = "it once, or with another traffic_type, format or interval"
        yield problem("FL308", f"{route} is in this list twice, with the same settings", path, use=use)
    for (entry, _), ones in twice.items():
        ids = {one.flow_log.source.id for one in ones}
        what = f"{ones[0].flow_log.source.id} is" if len(ids) == 1 else f"{len(ids)} resources are"
        yield problem("FL315", f'{what} also logged by "{entry}"', ones[0].path)


def disagreements(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Give FL309 where two entries share a log group and want it kept, or filtered, differently."""
    first: dict[str, Placed] = {}
    told: set[tuple[str, str]] = set()
    for one in placed:
        mine = one.flow_log.destination
        other = first.setdefault(mine.id, one)
        theirs = other.flow_log.destination
        pair = (one.flow_log.entry, mine.id)
        if mine is theirs or pair in told or not isinstance(mine, LogDestination):
            continue
        if not isinstance(theirs, LogDestination):
            continue
        for key, ours, that in (
            ("retention_days", mine.retention_days, theirs.retention_days),
            ("forward", mine.filter_pattern, theirs.filter_pattern),
        ):
            if ours != that:
                told.add(pair)
                message = f'"{one.flow_log.entry}" and "{other.flow_log.entry}" share a log group, with another {key}'
                use = "the same value, or its own log_group"
                yield problem("FL309", message, (*one.path[:2], key), use=use)


def logged_again(placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """
    Pair each flow log on an interface or subnet with a wider one that logs the same traffic: narrower, wider.

    A regional NAT gateway is in a VPC without an interface there; that a flow log of the VPC holds its traffic is not
    established, so the two are never a pair.
    """
    wider: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        if one.flow_log.source.resource_type in ("VPC", "Subnet"):
            wider[one.flow_log.source.id].append(one)
    pairs = []
    for one in placed:
        around = (one.resource.subnet, one.resource.vpc) if one.resource else ()
        if one.flow_log.source.resource_type not in ("Subnet", "NetworkInterface"):
            continue
        holders = [w for id_ in around if id_ for w in wider[id_] if logs_the_same(w.flow_log, one.flow_log)]
        if holders:
            pairs.append((one, holders[0]))
    return pairs


def overlap_warnings(pairs: Sequence[tuple[Placed, Placed]]) -> Iterator[Problem]:
    """Give one FL320 for each pair of entries, with how many resources are billed twice."""
    counts: dict[tuple[str, str], list[tuple[Placed, Placed]]] = defaultdict(list)
    for narrower, wide in pairs:
        counts[narrower.flow_log.entry, wide.flow_log.entry].append((narrower, wide))
    for (_, wide_entry), ones in counts.items():
        number, first = len(ones), ones[0][0]
        what = f"{first.flow_log.source.id} is" if number == 1 else f"{number} resources are"
        message = f'{what} already inside what "{wide_entry}" logs: each of their records is billed twice'
        use = (
            "overlap: drop"
            if all(starmap(can_drop, ones))
            else "overlap: allow, if the narrower one's settings are meant"
        )
        yield problem("FL320", message, first.path, use=use)


def can_drop(narrower: Placed, wide: Placed) -> bool:
    """Tell whether a wider flow log has all that a narrower one has: its fields, its forwarded records, for as long."""
    narrow_to, wide_to = narrower.flow_log.destination, wide.flow_log.destination
    if isinstance(narrow_to, LogDestination) and isinstance(wide_to, LogDestination):
        forwarded = wide_to.filter_pattern in ("", narrow_to.filter_pattern)
    else:
        forwarded = True
    return forwarded and not any(lacks(_written(wide.flow_log), _written(narrower.flow_log)))


def _written(one: FlowLog) -> Written:
    to = one.destination
    days = to.retention_days if isinstance(to, LogDestination) else None
    return Written(to.fields, one.tag_field_specifications, one.max_aggregation_interval, days)


def logs_the_same(wide: FlowLog, narrow: FlowLog) -> bool:
    """Tell whether a flow log has the traffic of another one, on the same route."""
    same_route = wide.destination.route == narrow.destination.route
    return same_route and wide.traffic_type in ("ALL", narrow.traffic_type)

"""Interfaces of a shared network that its owner and a participant both log: two accounts pay for the same records."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.plan.model import Target
from flowlog_config.plan.overlaps import Placed, logs_the_same
from flowlog_config.schema.problems import Problem, problem

Pair = tuple[str, Placed]


def logged_by_two(placed: Mapping[str, Sequence[Placed]], targets: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give FL320 for interfaces that one target logs by themselves, and another account's target too, or what they are in.

    Both accounts see an interface in a shared subnet, and AWS gives each of them a flow log on it. Nothing else is in two
    accounts: a subnet and a VPC are logged by their owner alone.

    Args:
        placed: Flow logs, by the name of their target.
        targets: All targets by name.

    Source: VPC User Guide, VPC sharing, responsibilities and permissions for owners and participants (checked 2026-11).
    """
    if len({one.account_id for one in targets.values()}) < 2:  # noqa: PLR2004 - there is no other account
        return
    logged: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for name, ones in placed.items():
        for one in ones:
            logged[targets[name].region, one.flow_log.source.id].append((name, one))
    found: dict[tuple[str, str, str, str], list[Placed]] = defaultdict(list)
    for name, ones in placed.items():
        for one in ones:
            if other := _elsewhere(name, one, logged, targets):
                found[one.flow_log.entry, name, other[1].flow_log.entry, other[0]].append(one)
    for (_, name, entry, elsewhere), ones in found.items():
        ids = list(dict.fromkeys(one.flow_log.source.id for one in ones))
        what = f"{ids[0]} is" if len(ids) == 1 else f"{len(ids)} interfaces are"
        message = f'{what} in a shared network and logged in {name}, and by "{entry}" in {elsewhere}: each record is billed to both'
        use = "`targets` or `exclude`, so that one of the two logs them; or overlap: allow"
        yield problem("FL320", message, ones[0].path, use=use)


def _elsewhere(
    name: str, one: Placed, logged: Mapping[tuple[str, str], Sequence[Pair]], targets: Mapping[str, Target]
) -> Pair | None:
    """Give another account's flow log with an interface's records; of two on the interface itself, the later sees the first."""
    if one.flow_log.source.resource_type != "NetworkInterface" or one.resource is None:
        return None
    here = targets[name]
    for id_ in filter(None, (one.resource.id, one.resource.subnet, one.resource.vpc)):
        for other, wide in logged.get((here.region, id_), ()):
            if targets[other].account_id == here.account_id or not _same(wide, one):
                continue
            if id_ != one.resource.id or list(targets).index(other) < list(targets).index(name):
                return other, wide
    return None


def _same(wide: Placed, one: Placed) -> bool:
    return logs_the_same(wide.flow_log, one.flow_log) or logs_the_same(one.flow_log, wide.flow_log)

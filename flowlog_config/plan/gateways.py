"""Regional NAT gateways whose records cannot be told apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from flowlog_config.plan.model import LogDestination
from flowlog_config.plan.overlaps import Placed
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

RESOURCE = "resource-id"
"""The only field that names a regional NAT gateway. Source: VPC user guide "Flow log records" (checked 2026-11)."""
_SHOWN = 3


def gateways_alike(placed: Mapping[str, Iterable[Placed]]) -> Iterator[Problem]:
    """
    Give FL335 for each entry that logs one of several regional NAT gateways into one place without the field that names it.

    Through CloudWatch Logs the name of the log stream is beside a record, and may tell; elsewhere a record stands alone.

    Args:
        placed: Flow logs, by the name of their target.
    """
    alike: dict[tuple[str, str], dict[str, Placed]] = defaultdict(dict)
    for target, one in ((target, one) for target, ones in placed.items() for one in ones):
        log = one.flow_log
        alone = log.source.resource_type == "RegionalNatGateway" and not isinstance(log.destination, LogDestination)
        if alone and RESOURCE not in log.destination.fields:
            alike[target, log.destination.id][log.source.id] = one
    told: set[Path] = set()
    for gateways in (found for found in alike.values() if len(found) > 1):
        named = ", ".join(list(gateways)[:_SHOWN]) + (" …" if len(gateways) > _SHOWN else "")
        for one in gateways.values():
            path = one.path[:2]
            if path in told:
                continue
            told.add(path)
            entry = one.flow_log.entry
            message = f'records of "{entry}" have - for interface-id, and no {RESOURCE}: nobody can tell {named} apart'
            use = f"{RESOURCE} in the format, as `security` has it, or an entry of their own with such a format"
            yield problem("FL335", message, (*path, "select"), use=use, anchor=Anchor.KEY)

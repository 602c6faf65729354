"""A discovery and the inventory before it to the inventory after it: what could not be read stays as it was last read."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from flowlog_config.discovery.read import MISSING, Discovered, Failed, Key
from flowlog_config.inventory.model import Inventory, Resource, TargetInventory

_ENDPOINTS = ("vpc-endpoint", "gateway-load-balancer-endpoint")


def compose(found: Discovered, before: Inventory | None, *, keys: Collection[Key], today: str) -> Inventory:
    """
    Make the inventory to write.

    A target that could not be read keeps its former part; so do the resources of a call that failed. Less than before
    is written only where AWS said that there is less. What is recorded of stacks stays.

    Args:
        found: What was discovered.
        before: The inventory so far, if any.
        keys: Targets (account, region) the new one may hold; others are left out.
        today: Day in UTC, ISO 8601; the former day stays when nothing changed.
    """
    former = before.targets if before else {}
    targets: dict[Key, TargetInventory] = {}
    for key in sorted(keys):
        if key in found.inventory.targets:
            read = found.inventory.targets[key]
            targets[key] = _completed(read, former.get(key), found.failed.get(key, ()))
        elif key in former:
            targets[key] = former[key]
    unchanged = before is not None and before.targets == targets
    assigned = {key: one for key, one in before.assigned.items() if key in keys} if before else {}
    return Inventory(targets, before.discovered if before and unchanged else today, assigned)


def _completed(read: TargetInventory, former: TargetInventory | None, failed: tuple[Failed, ...]) -> TargetInventory:
    if former is None or not failed:
        return read
    operations = {one.call.operation for one in failed}
    types = {one.call.type for one in failed}
    resources = {id_: one for id_, one in former.resources.items() if one.type in types}
    resources |= read.resources
    if "describe_vpc_endpoints" in operations:
        resources |= _still_named(resources, former.resources)
    return replace(
        read,
        resources={id_: resources[id_] for id_ in sorted(resources)},
        peered_vpcs=former.peered_vpcs if "describe_vpc_peering_connections" in operations else read.peered_vpcs,
        not_read=tuple(sorted(one.words(_consequence(one, former)) for one in failed)),
    )


def _still_named(read: Mapping[str, Resource], former: Mapping[str, Resource]) -> dict[str, Resource]:
    """Give the endpoints' interfaces with the services they were known to lead to."""
    both = ((one, former[id_]) for id_, one in read.items() if id_ in former and one.kind in _ENDPOINTS)
    return {one.id: replace(one, service=before.service) for one, before in both if before.kind == one.kind}


def _consequence(failed: Failed, former: TargetInventory) -> str:
    """What has never been read is still missing; the rest is old."""
    never = any(line.startswith(f"{failed.call.permission}: ") and line.endswith(MISSING) for line in former.not_read)
    return MISSING if never else "as they were last read"

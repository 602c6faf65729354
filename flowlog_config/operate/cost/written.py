"""How many records the flow logs of a plan write in a month."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flowlog_config.formats import record_bytes
from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.cost.assumed import HOURS_PER_MONTH, LONG_INTERVAL, SHARES, SHORT_INTERVAL, Assumed
from flowlog_config.operate.cost.prices import GB
from flowlog_config.operate.cost.range import Range, times
from flowlog_config.operate.scopes import wider_scopes
from flowlog_config.plan.model import Destination, FlowLog, Plan, Target, TargetPlan
from flowlog_config.plan.naming import numbered_id
from flowlog_config.plan.select import cannot_be_logged

_ONE = ("NetworkInterface", "RegionalNatGateway", "TransitGatewayAttachment")
"""What writes records itself; everything else stands for what is in it."""
_IN_WIDER = (ResourceType.NETWORK_INTERFACE, ResourceType.TRANSIT_GATEWAY_ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Written:
    """
    What the flow logs of one entry write to one destination.

    Attributes:
        entry: Name in the file.
        sender: Target they are in.
        holder: Target with the stream or bucket: the same, or the one it delivers to.
        destination: Where to, and what a record holds; of several stacks that of one.
        traffic_type: ALL, ACCEPT or REJECT.
        interval: Seconds a record may cover: 60 or 600.
        flow_logs: How many.
        interfaces: How many interfaces, regional NAT gateways or transit gateway attachments they cover.
        not_known: Ids of VPCs, subnets and transit gateways that were counted as one, for want of an inventory.
        records: In a month.
        bytes_per_record: Without what the destination adds.
    """

    entry: str
    sender: Target
    holder: Target
    destination: Destination
    traffic_type: str
    interval: int
    flow_logs: int
    interfaces: int
    not_known: tuple[str, ...]
    records: Range
    bytes_per_record: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others: target, entry and destination."""
        return self.sender.name, self.entry, self.destination.id

    @property
    def gb(self) -> Range:
        """GB in a month."""
        return times(self.records, self.bytes_per_record / GB)

    def assuming(self, assumed: Assumed) -> "Written":
        """Give the same with as many records as its interfaces are taken to write."""
        every = times((assumed.few, assumed.many), self.interfaces * HOURS_PER_MONTH)
        share = times(every, SHARES[self.traffic_type])
        return replace(self, records=times(share, LONG_INTERVAL) if self.interval > SHORT_INTERVAL else share)


def written_by(plan: Plan, inventory: Inventory | None, assumed: Assumed) -> list[Written]:
    """Give what every entry of the targets writes to each of its destinations."""
    found: list[Written] = []
    holders = plan.holders
    for target in plan.targets:
        here = (target.target.account_id, target.target.region)
        sizes = _sizes(inventory.targets.get(here) if inventory else None)
        found += _of_target(target, holders[target.target.name].target, sizes, assumed)
    return found


def _of_target(
    target: TargetPlan, holder: Target, sizes: Mapping[str, int] | None, assumed: Assumed
) -> Iterator[Written]:
    groups: dict[tuple[str, str], list[FlowLog]] = {}
    for one in target.flow_logs:
        groups.setdefault((one.entry, _in_any_stack(one.destination)), []).append(one)
    for (entry, _), ones in groups.items():
        not_known = [one.source.id for one in ones if _size(one, sizes, assumed) is None]
        yield Written(
            entry=entry,
            sender=target.target,
            holder=holder,
            destination=ones[0].destination,
            traffic_type=ones[0].traffic_type or "ALL",
            interval=ones[0].max_aggregation_interval,
            flow_logs=len(ones),
            interfaces=sum(_size(one, sizes, assumed) or 0 for one in ones) + len(not_known),
            not_known=tuple(not_known),
            records=(0, 0),
            bytes_per_record=assumed.bytes_per_record or record_bytes(ones[0].destination.fields),
        ).assuming(assumed)


def _in_any_stack(destination: Destination) -> str:
    """Give the id of a destination as it is in the first stack of its target."""
    return destination.id.removesuffix(numbered_id("", destination.stack))


def _size(one: FlowLog, sizes: Mapping[str, int] | None, assumed: Assumed) -> int | None:
    if one.source.resource_type in _ONE:
        return 1
    if assumed.interfaces is not None:
        return assumed.interfaces
    return None if sizes is None else sizes.get(one.source.id, 0)


def _sizes(target: TargetInventory | None) -> Counter[str] | None:
    """Count what writes records in each VPC, subnet and transit gateway."""
    if target is None:
        return None
    counts: Counter[str] = Counter()
    for one in target.resources.values():
        counts.update(_around(one, target.account_id))
    return counts


def _around(one: Resource, account_id: str) -> Iterator[str]:
    """Give what holds the records of an interface or attachment; whether a VPC has a regional NAT gateway's is not established."""
    if one.type in _IN_WIDER and not cannot_be_logged(one, account_id):
        yield from (id_ for _, id_ in wider_scopes(one))

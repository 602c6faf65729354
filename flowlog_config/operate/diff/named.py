"""What the file says of a target that its templates do not tell as long as nothing of the sort is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flowlog_config.operate.diff.state import Place
from flowlog_config.plan.model import Plan
from flowlog_config.schema.model import FlowLog
from flowlog_config.schema.s3 import CREATE


@dataclass(frozen=True, slots=True)
class Named:
    """
    What is known of one target by the file alone.

    Attributes:
        name: Its name.
        delivers: Whether it delivers to another target.
        streams: Account and region whose stack has, or would have, its streams; None when that is not known.
        elsewhere: Entries that are for other targets alone, with the names of these.
        destinations: Ids of its destinations, also of folders that no flow log writes to any more.
        files: Account and region whose stack has, or would have, the bucket for its files, or the existing one as the file says
            it; None when that is not known.
        aggregator_reads: Whether the aggregator takes files of the route ``s3``, if there are any.
        unposted: Why no function can post files, in words; empty when it can.
    """

    name: str = ""
    delivers: bool = False
    streams: Place | None = None
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    destinations: frozenset[str] = frozenset()
    files: Place | str | None = None
    aggregator_reads: bool = True
    unposted: str = ""


def named_in(plan: Plan, entries: Sequence[FlowLog] = ()) -> Mapping[Place, Named]:
    """Give what a plan says of each of its targets, and the file's entries of which target they are for."""
    found = {}
    only = {one.name: one.targets for one in entries if one.targets}
    for one in plan.targets:
        holder = one.central or one.target
        files = (holder.account_id, holder.region) if plan.s3.bucket == CREATE else plan.s3.bucket
        ids = frozenset(to.id for to in one.destinations)
        name = one.target.name
        elsewhere = {entry: names for entry, names in only.items() if name not in names}
        found[one.target.account_id, one.target.region] = Named(
            name=name,
            delivers=one.central is not None,
            streams=(holder.account_id, holder.region),
            elsewhere=elsewhere,
            destinations=ids,
            files=files,
            aggregator_reads=plan.s3.aggregator_reads,
            unposted=_unposted(plan),
        )
    return found


def _unposted(plan: Plan) -> str:
    """Say why a way through the function would be FL331, but for the bucket."""
    if plan.s3.forward_to is None:
        return "the file no longer says `s3.forward_to`"
    if plan.s3.aggregator_reads and plan.aggregator.dialect == "vector":
        return "Vector and the function cannot both be told of new files"
    return ""

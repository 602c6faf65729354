"""How full a stack is, counted before there is a template: CloudFormation takes 500 resources and 1 MB."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from flowlog_config.plan import naming, sizes
from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    FlowLog,
    Incoming,
    LogDestination,
    StreamDestination,
)
from flowlog_config.plan.once import MOST_IN_ANOTHER, Once

MOST_RESOURCES = 500
"""Resources CloudFormation takes in a template. Source: CloudFormation quotas (checked 2026-11)."""
MOST_BYTES = 1_000_000
"""Size of a template CloudFormation takes, 1 MB. Source: CloudFormation quotas (checked 2026-11)."""
MOST_OUTPUTS = 200
"""Outputs CloudFormation takes in a template. Source: CloudFormation quotas (checked 2026-11)."""
_STREAM = 3
"""Resources: a delivery stream and two log streams for its errors."""
_GROUP = 2
"""Resources: a log group and its filter; its saved queries come on top."""
MOST_QUERIES = 11
"""Saved queries of a log group whose records have every field."""
_MOST_OF_A_DESTINATION = 2 * (_GROUP + _STREAM + MOST_QUERIES)
"""Resources of the heaviest there can be, and as much for another one beside it: the former one of all its flow logs, which is
retiring, or the new one of some of them."""


@dataclass(slots=True)
class Stack:
    """
    How full a stack is.

    New flow logs leave room in it for a whole generation of what is there: every flow log with the longest format, each
    destination replaced by the heaviest, for all of its flow logs or for some, and every route in use. So a change of the file
    does not find a stack too full for what replaces what it has.

    Attributes:
        once: Of its target.
        tags: Bytes of the file's tags, which every resource has.
        names: Logical ids of what it has once.
        most_once: How many these can become.
        resources: How many it has beside those; an exact number.
        size: Bytes at most.
        outputs: How many it has at most.
        streams: Ids of destinations with a delivery stream.
        there: Ids of its destinations.
        used: Those of them that have flow logs.
        flow_logs: How many of the resources.
        full_size: Bytes of the flow logs, if each had the longest format.
        taken: Resources for what other targets deliver to this one.
        taken_size: Bytes of the same.
    """

    once: Once
    tags: int = 0
    names: set[str] = field(default_factory=set)
    most_once: int = MOST_IN_ANOTHER
    resources: int = 0
    size: int = sizes.OF_A_STACK
    outputs: int = 0
    streams: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    flow_logs: int = 0
    full_size: int = 0
    taken: int = 0
    taken_size: int = 0

    @classmethod
    def first(cls, once: Once, tags: int, own: Collection[Destination]) -> "Stack":
        """
        Give the first stack of a target, with what the target has once and what others deliver to it.

        Args:
            once: Of the target.
            tags: Bytes of the file's tags.
            own: Destinations of all its flow logs, in whatever stack.
        """
        made = cls(once, tags, names=set(once.of_target(own)), most_once=once.most, outputs=once.outputs(own))
        made._receive(once.incoming)
        return made

    @property
    def whole(self) -> int:
        """How many resources it has."""
        return len(self.names) + self.resources

    @property
    def is_crowded(self) -> bool:
        """Whether it has more than CloudFormation takes."""
        return self.whole > MOST_RESOURCES or self.size + self.whole * self.tags > MOST_BYTES

    def fits(self, flow_log: FlowLog, *, held: int = 0) -> bool:
        """
        Tell whether the stack has room for a flow log, then for a whole generation of changes, and for all that is in it.

        Args:
            flow_log: A new one.
            held: Flow logs that may come back, whose room it does not take.
        """
        begins = flow_log.destination.id not in self.used
        used, grown = len(self.used) + begins, sizes.of_flow_log(flow_log) + sizes.LONGEST_FORMAT
        resources = self.most_once + self.taken + used * _MOST_OF_A_DESTINATION + self.flow_logs + held + 1
        size = sizes.OF_A_STACK + self.taken_size + used * sizes.MOST_OF_A_DESTINATION + self.full_size + grown
        # More former ways than there are others in use can retire in it.
        resources = max(resources, self.whole + begins * (MOST_IN_ANOTHER + _MOST_OF_A_DESTINATION) + held + 1)
        size = max(size, self.size + begins * sizes.MOST_OF_A_DESTINATION + grown)
        size += held * grown + resources * self.tags
        return resources <= MOST_RESOURCES and size <= MOST_BYTES

    def put(self, flow_log: FlowLog) -> None:
        """Add a flow log, whether it fits or not."""
        destination = flow_log.destination
        if destination.id not in self.used:
            self.keep(destination)
            self.used.add(destination.id)
            queries = destination.saved_queries if isinstance(destination, LogDestination) else ()
            self._add(len(queries), sizes.of_queries(queries))
        size = sizes.of_flow_log(flow_log)
        self._add(1, size + len(destination.log_format))
        self.flow_logs += 1
        self.full_size += size + sizes.LONGEST_FORMAT

    def keep(self, destination: Destination) -> None:
        """Add a destination without a flow log, and so without saved queries."""
        if destination.id in self.there:
            return
        self.there.add(destination.id)
        self.names |= self.once.of_stack(destination)
        is_group = isinstance(destination, LogDestination)
        self._add(_GROUP if is_group else 0, sizes.OF_A_DESTINATION)
        self.outputs += is_group
        if not self.once.sending and isinstance(destination, LogDestination | StreamDestination):
            self._stream(destination)

    def _stream(self, destination: Destination) -> None:
        if destination.id not in self.streams:
            self.streams.add(destination.id)
            self._add(_STREAM, 0)
            self.outputs += 1

    def _receive(self, incoming: Iterable[Incoming]) -> None:
        """Add streams, and a role or sink for each group of accounts that deliver into them."""
        ones = [one for one in incoming if not isinstance(one.destination, BucketDestination)]
        logs = [_groups(one) for one in ones if isinstance(one.destination, LogDestination)]
        straight = [_groups(one) for one in ones if isinstance(one.destination, StreamDestination)]
        policies = sum(map(len, logs)) + len(set().union(*logs)) + len(set().union(*straight))
        named = 2 * sum(len(one.senders) for one in incoming)
        self._add(policies, policies * sizes.OF_A_POLICY + named * sizes.OF_AN_ACCOUNT)
        for one in ones:
            self._stream(one.destination)
            self._add(0, sizes.OF_A_DESTINATION)
        self.taken, self.taken_size = self.resources, self.size - sizes.OF_A_STACK

    def _add(self, resources: int, size: int) -> None:
        self.resources += resources
        self.size += size


def _groups(incoming: Incoming) -> set[str]:
    return {naming.group_of(one.account_id) for one in incoming.senders}

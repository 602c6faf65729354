"""
Which stack of its target each flow log is in: CloudFormation takes 500 resources and 1 MB a template.

What is recorded stays where it is. What is new goes where the resource has, or had, another flow log, else into the first
stack with room; a new stack is opened last. So adding or removing a resource changes one stack and moves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flowlog_config.inventory.model import Assignment
from flowlog_config.plan import naming
from flowlog_config.plan.model import Destination, FlowLog, LogDestination, StreamDestination

MOST_RESOURCES = 500
"""Resources CloudFormation takes in a template. Source: CloudFormation quotas (checked 2026-11)."""
MOST_BYTES = 1_000_000
"""Size of a template CloudFormation takes, 1 MB. Source: CloudFormation quotas (checked 2026-11)."""
_FULL = 0.97
"""Part of both up to which new flow logs go into a stack, so that one that is full can still get a log group."""
_RESOURCES_OF_A_STACK = 14
_RESOURCES_OF_A_DESTINATION = 5
"""Beside its saved queries."""
_BYTES_OF_A_STACK = 30_000
_BYTES_OF_A_DESTINATION = 12_000
_BYTES_OF_A_FLOW_LOG = 800
"""Beside format and tags; a little too many, and a test compares all three with templates."""


@dataclass(slots=True)
class _Stack:
    """How full a stack is."""

    resources: int = _RESOURCES_OF_A_STACK
    size: int = _BYTES_OF_A_STACK
    destinations: set[str] = field(default_factory=set)

    def takes(self, flow_log: FlowLog, part: float = 1.0) -> bool:
        """Add a flow log, and its destination when that is new here, if both fit into this part of what a stack takes."""
        destination = flow_log.destination
        resources, size = self.resources + 1, self.size + _size(destination.log_format, flow_log.entry, flow_log.tags)
        if destination.id not in self.destinations:
            more_resources, more_bytes = _weight(destination)
            resources, size = resources + more_resources, size + more_bytes
        if resources > MOST_RESOURCES * part or size > MOST_BYTES * part:
            return False
        self.resources, self.size = resources, size
        self.destinations.add(destination.id)
        return True


@dataclass(frozen=True, slots=True)
class Spread:
    """
    The flow logs of a target, each in its stack.

    Attributes:
        assignment: To be recorded.
        flow_logs: In the order of their logical ids.
        destinations: Of all stacks, in the order of their ids.
        new: What is logged and where to, of flow logs whose stack was not recorded.
    """

    assignment: Assignment
    flow_logs: tuple[FlowLog, ...]
    destinations: tuple[Destination, ...]
    new: tuple[tuple[str, str], ...]


def spread_out(
    flow_logs: Sequence[FlowLog],
    retired: Iterable[Destination],
    recorded: Assignment,
    *,
    project: str,
    stack: str,
    sending: bool = False,
    taken: tuple[int, int] = (0, 0),
) -> Spread:
    """
    Give every flow log of a target its stack, and every stack the destinations it needs.

    Args:
        flow_logs: With the destinations of the first stack.
        retired: Destinations that only have to stay: where they were, and with no new flow log.
        recorded: What was decided before. What is no longer planned is left out of the answer.
        project: The file's name.
        stack: Name of the target's first stack.
        sending: Whether its streams are in another target.
        taken: Resources and bytes of the first stack that are for what other targets deliver to this one.
    """
    assignment, new = _assign(flow_logs, recorded, taken)
    made: dict[tuple[str, int], Destination] = {}

    def to(destination: Destination, number: int) -> Destination:
        found = made.get((destination.id, number))
        return found or made.setdefault(
            (destination.id, number), in_stack(destination, number, project=project, stack=stack, sending=sending)
        )

    for destination in retired:
        kept = {names: number for names, number in recorded.stacks.items() if names[1] == destination.id}
        assignment = Assignment(assignment.opened, {**kept, **assignment.stacks})
        for number in set(kept.values()) or {1}:
            to(destination, number)
    spread = []
    for one in sorted(flow_logs, key=lambda one: one.logical_id):
        number = assignment.stacks[_key(one)]
        destination = to(one.destination, number)
        spread.append(one if number == 1 else replace(one, stack=number, destination=destination))
    destinations = {one.id: one for one in made.values()}
    return Spread(assignment, tuple(spread), tuple(destinations[id_] for id_ in sorted(destinations)), tuple(new))


def _assign(
    flow_logs: Sequence[FlowLog], recorded: Assignment, taken: tuple[int, int]
) -> tuple[Assignment, list[tuple[str, str]]]:
    stacks: list[_Stack] = [_Stack() for _ in range(recorded.opened)]
    stacks[0].resources, stacks[0].size = stacks[0].resources + taken[0], stacks[0].size + taken[1]
    placed: dict[tuple[str, str], int] = {}
    new: list[FlowLog] = []
    for one in sorted(flow_logs, key=lambda one: (one.destination.id, one.logical_id)):
        number = recorded.stacks.get(_key(one), 0)
        if number and stacks[number - 1].takes(one):
            placed[_key(one)] = number
        else:
            new.append(one)
    beside = {source: number for (source, _), number in recorded.stacks.items()}
    part = 1.0 if recorded.opened == 1 and _fits_in_one(stacks[0], new) else _FULL
    room = _Room(stacks, part)
    for one in new:
        placed[_key(one)] = room.place(one, beside.get(one.source.id, 0))
    return Assignment(len(stacks), placed), [_key(one) for one in new]


def _key(flow_log: FlowLog) -> tuple[str, str]:
    """Name a flow log for the record: what is logged, and where to."""
    return flow_log.source.id, flow_log.destination.id


def in_stack(destination: Destination, number: int, *, project: str, stack: str, sending: bool = False) -> Destination:
    """
    Give a destination as another stack of the target has it: with a log group and a stream of its own.

    A folder of the bucket is the same for all stacks.

    Args:
        destination: That of the first stack.
        number: Of the stack.
        project: The file's name.
        stack: Name of the target's first stack.
        sending: Whether the target's streams are in another one, which has one for all its stacks.
    """
    if number == 1 or not isinstance(destination, LogDestination | StreamDestination):
        return destination
    if sending and isinstance(destination, StreamDestination):
        return destination
    id_ = naming.numbered_id(destination.id, number)
    stream = destination.stream_name if sending else naming.stream_name(project, id_)
    if isinstance(destination, StreamDestination):
        return replace(destination, id=id_, stack=number, stream_name=stream)
    prefix = naming.log_group_prefix(naming.numbered_stack(stack, number), destination.log_group_id)
    return replace(destination, id=id_, stack=number, stream_name=stream, log_group_prefix=prefix)


def _fits_in_one(stack: _Stack, flow_logs: Iterable[FlowLog]) -> bool:
    trial = replace(stack, destinations=set(stack.destinations))
    return all(trial.takes(one) for one in flow_logs)


@dataclass(slots=True)
class _Room:
    """
    Where there is room for new flow logs.

    Attributes:
        stacks: From number 1.
        part: How full a stack may get.
        first: First stack that may still take a flow log, by the id of its destination.
    """

    stacks: list[_Stack]
    part: float
    first: dict[str, int] = field(default_factory=dict)

    def place(self, flow_log: FlowLog, beside: int) -> int:
        """Put a flow log beside another of its resource, or into the first stack with room, or into a new one."""
        if beside and self.stacks[beside - 1].takes(flow_log):
            return beside
        number = self.first.get(flow_log.destination.id, 1)
        while number <= len(self.stacks) and not self.stacks[number - 1].takes(flow_log, self.part):
            number += 1
        if number > len(self.stacks):
            self.stacks.append(_Stack())
            self.stacks[-1].takes(flow_log)
        self.first[flow_log.destination.id] = number
        return number


def _weight(destination: Destination) -> tuple[int, int]:
    queries = destination.saved_queries if isinstance(destination, LogDestination) else ()
    texts = sum(len(one.text) + _BYTES_OF_A_FLOW_LOG for one in queries)
    return _RESOURCES_OF_A_DESTINATION + len(queries), _BYTES_OF_A_DESTINATION + texts


def _size(log_format: str, entry: str, tags: Mapping[str, str]) -> int:
    own = sum(len(name) + len(value) + 30 for name, value in tags.items()) if tags else 0
    return _BYTES_OF_A_FLOW_LOG + len(log_format) + 2 * len(entry) + own

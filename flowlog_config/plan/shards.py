"""
Which stack of its target each flow log is in: CloudFormation takes 500 resources and 1 MB a template.

What is recorded stays where it is, and what replaces it goes there, too: CloudFormation makes the new flow log before it
deletes the old one only inside a stack. What is new goes where its resource has another flow log, else into the first stack with
room; a new stack is opened last. So adding or removing a resource changes one stack and moves nothing.

What is no longer planned may still be deployed: nobody here knows. So its stack stays recorded, and its room is given away last.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from flowlog_config.inventory.model import Assignment
from flowlog_config.plan import naming, sizes
from flowlog_config.plan.model import Destination, FlowLog, LogDestination, StreamDestination
from flowlog_config.plan.once import Once
from flowlog_config.plan.placing import RETIRING, Room, Row, by_stack, replacing, row_of
from flowlog_config.plan.room import Stack


@dataclass(frozen=True, slots=True)
class Spread:
    """
    The flow logs of a target, each in its stack.

    Attributes:
        assignment: To be recorded.
        flow_logs: In the order of their logical ids.
        destinations: Of all stacks, in the order of their ids.
        new: What is logged and where to, of flow logs whose stack was not recorded.
        grown: Whether there was one stack at most, as far as recorded, and there are several.
        stacks: What each stack holds, from number 1.
        idle: Ids, as in the first stack, of retired destinations that no flow log uses in some stack they are kept in.
    """

    assignment: Assignment
    flow_logs: tuple[FlowLog, ...]
    destinations: tuple[Destination, ...]
    new: tuple[tuple[str, str], ...]
    grown: bool
    stacks: tuple[Stack, ...]
    idle: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """
    What the stacks of a target hold beside its flow logs and their destinations.

    Attributes:
        retired: Destinations that only have to stay: where they were, and with no new flow log.
        once: What the target has once.
        tags: The file's, on everything.
        there: Ids of what the account has, as far as discovered.
    """

    retired: Sequence[Destination] = ()
    once: Once
    tags: Mapping[str, str]
    there: Container[str] = ()


def spread_out(
    flow_logs: Sequence[FlowLog],
    beside: Beside,
    recorded: Assignment,
    *,
    project: str,
    stack: str,
) -> Spread:
    """
    Give every flow log of a target its stack, and every stack the destinations it needs.

    Args:
        flow_logs: With the destinations of the first stack.
        beside: What else the stacks hold.
        recorded: What was decided before. What is no longer planned stays in the answer as what left, as long as there is room.
        project: The file's name.
        stack: Name of the target's first stack.
    """
    placed, left, new, stacks = _assign(flow_logs, beside, recorded)
    made: dict[tuple[str, int], Destination] = {}
    sending = beside.once.sending

    def to(destination: Destination, number: int) -> Destination:
        found = made.get((destination.id, number))
        return found or made.setdefault(
            (destination.id, number), in_stack(destination, number, project=project, stack=stack, sending=sending)
        )

    spread = []
    for one in sorted(flow_logs, key=lambda one: one.logical_id):
        number = placed[row_of(one)]
        destination = to(one.destination, number)
        spread.append(one if number == 1 else one.in_stack(number, destination))
    used, idle = {one.destination.id for one in spread}, set()
    for destination in beside.retired:
        for number in _stacks_of(destination, recorded):
            placed[f"{RETIRING}{number}", destination.id] = number
            if to(destination, number).id not in used:
                idle.add(destination.id)
    if len(stacks) > 1:
        left |= _former_ways(recorded, {**left, **placed})
    destinations = {one.id: one for one in made.values()}
    in_order = tuple(destinations[id_] for id_ in sorted(destinations))
    grown = recorded.opened == 1 < len(stacks)
    assignment = Assignment(len(stacks), placed, left)
    return Spread(assignment, tuple(spread), in_order, tuple(new), grown, tuple(stacks), frozenset(idle))


def _assign(
    flow_logs: Sequence[FlowLog], beside: Beside, recorded: Assignment
) -> tuple[dict[Row, int], dict[Row, int], list[Row], list[Stack]]:
    """Give each flow log's stack, those of what left, which were not recorded, and the stacks."""
    tags = sizes.of_tags(beside.tags)
    own = {one.id: one for one in (*beside.retired, *(one.destination for one in flow_logs))}
    stacks = [Stack.first(beside.once, tags, own.values())]
    stacks += [Stack(beside.once, tags) for _ in range(1, recorded.opened)]
    in_order = sorted(flow_logs, key=lambda one: (one.destination.id, one.logical_id))
    known = recorded.everywhere
    placed: dict[Row, int] = {}
    new = []
    for one in in_order:
        key = row_of(one)
        if number := known.get(key):
            placed[key] = number
        else:
            new.append(one)
    unplaced, gone = replacing(new, recorded, placed)
    for one in in_order:
        if number := placed.get(row_of(one)):
            stacks[number - 1].put(one)
    for destination in beside.retired:
        for number in _stacks_of(destination, recorded):
            stacks[number - 1].keep(destination)
    left = by_stack(gone, beside.there)
    room = Room(stacks, left)
    had = {source: number for (source, _), number in recorded.stacks.items()}
    for one in unplaced:
        placed[row_of(one)] = room.place(one, had.get(one.source.id, 0))
    room.forget()
    still = {row: number for number, rows in left.items() for row in rows}
    return placed, still, [row_of(one) for one in new], stacks


def _former_ways(recorded: Assignment, known: Mapping[Row, int]) -> dict[Row, int]:
    """Give which stacks a destination has left altogether: there it stays, should the file say so later."""
    pairs = {(to, number) for (_, to), number in known.items()}
    return {
        (f"{RETIRING}{number}", to): number
        for (_, to), number in recorded.everywhere.items()
        if (to, number) not in pairs
    }


def _stacks_of(destination: Destination, recorded: Assignment) -> Sequence[int]:
    """Give the stacks that a retired destination is or was in; all, where that is no longer recorded."""
    found = {number for (_, to), number in recorded.everywhere.items() if to == destination.id}
    return sorted(found) or range(1, recorded.opened + 1)


def in_stack(destination: Destination, number: int, *, project: str, stack: str, sending: bool = False) -> Destination:
    """
    Give a destination as another stack of the target has it: with a log group and a stream of its own.

    A folder of the bucket is the same for all stacks, and so is a stream of another target; but each stack has its own role for it.

    Args:
        destination: That of the first stack.
        number: Of the stack.
        project: The file's name.
        stack: Name of the target's first stack.
        sending: Whether the target's streams are in another one, which has one for all its stacks.
    """
    if number == 1 or not isinstance(destination, LogDestination | StreamDestination):
        return destination
    id_ = naming.numbered_id(destination.id, number)
    stream = destination.stream_name if sending else naming.stream_name(project, id_)
    if isinstance(destination, StreamDestination):
        return replace(destination, id=id_, stack=number, stream_name=stream)
    prefix = naming.log_group_prefix(naming.numbered_stack(stack, number), destination.log_group_id)
    return replace(destination, id=id_, stack=number, stream_name=stream, log_group_prefix=prefix)

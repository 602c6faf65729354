"""Where new flow logs go: in place of what ends, into room nothing comes back to, into that of what left, into a new stack."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from flowlog_config.inventory.model import Assignment
from flowlog_config.plan.model import FlowLog
from flowlog_config.plan.room import MOST_RESOURCES, Stack

Row = tuple[str, str]
"""What is logged, and where to: a flow log as it is recorded."""
RETIRING = "retiring-"
"""In the place of what is logged, and before the number of a stack, in the record of a way that only stays: nothing uses it."""


def row_of(flow_log: FlowLog) -> Row:
    """Name a flow log for the record: what is logged, and where to."""
    return flow_log.source.id, flow_log.destination.id


def replacing(
    new: Sequence[FlowLog], recorded: Assignment, placed: dict[Row, int]
) -> tuple[list[FlowLog], dict[Row, int]]:
    """
    Put new flow logs, into ``placed``, where one that ends is on the same resource; give those beyond, and what left.

    All of a resource, if there are more of them: which of them goes on with the records of the one that ends is not recorded.
    What left before is replaced where nothing ends now.
    """
    gone: dict[str, list[tuple[bool, int, Row]]] = defaultdict(list)
    for row, number in recorded.everywhere.items():
        if row not in placed and not row[0].startswith(RETIRING):
            gone[row[0]].append((row in recorded.left, number, row))
    for rows in gone.values():
        rows.sort()
    left = {row: number for rows in gone.values() for _, number, row in rows}
    beyond = []
    for one in new:
        if not (rows := gone[one.source.id]):
            beyond.append(one)
            continue
        before, number, row = rows[0]
        placed[row_of(one)] = number
        left.pop(row, None)
        if len(rows) > 1 and rows[1][0] == before:
            del rows[0]
    return beyond, left


def by_stack(left: Mapping[Row, int], there: Container[str]) -> dict[int, list[Row]]:
    """Sort what left, by its stack; last what comes back least likely, since the account no longer has its resource."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(left, key=lambda row: (row[0] not in there, row)):
        found[left[row]].append(row)
    return found


@dataclass(slots=True)
class Room:
    """
    Where there is room for new flow logs.

    Attributes:
        stacks: From number 1.
        left: What left each stack and may come back, by the stack's number; the last of them gives its room away first.
        free: First stack that may have room nobody may come back to, by the id of a destination.
        any: First stack that may have any room, by the same.
    """

    stacks: list[Stack]
    left: Mapping[int, list[tuple[str, str]]] = field(default_factory=dict)
    free: dict[str, int] = field(default_factory=dict)
    any: dict[str, int] = field(default_factory=dict)

    def place(self, flow_log: FlowLog, beside: int) -> int:
        """Put a flow log beside another of its resource, or into the first stack with room, or into a new one."""
        if beside and (self._takes(beside, flow_log) or self._takes(beside, flow_log, instead=True)):
            return beside
        number = self._first(flow_log, self.free) or self._first(flow_log, self.any, instead=True)
        if not number:
            self.stacks.append(Stack(self.stacks[0].once, self.stacks[0].tags))
            self.stacks[-1].put(flow_log)
        return number or len(self.stacks)

    def _first(self, flow_log: FlowLog, first: dict[str, int], *, instead: bool = False) -> int:
        """Put a flow log into the first stack with room, and give its number; 0 when none has."""
        number = first.get(flow_log.destination.id, 1)
        while number <= len(self.stacks) and not self._takes(number, flow_log, instead=instead):
            number += 1
        first[flow_log.destination.id] = number
        return number if number <= len(self.stacks) else 0

    def _takes(self, number: int, flow_log: FlowLog, *, instead: bool = False) -> bool:
        """Put a flow log into a stack, if it has room; ``instead`` of what left, of which as much is forgotten as it takes."""
        stack, left = self.stacks[number - 1], self.left.get(number, [])
        if not stack.fits(flow_log, held=0 if instead else len(left)):
            return False
        while not stack.fits(flow_log, held=len(left)):
            left.pop()
        stack.put(flow_log)
        return True

    def forget(self) -> None:
        """Forget what left and no longer has room where it was."""
        for number, rows in self.left.items():
            del rows[max(0, MOST_RESOURCES - self.stacks[number - 1].whole) :]

"""How full a stack is, counted before there is a template: CloudFormation takes 500 resources and 1 MB."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flowlog_config.plan.model import BucketDestination, Destination, FlowLog, LogDestination

MOST_RESOURCES = 500
"""Resources CloudFormation takes in a template. Source: CloudFormation quotas (checked 2026-11)."""
MOST_BYTES = 1_000_000
"""Size of a template CloudFormation takes, 1 MB. Source: CloudFormation quotas (checked 2026-11)."""
FULL = 0.97
"""Part of both up to which new flow logs go into a stack, so that one that is full can still get a log group."""
RESOURCES_OF_A_STACK = 14
"""All that a stack has once."""
RESOURCES_OF_FILES = 6
"""As many of them as are there for files alone; what is told of files counts as their destination's."""
BYTES_OF_A_STACK = 30_000
_RESOURCES_OF_A_DESTINATION = 5
"""Beside its saved queries."""
_BYTES_OF_A_DESTINATION = 12_000
_BYTES_OF_A_FLOW_LOG = 800
"""Beside format and tags; a little too many, and a test compares all three with templates."""
_BYTES_OF_A_TAG = 20
"""Beside name and value, each in quotes."""


@dataclass(slots=True)
class Stack:
    """
    How full a stack is.

    Attributes:
        tags: Bytes of the file's tags, which every resource has.
        resources: How many.
        size: Bytes.
        destinations: Ids of those it has.
        flow_logs: How many of the resources.
    """

    tags: int = 0
    resources: int = 0
    size: int = 0
    destinations: set[str] = field(default_factory=set)
    flow_logs: int = 0

    @classmethod
    def empty(cls, tags: int, *, reserve: int = RESOURCES_OF_A_STACK) -> "Stack":
        """Give a stack with nothing but what it has once."""
        return cls(tags, reserve, BYTES_OF_A_STACK + reserve * tags)

    @property
    def is_crowded(self) -> bool:
        """Whether it has more than CloudFormation takes."""
        return not self._has_room(0, 0, 1.0)

    def takes(self, flow_log: FlowLog, part: float = 1.0) -> bool:
        """Add a flow log, and its destination when that is new here, if both fit into this part of what a stack takes."""
        destination = flow_log.destination
        resources, size = 1, _size(destination.log_format, flow_log.entry, flow_log.tags)
        if destination.id not in self.destinations:
            more_resources, more_bytes = _weight(destination)
            resources, size = resources + more_resources, size + more_bytes
        if not self._has_room(resources, size, part):
            return False
        self.add(resources, size)
        self.destinations.add(destination.id)
        self.flow_logs += 1
        return True

    def keep(self, destination: Destination) -> None:
        """Add a destination without a flow log, whether it fits or not."""
        if destination.id not in self.destinations:
            self.add(*_weight(destination))
            self.destinations.add(destination.id)

    def add(self, resources: int, size: int = 0) -> None:
        """Add resources of this many bytes, beside the file's tags, whether they fit or not."""
        self.resources += resources
        self.size += size + resources * self.tags

    def _has_room(self, resources: int, size: int, part: float) -> bool:
        whole = self.size + size + resources * self.tags
        return self.resources + resources <= MOST_RESOURCES * part and whole <= MOST_BYTES * part


@dataclass(slots=True)
class Room:
    """
    Where there is room for new flow logs.

    Attributes:
        stacks: From number 1.
        tags: Bytes of the file's tags.
        part: How full a stack may get.
        first: First stack that may still take a flow log, by the id of its destination.
    """

    stacks: list[Stack]
    tags: int
    part: float = FULL
    first: dict[str, int] = field(default_factory=dict)

    def place(self, flow_log: FlowLog, beside: int) -> int:
        """Put a flow log beside another of its resource, or into the first stack with room, or into a new one."""
        if beside and self.stacks[beside - 1].takes(flow_log):
            return beside
        number = self.first.get(flow_log.destination.id, 1)
        while number <= len(self.stacks) and not self.stacks[number - 1].takes(flow_log, self.part):
            number += 1
        if number > len(self.stacks):
            self.stacks.append(Stack.empty(self.tags))
            self.stacks[-1].takes(flow_log)
        self.first[flow_log.destination.id] = number
        return number


def fits_in_one(stack: Stack, flow_logs: Iterable[FlowLog]) -> bool:
    """Tell whether a stack takes all these flow logs, too."""
    trial = replace(stack, destinations=set(stack.destinations))
    return all(trial.takes(one) for one in flow_logs)


def reserve_of(destinations: Iterable[Destination]) -> int:
    """Give how many resources a stack has once, where these are all the destinations of the target."""
    has_files = any(isinstance(one, BucketDestination) for one in destinations)
    return RESOURCES_OF_A_STACK if has_files else RESOURCES_OF_A_STACK - RESOURCES_OF_FILES


def size_of_tags(tags: Mapping[str, str]) -> int:
    """Give the bytes of tags in a template."""
    return sum(len(_quoted(name)) + len(_quoted(value)) + _BYTES_OF_A_TAG for name, value in tags.items())


def _quoted(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()


def _weight(destination: Destination) -> tuple[int, int]:
    queries = destination.saved_queries if isinstance(destination, LogDestination) else ()
    texts = sum(len(one.text) + _BYTES_OF_A_FLOW_LOG for one in queries)
    return _RESOURCES_OF_A_DESTINATION + len(queries), _BYTES_OF_A_DESTINATION + texts


def _size(log_format: str, entry: str, tags: Mapping[str, str]) -> int:
    return _BYTES_OF_A_FLOW_LOG + len(log_format) + 2 * len(entry) + size_of_tags(tags)

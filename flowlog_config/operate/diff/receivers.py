"""Who gets a flow log's records, and which of them: a file that nobody reads reaches nobody, though it is logged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from flowlog_config.formats import parse_log_format
from flowlog_config.operate.diff.state import Logged, StackState
from flowlog_config.plan.filters import conditions_of

_FUNCTION = "AWS::Lambda::Function"
_HALVES = ("ACCEPT", "REJECT")


class Receiver(StrEnum):
    """Who gets records at the end of a way; the values are stable, for ``--json``. An archive is a bucket that nobody reads."""

    AGGREGATOR = "aggregator"
    ENDPOINT = "endpoint"
    READERS = "readers"
    ARCHIVE = "archive"


_ARCHIVE = frozenset({Receiver.ARCHIVE})
Conditions = frozenset[tuple[str, tuple[str, ...]]]
"""What a record must meet to go on: fields, each with the values of which any may match; ``*`` is a wildcard."""


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A flow log's records as far as they go on.

    Attributes:
        logged: The flow log, with the traffic type of what goes on.
        receivers: Who gets them.
        conditions: What they must meet beside that; empty for nothing.
    """

    logged: Logged
    receivers: frozenset[Receiver]
    conditions: Conditions = frozenset()

    @property
    def all_conditions(self) -> Conditions:
        """What records meet, with their traffic type as a condition."""
        kind = self.logged.traffic_type
        return self.conditions if kind == "ALL" else self.conditions | {("action", (kind,))}

    def only(self, traffic_type: str) -> "Sent | None":
        """Give the part of a traffic type; None when there is none."""
        if self.logged.traffic_type not in ("ALL", traffic_type):
            return None
        return replace(self, logged=replace(self.logged, traffic_type=traffic_type))


def receivers_of_files(stacks: Iterable[StackState]) -> frozenset[Receiver]:
    """Give who gets files from the buckets of some stacks, as the file says it: from all of its buckets, or from none."""
    ones = list(stacks)
    found = [Receiver.AGGREGATOR] if any(one.aggregator_reads for one in ones) else []
    found += [Receiver.READERS] if any(one.readers for one in ones) else []
    found += [Receiver.ENDPOINT] if any(part.type == _FUNCTION for one in ones for part in one.parts.values()) else []
    return frozenset(found)


def sent(logged: Logged, stack: StackState, of_files: frozenset[Receiver]) -> Sent:
    """
    Give what goes on of a flow log's records, and to whom.

    Args:
        logged: The flow log.
        stack: The one it is in.
        of_files: Who gets files: those of the route ``lambda`` are posted, all others are read.
    """
    match logged.route:
        case "firehose":
            return Sent(logged, frozenset({Receiver.AGGREGATOR}))
        case "lambda":
            return Sent(logged, of_files & {Receiver.ENDPOINT} or _ARCHIVE)
        case "s3":
            return Sent(logged, of_files - {Receiver.ENDPOINT} or _ARCHIVE)
    group = stack.log_groups.get(logged.into)
    if group is None or group.filter_pattern is None:
        return Sent(logged, frozenset())
    conditions = _conditions(group.filter_pattern, logged.log_format)
    half = next((one for one in _HALVES if ("action", (one,)) in conditions), "")
    if half and logged.traffic_type in ("ALL", half):
        logged, conditions = replace(logged, traffic_type=half), conditions - {("action", (half,))}
    return Sent(logged, frozenset({Receiver.AGGREGATOR}), conditions)


def covers(wide: Conditions, narrow: Conditions) -> bool:
    """Tell whether whatever meets some conditions is sure to meet others, too."""
    return all(
        any(name == other and all(any(_fits(one, value) for value in values) for one in ones) for other, ones in narrow)
        for name, values in wide
    )


def _fits(value: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), value) is not None


@lru_cache(maxsize=1024)
def _conditions(pattern: str, log_format: str) -> Conditions:
    """Read a filter pattern; one that is not ours is a condition that only the same one meets."""
    if not pattern:
        return frozenset()
    try:
        found = conditions_of(pattern, tuple(parse_log_format(log_format)))
    except ValueError:
        found = None
    if found is None:
        return frozenset({(pattern, ())})
    return frozenset((name, tuple(map(str, values))) for name, values in found.items())

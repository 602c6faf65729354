"""Former ways that the file keeps: those that nothing ends, and those that disagree."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flowlog_config.plan.model import Destination, LogDestination
from flowlog_config.plan.overlaps import Placed
from flowlog_config.schema.problems import Path, Problem, problem

Kept = TypeVar("Kept", bound=Destination)


@dataclass(frozen=True, slots=True)
class Retired:
    """
    One way an entry took before.

    Attributes:
        destination: Where it leads.
        path: Its place in the file.
    """

    destination: Destination
    path: Path


def still_used(
    retired: Mapping[str, Sequence[Retired]], placed: Mapping[str, Sequence[Placed]], idle: Mapping[str, Container[str]]
) -> Iterator[Problem]:
    """
    Give FL327 for each retiring way that flow logs still take, in every stack of every target that has it.

    Args:
        retired: By target.
        placed: By target.
        idle: By target, the ids of those that some stack keeps without a flow log.
    """
    users = {(name, one.flow_log.destination.id): one.flow_log.entry for name, ones in placed.items() for one in ones}
    for path, ids in _ids_by_path(retired).items():
        if ids <= users.keys() and not any(id_ in idle[name] for name, id_ in ids):
            names = ", ".join(sorted({f'"{users[id_]}"' for id_ in ids}))
            yield problem(
                "FL327", f"flow logs of {names} still take this way", path, use="the settings before the change"
            )


def kept_longest(former: Iterable[Kept]) -> dict[str, Kept]:
    """Give former destinations once, by id; of two that keep records of one log group for different times, the longer one."""
    return {one.id: one for one in sorted(former, key=_days_kept)}


def _days_kept(destination: Destination) -> int:
    return destination.retention_days if isinstance(destination, LogDestination) else 0


def _ids_by_path(retired: Mapping[str, Sequence[Retired]]) -> Mapping[Path, set[tuple[str, str]]]:
    found: dict[Path, set[tuple[str, str]]] = defaultdict(set)
    for name, ones in retired.items():
        for one in ones:
            found[one.path].add((name, one.destination.id))
    return found


def former_disagreements(former: Iterable[tuple[Destination, Path]]) -> Iterator[Problem]:
    """
    Give FL309 where two former ways lead into the same log group and forward other records of it: it had one filter; and FL336
    where they keep them for another time: it keeps them for the longest, which loses nothing.

    Args:
        former: Destinations of one target, each with the place of its way in the file.
    """
    first: dict[str, LogDestination] = {}
    for one, path in former:
        if not isinstance(one, LogDestination):
            continue
        other, use = first.setdefault(one.id, one), "what was deployed, which is the same for both"
        if other.filter_pattern != one.filter_pattern:
            message = "this former way and another one share a log group, with another forward"
            yield problem("FL309", message, (*path, "forward"), use=use)
        if other.retention_days != one.retention_days:
            fewer, more = sorted((one.retention_days, other.retention_days))
            message = (
                f"of two former ways into one log group, one keeps records {fewer} days and one {more}, which holds"
            )
            yield problem("FL336", message, (*path, "retention_days"), use=use)

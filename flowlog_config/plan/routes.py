"""The ways of an entry: the entry as it holds on each of its routes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Path, Problem
from flowlog_config.schema.routes import CLOUDWATCH, Route, RouteWord

_NOTHING = dict.fromkeys(("traffic_type", "max_aggregation_interval", "format", "log_group"))
"""Keys that decide which way it is, and what they say of one that says nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """
    One route of one entry.

    Attributes:
        to: Word of the file for it.
        entry: The entry, with what the route says in the place of what the entry says.
        own: Keys that the route says.
        path: Place of the entry.
        route_path: Place of the route; the entry's own when nothing in the file names it.
        former: The entry took it before.
    """

    to: RouteWord
    entry: FlowLog
    own: frozenset[str]
    path: Path
    route_path: Path
    former: bool = False

    def in_file(self, found: Problem) -> Problem:
        """Move a problem of the entry to the route, where the route says what is at fault."""
        depth = len(self.path)
        if found.path[:depth] == self.path and set(found.path[depth : depth + 1]) & self.own:
            return replace(found, path=(*self.route_path, *found.path[depth:]))
        return found


def ways(config: Config, entry: FlowLog, path: Path) -> Iterator[Way]:
    """Give the ways of an entry, in the order of the file; those of ``defaults`` when it names none."""
    if entry.route:
        routes, where = entry.route, (*path, "route")
    elif config.defaults.route:
        routes, where = config.defaults.route, ("defaults", "route")
    else:
        yield Way(CLOUDWATCH, entry, frozenset(), path, path)
        return
    yield from _ways(routes, entry, path, where)


def retiring(entry: FlowLog, path: Path) -> Iterator[Way]:
    """
    Give the ways an entry took before, whose last records may be under way.

    They are planned with :func:`without_defaults`: what AWS fixes when it makes a flow log was fixed then, and nothing that the
    file says of today can change it.
    """
    bare = entry.model_copy(update={**_NOTHING, "tag_field_specifications": None, "forward": {}})
    for way in _ways(entry.retiring or (), bare, path, (*path, "retiring")):
        yield replace(way, former=True)


def without_defaults(config: Config) -> Config:
    """Give the file without what its `defaults` say of a way: it holds for the ways of today."""
    return config.model_copy(update={"defaults": config.defaults.model_copy(update=_NOTHING)})


def _ways(routes: Sequence[Route], entry: FlowLog, path: Path, where: Path) -> Iterator[Way]:
    for k, route in enumerate(routes):
        said = _said(route)
        yield Way(route.to, entry.model_copy(update=said), frozenset(said), path, (*where, k))


def _said(route: Route) -> dict[str, object]:
    return {key: value for key, value in route if key != "to" and value is not None}

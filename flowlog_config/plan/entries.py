"""What each entry of the file comes to: flow logs on all its routes, and former ways that only have to stay."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flowlog_config.formats import Family
from flowlog_config.plan import naming
from flowlog_config.plan.destination import interval, make_destination, tag_fields, traffic_type
from flowlog_config.plan.forward import check_forward, prevents
from flowlog_config.plan.model import Destination, FlowLog, Target
from flowlog_config.plan.overlaps import Placed
from flowlog_config.plan.resolve import Resolved, Wanted
from flowlog_config.plan.retired import Retired
from flowlog_config.plan.routes import Way, retiring, ways, without_defaults
from flowlog_config.plan.rules import check_rules, check_tag_keys
from flowlog_config.schema import model
from flowlog_config.schema.problems import Problem
from flowlog_config.schema.routes import CLOUDWATCH
from flowlog_config.schema.sources import Source


def _found(
    entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> dict[str, Sequence[Wanted]]:
    names = [name for name in dict.fromkeys(entry.targets or targets) if (i, name) in resolved.wanted]
    return {name: resolved.wanted[i, name] for name in names}


def placed_by(
    config: model.Config, entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> Iterator[tuple[str, Placed]]:
    """
    Give the flow logs of an entry on all its routes, with the name of their target.

    Args:
        config: The file.
        entry: One of its flow logs.
        i: Its position, from 0.
        resolved: What every entry selects; takes the problems of this one.
        targets: By name.
    """
    found, path = _found(entry, i, resolved, targets), ("flow_logs", i)
    every = [way.entry for way in ways(config, entry, path)]
    resolved.problems += check_tag_keys(config, every if found else (), path)
    for way in ways(config, entry, path):
        made = _made(config, way, found, targets, resolved.problems)
        settings = {where: _settings(config, way.entry, where[1], to) for where, to in made.items()}
        for name, one in ((name, one) for name, ones in found.items() for one in ones if made):
            flow_log = _flow_log(one.source, settings[name, one.source.family])
            yield name, Placed(flow_log, one.path, way.route_path, one.resource)


def retired_by(
    config: model.Config, entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> Iterator[tuple[str, Retired]]:
    """Give the destinations of an entry's former ways, with the name of their target; the arguments are those above."""
    found, path, before = _found(entry, i, resolved, targets), ("flow_logs", i), without_defaults(config)
    for way in retiring(entry, path):
        resolved.problems += (way.in_file(one) for one in check_tag_keys(before, [way.entry] if found else (), path))
        problems: list[Problem] = []
        made: dict[tuple[str, Family], Destination] = {}
        for family in Family:
            of_family = {name: [one for one in ones if one.source.family is family] for name, ones in found.items()}
            made |= _made(before, way, of_family, targets, problems)
        # A way was that of one family, or of both: one that it cannot be of is no mistake.
        resolved.problems += problems if not made else [one for one in problems if not prevents(one)]
        for (name, _), destination in made.items():
            yield name, Retired(destination.without_queries(), way.route_path)


def _made(
    config: model.Config,
    way: Way,
    found: Mapping[str, Sequence[Wanted]],
    targets: Mapping[str, Target],
    problems: list[Problem],
) -> dict[tuple[str, Family], Destination]:
    """Decide where a way leads, by target and family; nothing, and why, when it breaks a rule."""
    broken = [way.in_file(one) for one in _check(config, way, [one.source for ones in found.values() for one in ones])]
    problems += broken
    if any(map(prevents, broken)):
        return {}
    kinds = {(name, one.source.family) for name, ones in found.items() for one in ones}
    return {(name, family): make_destination(config, way, targets[name], family) for name, family in sorted(kinds)}


def _check(config: model.Config, way: Way, sources: Sequence[Source]) -> Iterator[Problem]:
    yield from check_rules(config, way.entry, sources, way.path)
    if way.to == CLOUDWATCH:
        yield from check_forward(config, way.entry, sorted({s.family for s in sources}), way.path, former=way.former)


def _settings(config: model.Config, entry: model.FlowLog, family: Family, destination: Destination) -> dict[str, Any]:
    """Give what all flow logs of an entry in one destination have in common."""
    return {
        "entry": entry.name,
        "destination": destination,
        "traffic_type": traffic_type(config, entry, family),
        "max_aggregation_interval": interval(config, entry, family),
        "tag_field_specifications": tag_fields(entry, destination.fields),
        "tags": entry.tags,
    }


def _flow_log(source: Source, settings: Mapping[str, Any]) -> FlowLog:
    return FlowLog(logical_id=naming.flow_log_id(source.id, settings["destination"].id), source=source, **settings)

"""Config and Inventory to Plan: every default filled in, every name decided, every collision found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowlog_config.formats import Family
from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.plan import naming, overlaps
from flowlog_config.plan.attribution import without_account
from flowlog_config.plan.central import check_roads, roads_of
from flowlog_config.plan.destination import TRAFFIC_TYPE, interval, make_destination, tag_fields, traffic_type
from flowlog_config.plan.forward import check_forward
from flowlog_config.plan.gateways import gateways_alike
from flowlog_config.plan.model import Destination, FlowLog, Plan, Target, TargetPlan
from flowlog_config.plan.organization import plan_organization
from flowlog_config.plan.overlaps import Placed, Retired
from flowlog_config.plan.resolve import Resolved, Wanted, resolve, targets_of
from flowlog_config.plan.routes import Way, retiring, ways, without_defaults
from flowlog_config.plan.rules import check_rules, check_tag_keys
from flowlog_config.plan.shards import Spread
from flowlog_config.plan.shared_networks import logged_by_two
from flowlog_config.plan.spread import once_of, secret_of, spread_target
from flowlog_config.plan.stack_checks import check_stacks
from flowlog_config.schema import model
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import Loaded, by_place
from flowlog_config.schema.problems import Problem
from flowlog_config.schema.routes import CLOUDWATCH
from flowlog_config.schema.s3 import CREATE
from flowlog_config.schema.sources import Source

__all__ = ["TRAFFIC_TYPE", "Planned", "make_plan"]


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A plan and what is worth a second look in it.

    Attributes:
        plan: What will exist.
        document: The file it comes from.
        warnings: Those of the file and those of the plan, by place.
        assigned: Stacks of the flow logs, by account and region, as they are to be recorded.
        resources: How many each stack of the targets has, by its name.
    """

    plan: Plan
    document: Document
    warnings: tuple[Problem, ...]
    assigned: Mapping[tuple[str, str], Assignment]
    resources: Mapping[str, int]


def make_plan(loaded: Loaded, inventory: Inventory | None = None, *, recording: bool = False) -> Planned:
    """
    Decide everything that will exist.

    Args:
        loaded: The checked file.
        inventory: What the accounts have. None when the file selects by id only and nothing was discovered.
        recording: The stacks of the flow logs are about to be recorded, so it is no problem when they are not yet.

    Raises:
        InvalidConfigError: With every problem of the file and of the plan, by place.
    """
    config = loaded.config
    resolved = resolve(config, inventory)
    organization, wrong = plan_organization(config)
    problems = resolved.problems
    problems += wrong
    targets = targets_of(config)
    placed: dict[str, list[Placed]] = defaultdict(list)
    retired: dict[str, list[Retired]] = defaultdict(list)
    spread: dict[str, Spread] = {}
    for i, entry in enumerate(config.flow_logs):
        for name, one in _place(config, entry, i, resolved, targets):
            placed[name].append(one)
        for name, old in _retired(config, entry, i, resolved, targets):
            retired[name].append(old)
    problems += overlaps.still_used(retired, placed)
    for name in targets:
        problems += overlaps.collisions(placed[name])
        problems += overlaps.disagreements(placed[name])
        placed[name] = _without_overlap(config, placed[name], problems)
    if config.overlap != "allow":
        problems += logged_by_two(placed, targets)
    sent = {name: [*_into(placed[name]), *(one.destination for one in retired[name])] for name in targets}
    roads = roads_of(config, targets, sent)
    problems += check_roads(roads, targets, existing_bucket=config.s3.bucket != CREATE)
    problems += without_account(config, placed, roads.central)
    problems += gateways_alike(placed)
    for i, name in enumerate(targets):
        spread[name] = spread_target(
            config,
            targets[name],
            [one.flow_log for one in placed[name]],
            [one.destination for one in retired[name]],
            once_of(config, config.targets[i], name, sent, roads),
            inventory,
        )
        problems += check_stacks(config.name, targets, targets[name], spread[name], recording=recording)
    found = dict.fromkeys(loaded.in_file(one) for one in problems)
    everything = by_place(loaded.document, [*loaded.problems, *found])
    if any(p.is_error for p in everything):
        raise InvalidConfigError(everything, loaded.document)
    plans = tuple(
        roads.joined(_target_plan(config, section, target, spread[target.name]))
        for section, target in zip(config.targets, targets.values(), strict=True)
    )
    retain = config.on_delete == "retain"
    tags = dict(config.tags)
    plan = Plan(config.name, config.aggregator, config.delivery, config.s3, retain, tags, plans, organization)
    assigned = {(t.account_id, t.region): spread[name].assignment for name, t in targets.items()}
    names = [stack.stack_name for one in plans for stack in one.stacks]
    resources = dict(zip(names, (stack.whole for name in targets for stack in spread[name].stacks), strict=True))
    return Planned(plan, loaded.document, tuple(everything), assigned, resources)


def _found(
    entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> dict[str, Sequence[Wanted]]:
    names = [name for name in dict.fromkeys(entry.targets or targets) if (i, name) in resolved.wanted]
    return {name: resolved.wanted[i, name] for name in names}


def _place(
    config: model.Config, entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> Iterator[tuple[str, Placed]]:
    found, path = _found(entry, i, resolved, targets), ("flow_logs", i)
    every = [way.entry for way in ways(config, entry, path)]
    resolved.problems += check_tag_keys(config, every if found else (), path)
    for way in ways(config, entry, path):
        made = _made(config, way, found, targets, resolved.problems)
        for name, one in ((name, one) for name, ones in found.items() for one in ones if made):
            flow_log = _flow_log(config, way.entry, one, made[name, one.source.family])
            yield name, Placed(flow_log, one.path, way.route_path, one.resource)


def _retired(
    config: model.Config, entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> Iterator[tuple[str, Retired]]:
    found, path, before = _found(entry, i, resolved, targets), ("flow_logs", i), without_defaults(config)
    for way in retiring(entry, path):
        resolved.problems += (way.in_file(one) for one in check_tag_keys(before, [way.entry] if found else (), path))
        problems: list[Problem] = []
        made: dict[tuple[str, Family], Destination] = {}
        for family in Family:
            of_family = {name: [one for one in ones if one.source.family is family] for name, ones in found.items()}
            made |= _made(before, way, of_family, targets, problems)
        # A way was that of one family, or of both: one that it cannot be of is no mistake.
        resolved.problems += problems if not made else [one for one in problems if not one.is_error]
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
    if any(p.is_error for p in broken):
        return {}
    kinds = {(name, one.source.family) for name, ones in found.items() for one in ones}
    return {(name, family): make_destination(config, way, targets[name], family) for name, family in sorted(kinds)}


def _check(config: model.Config, way: Way, sources: Sequence[Source]) -> Iterator[Problem]:
    yield from check_rules(config, way.entry, sources, way.path)
    if way.to == CLOUDWATCH:
        yield from check_forward(config, way.entry, sorted({s.family for s in sources}), way.path)


def _flow_log(
    config: model.Config,
    entry: model.FlowLog,
    one: Wanted,
    destination: Destination,
) -> FlowLog:
    return FlowLog(
        logical_id=naming.flow_log_id(one.source.id, destination.id),
        entry=entry.name,
        source=one.source,
        destination=destination,
        traffic_type=traffic_type(config, entry, one.source.family),
        max_aggregation_interval=interval(config, entry, one.source.family),
        tag_field_specifications=tag_fields(entry, destination.fields),
        tags=entry.tags,
    )


def _without_overlap(config: model.Config, placed: list[Placed], problems: list[Problem]) -> list[Placed]:
    if config.overlap == "allow":
        return placed
    pairs = overlaps.logged_again(placed)
    if config.overlap == "warn":
        problems += overlaps.overlap_warnings(pairs)
        return placed
    dropped = {id(narrower) for narrower, wide in pairs if overlaps.can_drop(narrower, wide)}
    problems += overlaps.overlap_warnings([one for one in pairs if id(one[0]) not in dropped])
    return [one for one in placed if id(one) not in dropped]


def _into(placed: list[Placed]) -> list[Destination]:
    return [one.flow_log.destination for one in placed]


def _target_plan(config: model.Config, section: model.Target, target: Target, spread: Spread) -> TargetPlan:
    return TargetPlan(
        target=target,
        stack_name=naming.stack_name(config.name, target.name),
        access_key_secret=secret_of(config, section),
        kms_key=section.kms_key,
        destinations=spread.destinations,
        flow_logs=spread.flow_logs,
        opened=spread.assignment.opened,
    )

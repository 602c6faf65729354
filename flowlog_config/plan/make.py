"""Config and Inventory to Plan: every default filled in, every name decided, every collision found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flowlog_config.inventory.model import Inventory
from flowlog_config.plan import naming, overlaps
from flowlog_config.plan.destination import TRAFFIC_TYPE, interval, make_destination, tag_fields, traffic_type
from flowlog_config.plan.forward import check_forward
from flowlog_config.plan.model import FlowLog, LogDestination, Plan, Target, TargetPlan
from flowlog_config.plan.overlaps import Placed
from flowlog_config.plan.resolve import Resolved, Wanted, resolve, targets_of
from flowlog_config.plan.rules import check_rules
from flowlog_config.schema import model
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import Loaded, by_place
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

__all__ = ["MOST_RESOURCES", "TRAFFIC_TYPE", "Planned", "make_plan"]

MOST_RESOURCES = 500
"""Resources CloudFormation takes in a template. Source: CloudFormation quotas (checked 2026-11)."""
_RESOURCES_OF_A_TARGET = 14
_RESOURCES_OF_A_DESTINATION = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A plan and what is worth a second look in it.

    Attributes:
        plan: What will exist.
        document: The file it comes from.
        warnings: Those of the file and those of the plan, by place.
    """

    plan: Plan
    document: Document
    warnings: tuple[Problem, ...]


def make_plan(loaded: Loaded, inventory: Inventory | None = None) -> Planned:
    """
    Decide everything that will exist.

    Args:
        loaded: The checked file.
        inventory: What the accounts have. None when the file selects by id only and nothing was discovered.

    Raises:
        InvalidConfigError: With every problem of the file and of the plan, by place.
    """
    config = loaded.config
    resolved = resolve(config, inventory)
    problems = resolved.problems
    targets = targets_of(config)
    placed: dict[str, list[Placed]] = defaultdict(list)
    for i, entry in enumerate(config.flow_logs):
        for name, one in _place(config, entry, i, resolved, targets):
            placed[name].append(one)
    for name in targets:
        problems += overlaps.collisions(placed[name])
        problems += overlaps.disagreements(placed[name])
        placed[name] = _without_overlap(config, placed[name], problems)
        problems += _size(name, placed[name])
    found = dict.fromkeys(loaded.in_file(one) for one in problems)
    everything = by_place(loaded.document, [*loaded.problems, *found])
    if any(p.is_error for p in everything):
        raise InvalidConfigError(everything, loaded.document)
    plans = tuple(
        _target_plan(config, section, target, placed[target.name])
        for section, target in zip(config.targets, targets.values(), strict=True)
    )
    retain = config.on_delete == "retain"
    plan = Plan(config.name, config.aggregator, config.delivery, retain, dict(config.tags), plans)
    return Planned(plan, loaded.document, tuple(everything))


def _place(
    config: model.Config, entry: model.FlowLog, i: int, resolved: Resolved, targets: Mapping[str, Target]
) -> Iterator[tuple[str, Placed]]:
    path: Path = ("flow_logs", i)
    names = [name for name in dict.fromkeys(entry.targets or targets) if (i, name) in resolved.wanted]
    found = {name: resolved.wanted[i, name] for name in names}
    sources = [one.source for ones in found.values() for one in ones]
    broken = list(check_rules(config, entry, sources, path))
    broken += check_forward(config, entry, sorted({s.family for s in sources}), path)
    resolved.problems += broken
    if any(p.is_error for p in broken):
        return
    for name, ones in found.items():
        families = {one.source.family for one in ones}
        made = {family: make_destination(config, entry, targets[name], family) for family in families}
        for one in ones:
            flow_log = _flow_log(config, entry, one, made[one.source.family])
            yield name, Placed(flow_log, one.path, one.resource)


def _flow_log(
    config: model.Config,
    entry: model.FlowLog,
    one: Wanted,
    destination: LogDestination,
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
    dropped = {id(narrower) for narrower, _ in pairs}
    return [one for one in placed if id(one) not in dropped]


def _size(name: str, placed: list[Placed]) -> Iterator[Problem]:
    destinations = {one.flow_log.destination.id for one in placed}
    count = len(placed) + _RESOURCES_OF_A_DESTINATION * len(destinations) + _RESOURCES_OF_A_TARGET
    if count > MOST_RESOURCES:
        message = f"the stack of {name} would have about {count} resources, {len(placed)} of them flow logs"
        use = "VPCs or subnets instead of their interfaces, or two files with another `name`"
        yield problem("FL501", message, ("flow_logs",), use=use, anchor=Anchor.KEY)


def _target_plan(config: model.Config, section: model.Target, target: Target, placed: list[Placed]) -> TargetPlan:
    secret = section.access_key_secret or config.aggregator.access_key_secret
    flow_logs = sorted((one.flow_log for one in placed), key=lambda f: f.logical_id)
    destinations = {f.destination.id: f.destination for f in flow_logs}
    return TargetPlan(
        target=target,
        stack_name=naming.stack_name(config.name, target.name),
        access_key_secret=None if secret == "generate" else secret,  # noqa: S105 - a word of the file, no secret
        kms_key=section.kms_key,
        destinations=tuple(destinations[id_] for id_ in sorted(destinations)),
        flow_logs=tuple(flow_logs),
    )

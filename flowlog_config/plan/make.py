"""Config to Plan: every default filled in, every name decided, every collision found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flowlog_config.formats import DEFAULT_FORMATS, Family
from flowlog_config.plan import naming
from flowlog_config.plan.filters import MOST_CHARACTERS, filter_pattern
from flowlog_config.plan.model import FlowLog, LogDestination, Plan, TagFieldSpecification, Target, TargetPlan
from flowlog_config.schema import model
from flowlog_config.schema.check import target_name
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import Loaded, by_place
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.sources import Source, source

TRAFFIC_TYPE = "ALL"
MAX_AGGREGATION_INTERVAL = 60
RETENTION_DAYS = 14

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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One flow log with the place of the file it comes from."""

    path: Path
    flow_log: FlowLog


def make_plan(loaded: Loaded) -> Planned:
    """
    Decide everything that will exist.

    Raises:
        InvalidConfigError: With the problems of the file and FL308, FL309, FL311, FL317 and FL501, all of them.
    """
    config = loaded.config
    problems: list[Problem] = []
    wanted: dict[str, list[_Wanted]] = defaultdict(list)
    targets = {t.name: t for t in (_target(t) for t in config.targets)}
    for i, entry in enumerate(config.flow_logs):
        name = entry.targets[0] if entry.targets else next(iter(targets))
        if name in targets:
            wanted[name] += _flow_logs(config, entry, targets[name], ("flow_logs", i), problems)
    for name in targets:
        problems += _collisions(wanted[name])
        problems += _disagreements(wanted[name])
        problems += _size(name, wanted[name])
    everything = by_place(loaded.document, [*loaded.problems, *map(loaded.in_file, problems)])
    if any(p.is_error for p in everything):
        raise InvalidConfigError(everything, loaded.document)
    plans = tuple(
        _target_plan(config, t, target, wanted[target.name])
        for t, target in zip(config.targets, targets.values(), strict=True)
    )
    retain = config.on_delete == "retain"
    plan = Plan(config.name, config.aggregator, config.delivery, retain, dict(config.tags), plans)
    return Planned(plan, loaded.document, tuple(everything))


def _target(target: model.Target) -> Target:
    return Target(target.account, target.region, target_name(target.account, target.region, target.name))


def _flow_logs(
    config: model.Config, entry: model.FlowLog, target: Target, path: Path, problems: list[Problem]
) -> Iterator[_Wanted]:
    specifications = tuple(
        TagFieldSpecification(kind, tuple(keys))
        for kind, keys in sorted((entry.tag_field_specifications or {}).items())
    )
    made: dict[Family, LogDestination | None] = {}
    for j, id_ in enumerate(dict.fromkeys(entry.select)):
        what = source(id_)
        if what.family not in made:
            made[what.family] = _destination(config, entry, target, what.family, path, problems)
        destination = made[what.family]
        if destination:
            where = (*path, "select", entry.select.index(id_) if len(entry.select) > j else j)
            yield _Wanted(where, _flow_log(config, entry, what, destination, specifications))


def _flow_log(
    config: model.Config,
    entry: model.FlowLog,
    what: Source,
    destination: LogDestination,
    specifications: tuple[TagFieldSpecification, ...],
) -> FlowLog:
    return FlowLog(
        logical_id=naming.flow_log_id(what.id, destination.id),
        entry=entry.name,
        source=what,
        destination=destination,
        traffic_type=_traffic_type(config, entry, what.family),
        max_aggregation_interval=_interval(config, entry, what.family),
        tag_field_specifications=specifications,
        tags=dict(entry.tags),
    )


def _traffic_type(config: model.Config, entry: model.FlowLog, family: Family) -> str | None:
    if family is Family.TRANSIT_GATEWAY:
        return None
    return entry.traffic_type or config.defaults.traffic_type or TRAFFIC_TYPE


def _interval(config: model.Config, entry: model.FlowLog, family: Family) -> int:
    if family is Family.TRANSIT_GATEWAY:
        return MAX_AGGREGATION_INTERVAL
    return entry.max_aggregation_interval or config.defaults.max_aggregation_interval or MAX_AGGREGATION_INTERVAL


def _destination(
    config: model.Config,
    entry: model.FlowLog,
    target: Target,
    family: Family,
    path: Path,
    problems: list[Problem],
) -> LogDestination | None:
    chosen = entry.format or config.defaults.format or "default"
    fields = DEFAULT_FORMATS[family] if chosen == "default" else chosen
    prefix = entry.log_group_prefix or config.defaults.log_group_prefix or f"/{config.name}"
    conditions = entry.forward if entry.forward is not None else config.defaults.forward or {}
    where: Path = (*path, "forward") if entry.forward is not None else ("defaults", "forward")
    missing = [name for name in conditions if name not in fields]
    pattern = filter_pattern(fields, conditions)
    if missing:
        message = f'"{entry.name}": {family} records of this format have no column {", ".join(missing)}'
        problems.append(problem("FL311", message, where, use=", ".join(fields), anchor=Anchor.KEY))
        return None
    if len(pattern) > MOST_CHARACTERS:
        problems.append(problem("FL317", f"the pattern has {len(pattern)} characters", where, anchor=Anchor.KEY))
        return None
    if pattern:
        problems.append(problem("FL316", f'"{entry.name}" forwards by column', where, anchor=Anchor.KEY))
    id_ = naming.destination_id(
        family,
        naming.digest(
            prefix=prefix,
            fields=fields,
            interval=_interval(config, entry, family),
            traffic_type=_traffic_type(config, entry, family),
            tags=sorted((kind, list(keys)) for kind, keys in (entry.tag_field_specifications or {}).items()),
            route=entry.route,
        ),
    )
    return LogDestination(
        id=id_,
        family=family,
        fields=fields,
        log_group_prefix=f"{prefix}/{id_}/",
        stream_name=naming.stream_name(config.name, id_),
        retention_days=entry.retention_days or config.defaults.retention_days or RETENTION_DAYS,
        filter_pattern=pattern,
        common_attributes={
            "account": target.account_id,
            "region": target.region,
            "family": str(family),
            "format": " ".join(fields),
        },
    )


def _collisions(wanted: Iterable[_Wanted]) -> Iterator[Problem]:
    first: dict[str, _Wanted] = {}
    logged: dict[str, _Wanted] = {}
    for one in wanted:
        flow_log = one.flow_log
        if (other := first.setdefault(flow_log.logical_id, one)) is not one:
            message = f'{flow_log.source.id} has the same flow log in "{other.flow_log.entry}"'
            use = "one of the two, or another traffic_type, format, interval or log_group_prefix"
            yield problem("FL308", message, one.path, use=use)
        elif (other := logged.setdefault(flow_log.source.id, one)) is not one:
            message = f'{flow_log.source.id} is also logged by "{other.flow_log.entry}"'
            yield problem("FL315", message, one.path)


def _disagreements(wanted: Iterable[_Wanted]) -> Iterator[Problem]:
    first: dict[str, _Wanted] = {}
    told: set[tuple[str, str]] = set()
    for one in wanted:
        mine = one.flow_log.destination
        other = first.setdefault(mine.id, one)
        theirs = other.flow_log.destination
        pair = (one.flow_log.entry, mine.id)
        if pair in told:
            continue
        for key, ours, that in (
            ("retention_days", mine.retention_days, theirs.retention_days),
            ("forward", mine.filter_pattern, theirs.filter_pattern),
        ):
            if ours != that:
                told.add(pair)
                message = f'"{one.flow_log.entry}" and "{other.flow_log.entry}" share a log group, with another {key}'
                yield problem("FL309", message, (*one.path[:2], key), use="the same value, or its own log_group_prefix")


def _size(name: str, wanted: list[_Wanted]) -> Iterator[Problem]:
    destinations = {one.flow_log.destination.id for one in wanted}
    count = len(wanted) + _RESOURCES_OF_A_DESTINATION * len(destinations) + _RESOURCES_OF_A_TARGET
    if count > MOST_RESOURCES:
        message = f"the stack of {name} would have about {count} resources, {len(wanted)} of them flow logs"
        use = "VPCs or subnets instead of their interfaces, or two files with another `name`"
        yield problem("FL501", message, ("flow_logs",), use=use, anchor=Anchor.KEY)


def _target_plan(config: model.Config, section: model.Target, target: Target, wanted: list[_Wanted]) -> TargetPlan:
    secret = section.access_key_secret or config.aggregator.access_key_secret
    flow_logs = sorted((one.flow_log for one in wanted), key=lambda f: f.logical_id)
    destinations = {f.destination.id: f.destination for f in flow_logs}
    return TargetPlan(
        target=target,
        stack_name=naming.stack_name(config.name, target.name),
        access_key_secret=None if secret == "generate" else secret,  # noqa: S105 - a word of the file, no secret
        kms_key=section.kms_key,
        destinations=tuple(destinations[id_] for id_ in sorted(destinations)),
        flow_logs=tuple(flow_logs),
    )

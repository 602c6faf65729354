"""Config and Inventory to Plan: every default filled in, every name decided, every collision found."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.plan import naming, overlaps
from flowlog_config.plan.attribution import without_account
from flowlog_config.plan.central import check_roads, roads_of
from flowlog_config.plan.entries import placed_by, retired_by
from flowlog_config.plan.gateways import gateways_alike
from flowlog_config.plan.model import Destination, Plan, Target, TargetPlan
from flowlog_config.plan.organization import plan_organization
from flowlog_config.plan.overlaps import Placed
from flowlog_config.plan.resolve import resolve, targets_of
from flowlog_config.plan.retired import Retired, former_disagreements, still_used
from flowlog_config.plan.shards import Spread
from flowlog_config.plan.shared_networks import logged_by_two
from flowlog_config.plan.spread import key_of, once_of, secret_of, spread_target
from flowlog_config.plan.stack_checks import check_stacks
from flowlog_config.schema import model
from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import Loaded, by_place
from flowlog_config.schema.problems import Problem
from flowlog_config.schema.s3 import CREATE

_OF_BEFORE = ("FL401", "FL218")
"""Problems that keep nobody from comparing with a file."""


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


def make_plan(
    loaded: Loaded, inventory: Inventory | None = None, *, recording: bool = False, former: bool = False
) -> Planned:
    """
    Decide everything that will exist.

    Args:
        loaded: The checked file.
        inventory: What the accounts have. None when the file selects by id only and nothing was discovered.
        recording: The stacks of the flow logs are about to be recorded, so it is no problem when they are not yet.
        former: The file is of before, and is not to be deployed: what it names and the inventory has not (FL401) is left out,
            and filters that let nothing through (FL218) are those that were deployed.

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
        for name, one in placed_by(config, entry, i, resolved, targets):
            placed[name].append(one)
        for name, old in retired_by(config, entry, i, resolved, targets):
            retired[name].append(old)
    for name in targets:
        problems += overlaps.collisions(placed[name])
        problems += overlaps.disagreements(placed[name])
        problems += former_disagreements((one.destination, one.path) for one in retired[name])
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
    problems += still_used(retired, placed, {name: one.idle for name, one in spread.items()})
    found = dict.fromkeys(loaded.in_file(one) for one in problems if not (former and one.kind.id in _OF_BEFORE))
    everything = by_place(loaded.document, [*loaded.problems, *found])
    if any(p.is_error for p in everything):
        raise InvalidConfigError(everything, loaded.document)
    plans = tuple(
        roads.joined(
            _target_plan(
                config, section, target, spread[target.name], key_of(config, section, target.name, sent, roads)
            )
        )
        for section, target in zip(config.targets, targets.values(), strict=True)
    )
    retain = config.on_delete == "retain"
    tags = dict(config.tags)
    plan = Plan(config.name, config.aggregator, config.delivery, config.s3, retain, tags, plans, organization)
    assigned = {(t.account_id, t.region): spread[name].assignment for name, t in targets.items()}
    names = [stack.stack_name for one in plans for stack in one.stacks]
    resources = dict(zip(names, (stack.whole for name in targets for stack in spread[name].stacks), strict=True))
    return Planned(plan, loaded.document, tuple(everything), assigned, resources)


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


def _target_plan(
    config: model.Config, section: model.Target, target: Target, spread: Spread, kms_key: str | None
) -> TargetPlan:
    return TargetPlan(
        target=target,
        stack_name=naming.stack_name(config.name, target.name),
        access_key_secret=secret_of(config, section),
        kms_key=kms_key,
        destinations=spread.destinations,
        flow_logs=spread.flow_logs,
        opened=spread.assignment.opened,
    )

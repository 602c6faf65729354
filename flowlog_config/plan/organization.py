"""The section ``organization``, decided: what every member account gets, and what receives its records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flowlog_config.formats import Family
from flowlog_config.plan import naming
from flowlog_config.plan.destination import interval, make_destination, traffic_type
from flowlog_config.plan.forward import check_forward, prevents
from flowlog_config.plan.model import LogDestination, Target, TargetPlan
from flowlog_config.plan.organization_size import MOST_BYTES, most_bytes
from flowlog_config.plan.organization_twice import logged_twice
from flowlog_config.plan.retired import former_disagreements, kept_longest
from flowlog_config.plan.routes import Way, retiring, without_defaults
from flowlog_config.plan.rules import check_rules
from flowlog_config.schema.check_organization import PREFIX
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.organization import Organization, Rule
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.routes import CLOUDWATCH, Choices, FormerRoute, Route
from flowlog_config.schema.sources import Source

_TYPES = {
    "vpc": ("VPC", Family.VPC),
    "transit-gateway": ("TransitGateway", Family.TRANSIT_GATEWAY),
    "transit-gateway-attachment": ("TransitGatewayAttachment", Family.TRANSIT_GATEWAY),
}
_WITHOUT = {"FL312": "a format of the rule's own without it: only flow_logs have tag_field_specifications"}
"""What to write where the way out of an entry is none for a rule, by problem."""


@dataclass(frozen=True, slots=True)
class RulePlan:
    """
    One rule, with every default filled in.

    Attributes:
        rule: As the file says it.
        resource_type: ``ResourceType`` of a flow log.
        destination: Where its records go, in every account.
        traffic_type: ALL, ACCEPT or REJECT; None for transit gateways, which take none.
        max_aggregation_interval: 60 or 600 seconds.
    """

    rule: Rule
    resource_type: str
    destination: LogDestination
    traffic_type: str | None
    max_aggregation_interval: int


@dataclass(frozen=True, slots=True)
class OrganizationPlan:
    """
    What will exist for an organization.

    Attributes:
        section: As the file says it.
        stack_name: Name of the stack that has the stack set, and of the stack set.
        rules: In the order of the file.
        destinations: In the order of their ids; of the rules, and those that are retiring.
        receivers: Stacks in the account of the stack set, one a region, with the way on to the aggregator.
    """

    section: Organization
    stack_name: str
    rules: tuple[RulePlan, ...]
    destinations: tuple[LogDestination, ...]
    receivers: tuple[TargetPlan, ...]


def plan_organization(config: Config) -> tuple[OrganizationPlan | None, list[Problem]]:
    """Decide what will exist for an organization, or say what is wrong with its rules; None when there is none."""
    section = config.organization
    if not section:
        return None, []
    problems: list[Problem] = []
    rules: dict[int, RulePlan] = {}
    retired: list[tuple[LogDestination, Path]] = []
    before = without_defaults(config)
    for i, rule in enumerate(section.rules):
        path: Path = (PREFIX, "rules", i)
        entry = _entry(rule)
        now = Way(CLOUDWATCH, entry, frozenset(), path, path)
        if _is_right(config, now, rule, problems):
            rules[i] = _rule(config, rule, now)
        former = [way for way in retiring(entry, path) if _is_right(before, way, rule, problems)]
        retired += [(_destination(before, rule, way), way.route_path) for way in former]
    problems += [*_still_used(retired, rules.values()), *_disagreements(rules), *former_disagreements(retired)]
    problems += logged_twice(rules, (PREFIX, "rules"))
    found = kept_longest(old for old, _ in retired) | {one.destination.id: one.destination for one in rules.values()}
    destinations = tuple(found[id_] for id_ in sorted(found))
    name, receivers = naming.stack_name(config.name, PREFIX), _receivers(config, section, destinations)
    made = OrganizationPlan(section, name, tuple(rules.values()), destinations, receivers)
    return made, [*problems, *_too_large(config, made)]


def _entry(rule: Rule) -> FlowLog:
    """Make the rule an entry, so that all that holds for entries is checked and decided in one place."""
    former = [FormerRoute.model_construct(to=CLOUDWATCH, **_said(one)) for one in rule.retiring]
    return FlowLog.model_construct(
        name=rule.name, select=[], route=[Route(to=CLOUDWATCH)], retiring=former, **_said(rule)
    )


def _said(choices: Choices) -> dict[str, Any]:
    return {key: value for key in Choices.model_fields if (value := getattr(choices, key)) is not None}


def _is_right(config: Config, way: Way, rule: Rule, problems: list[Problem]) -> bool:
    resource_type, family = _TYPES[rule.every]
    source = Source(f"a {rule.every.replace('-', ' ')}", resource_type, family)
    wrong = [*check_rules(config, way.entry, [source], way.path)]
    wrong += check_forward(config, way.entry, [family], way.path, former=way.former)
    problems += [way.in_file(replace(one, use=_WITHOUT.get(one.kind.id, one.use))) for one in wrong]
    return not any(map(prevents, wrong))


def _destination(config: Config, rule: Rule, way: Way) -> LogDestination:
    """Decide as for a target called like the stack set: its log groups are those of every account."""
    section = config.organization
    assert section  # noqa: S101 - a rule has a section around it
    target = Target(section.account, section.region, PREFIX)
    made = make_destination(config, way, target, _TYPES[rule.every][1])
    assert isinstance(made, LogDestination)  # noqa: S101 - all ways of a rule are of this route
    return replace(made, stream_name=naming.stream_name(naming.stack_name(config.name, PREFIX), made.id))


def _rule(config: Config, rule: Rule, way: Way) -> RulePlan:
    resource_type, family = _TYPES[rule.every]
    return RulePlan(
        rule=rule,
        resource_type=resource_type,
        destination=_destination(config, rule, way),
        traffic_type=traffic_type(config, way.entry, family),
        max_aggregation_interval=interval(config, way.entry, family),
    )


def _receivers(config: Config, section: Organization, destinations: Sequence[LogDestination]) -> tuple[TargetPlan, ...]:
    made = []
    for region in section.regions:
        name = f"{PREFIX}-{region}"
        here = [replace(d, common_attributes={**d.common_attributes, "region": region}) for d in destinations]
        made.append(
            TargetPlan(
                target=Target(section.account, region, name),
                stack_name=naming.stack_name(config.name, name),
                access_key_secret=None,
                kms_key=None,
                destinations=tuple(here),
                flow_logs=(),
            )
        )
    return tuple(made)


def _still_used(retired: Sequence[tuple[LogDestination, Path]], rules: Iterable[RulePlan]) -> Iterator[Problem]:
    users = {one.destination.id: one.rule.name for one in rules}
    for old, path in retired:
        if old.id in users:
            message = f'flow logs of "{users[old.id]}" still take this way'
            yield problem("FL327", message, path, use="the settings before the change")


def _disagreements(rules: Mapping[int, RulePlan]) -> Iterator[Problem]:
    first: dict[str, RulePlan] = {}
    for i, one in rules.items():
        other = first.setdefault(one.destination.id, one)
        mine, theirs = one.destination, other.destination
        for key, differs in (
            ("retention_days", mine.retention_days != theirs.retention_days),
            ("forward", mine.filter_pattern != theirs.filter_pattern),
        ):
            if differs:
                message = f'"{one.rule.name}" and "{other.rule.name}" share a log group, with another {key}'
                use = "the same value, or its own log_group"
                yield problem("FL309", message, (PREFIX, "rules", i, key), use=use)


def _too_large(config: Config, made: OrganizationPlan) -> Iterator[Problem]:
    size = most_bytes(made, dict(config.tags))
    if size > MOST_BYTES:
        message = f"the rules may need {size:,} bytes of a template that has at most {MOST_BYTES:,}"
        use = "fewer rules, or rules that share a format"
        yield problem("FL504", message, (PREFIX, "rules"), use=use, anchor=Anchor.KEY)

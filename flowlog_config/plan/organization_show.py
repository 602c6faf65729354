"""An organization's part of the plan as ``flowlog plan`` shows it: to a person, and to a program."""

from collections.abc import Iterator
from typing import Any

from flowlog_config.plan.model import Plan
from flowlog_config.plan.organization import OrganizationPlan, RulePlan
from flowlog_config.plan.show import destination_data, destination_lines


def organization_summary(plan: Plan) -> str:
    """Say in some words what a plan holds for an organization; nothing when it has none."""
    if not (organization := plan.organization):
        return ""
    rules, stacks = len(organization.rules), len(organization.receivers) + 1
    more = "with {} stacks more" if plan.targets else "{} stacks"
    return f"a stack set of {rules} rule{'s' * (rules != 1)} for whole accounts, {more.format(stacks)}"


def organization_lines(plan: Plan) -> Iterator[str]:
    """Say what every account gets, and where its records are received."""
    if not (organization := plan.organization):
        return
    section = organization.section
    units, regions = ", ".join(section.organizational_units), ", ".join(section.regions)
    yield f"\n{organization.stack_name}  ({section.account}, {section.region}: the stack set)"
    yield f"  every account of {units}, in {regions}"
    for one in organization.destinations:
        yield from (f"  {line}" for line in destination_lines(one, plan))
        users = [rule for rule in organization.rules if rule.destination.id == one.id]
        yield from (f"    {_selected(rule)}" for rule in users)
        if not users:
            yield "    retiring: no flow log writes here any more"
    for receiver in organization.receivers:
        where = f"{receiver.target.account_id}, {receiver.target.region}"
        yield f"\n{receiver.stack_name}  ({where}: receives the records of all)"


def organization_data(organization: OrganizationPlan) -> dict[str, Any]:
    """Give the same as plain data."""
    section = organization.section
    return {
        "id": section.id,
        "account": section.account,
        "region": section.region,
        "stack": organization.stack_name,
        "organizational_units": section.organizational_units,
        "regions": section.regions,
        "receivers": [one.stack_name for one in organization.receivers],
        "destinations": [destination_data(one) for one in organization.destinations],
        "rules": [
            {
                "name": one.rule.name,
                "every": one.rule.every,
                "tags": one.rule.tags,
                "without_tags": one.rule.without_tags,
                "destination": one.destination.id,
                "traffic_type": one.traffic_type,
                "max_aggregation_interval": one.max_aggregation_interval,
            }
            for one in organization.rules
        ],
    }


def _selected(one: RulePlan) -> str:
    conditions = [f"{key}={' or '.join(values)}" for key, values in one.rule.tags.items()]
    conditions += [f"without {key}" for key in one.rule.without_tags]
    what = f"every {one.rule.every}" + (f" ({', '.join(conditions)})" if conditions else "")
    return f"{what:26} {one.traffic_type or 'all':6} {one.max_aggregation_interval:3} s  {one.rule.name}"

"""Filters that let nothing through (FL218): refused where they are new, and kept where they were deployed."""

import pytest
from organization_section import organization

from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

HEAD = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
"""
TARGET = 'targets: [{account: "111122223333", region: eu-west-1}]\n'
ORGANIZATION = organization("", region="eu-central-1")
REJECTED = "traffic_type: REJECT, forward: {action: ACCEPT}"
MISSPELT = "forward: {action: REJEKT}"


def entry(says, more=""):
    """Give a file with one entry."""
    return HEAD + TARGET + more + f"flow_logs: [{{name: all, select: vpc-0ed6e0000000000a1, {says}}}]\n"


def rule(says):
    """Give a file with one rule of an organization."""
    return HEAD + ORGANIZATION + f"    - {{name: all, every: vpc, {says}}}\n"


def problems(text):
    """Give the errors of a file: id, place, and what to write instead."""
    try:
        make_plan(load("test.yaml", text))
    except InvalidConfigError as error:
        return [(one.kind.id, one.path, one.use) for one in error.problems if one.is_error]
    return []


@pytest.mark.parametrize("file", [entry, rule])
def test_a_former_way_may_have_been_one(file):
    """It was deployed as it is, and to keep it for a day costs nothing."""
    assert [id_ for id_, *_ in problems(file(REJECTED))] == ["FL218"]
    to = "to: cloudwatch, " if file is entry else ""
    assert problems(file(f"format: security, retiring: [{{{to}format: default, {REJECTED}}}]")) == []


@pytest.mark.parametrize("file", [entry, rule])
def test_a_value_no_record_has_is_a_slip_in_a_former_way_too(file):
    """The filter that is deployed has the right one, and would be changed."""
    to = "to: cloudwatch, " if file is entry else ""
    found = problems(file(f"format: security, retiring: [{{{to}format: default, {MISSPELT}}}]"))
    assert [(id_, use) for id_, _, use in found] == [("FL218", "REJECT")]


def test_of_defaults_the_one_entry_can_say_otherwise():
    """Else the only advice would change all others."""
    ((id_, path, use),) = problems(entry("traffic_type: ACCEPT", "defaults: {forward: {action: REJECT}}\n"))
    assert (id_, path) == ("FL218", ("defaults", "forward", "action"))
    assert use == 'traffic_type: ALL, or action: ACCEPT; or a `forward` of its own in "all"'
    ((_, _, own),) = problems(entry(REJECTED))
    assert own == "traffic_type: ALL, or action: REJECT"


@pytest.mark.parametrize("says", [REJECTED, MISSPELT])
def test_a_file_of_before_is_planned_with_what_it_deployed(says):
    """What it logged is not to look as if nobody had logged it."""
    plan = make_plan(load("test.yaml", entry(says)), former=True).plan
    assert [one.source.id for target in plan.targets for one in target.flow_logs] == ["vpc-0ed6e0000000000a1"]
    assert make_plan(load("test.yaml", rule(says)), former=True).plan.organization.rules

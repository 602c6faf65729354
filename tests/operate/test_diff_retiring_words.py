"""What ``flowlog diff`` says of ``retiring``: who gets records twice, and which ways need no line or cannot have one."""

import json

import pytest
import yaml
from pasted_files import (
    BOTH,
    PLACE,
    SUBNET,
    TARGET,
    VPC,
    central,
    diff,
    file,
    pasted,
    planned,
)

from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.former import item
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.state import Logged, LogGroup
from flowlog_config.operate.diff.text import in_words
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.templates import templates_of


@pytest.mark.parametrize(
    ("before", "after", "reads", "said"),
    [
        ("lambda", "cloudwatch", False, ""),
        ("lambda", "lambda", False, ", and the endpoint of route lambda gets those records twice"),
        ("s3", "s3", False, ""),
        ("s3", "s3", True, ", and the aggregator gets those records twice"),
        ("s3", "firehose", False, ""),
        ("cloudwatch", "firehose", False, ", and the aggregator gets those records twice"),
    ],
)
def test_says_who_gets_records_twice(before, after, reads, said):
    """Whoever has both ways; the bucket delivered to is read for the sender."""
    s3 = {"aggregator_reads": reads, "forward_to": {"endpoint": "https://logs.example.com/"}}
    files = [central(route=route, s3=s3) for route in (before, after)]
    files[1]["flow_logs"][0]["traffic_type"] = "REJECT"
    (found,) = (one for one in diff(*files) if one.place == PLACE)
    assert f"both write, both are billed{said}\n" in "\n".join(in_words(found))


def test_a_way_that_goes_on_elsewhere_is_not_to_be_kept():
    """Its destination has the same name in the account that it is now delivered to, and a file can name it once."""
    central = {"name": "central", "account": "999988887777", "region": PLACE[1]}
    one = {"name": "e", "targets": "here", "select": VPC, "route": "firehose"}
    here = {"name": "c", "targets": "central", "select": SUBNET}
    before = file([one, here], targets=[central, TARGET])
    after = file([one, here], targets=[central, TARGET | {"deliver_to": "central"}])
    (found,) = (one for one in diff(before, after) if one.place == PLACE)
    assert len(found.of(Kind.REPLACED)) == 1
    assert found.retiring == {}


def test_a_way_that_no_file_can_say_is_not_made_up():
    """Its name is not the digest of its settings: made by hand, or by another version."""
    log_format = "${version} ${srcaddr}"
    known = Logged(
        logical_id="FlowLogVpc1Vpc12345678", source_id=VPC, log_format=log_format, into="LogGroupVpc12345678"
    )
    assert item(known, LogGroup(14, "")) == ""
    other = Logged(logical_id="MyFlowLog", source_id=VPC, log_format=log_format, route="firehose")
    assert item(other, None) == ""


def test_says_so_when_nothing_can_be_added():
    """The way ends all the same, and the reader must know. A logical id does not show how many dashes a word has."""
    (found,) = diff(file([BOTH | {"log_group": "a--b"}]), file([BOTH]))
    assert found.retiring == {}
    assert "nothing can be added to `retiring` for LogGroupABVpc" in "\n".join(in_words(found))


@pytest.mark.parametrize("kept_in", [2, 1])
def test_a_way_that_another_stack_still_uses_has_a_line_and_one_that_others_of_its_stack_use_needs_none(kept_in):
    """Each stack has its own log group and stream; the line keeps those where they were, as a plan with it shows."""
    one, other = (
        {"name": "one", "select": VPC, "route": "firehose"},
        {"name": "other", "select": SUBNET, "route": "firehose"},
    )
    before, after = file([one, other]), file([one | {"traffic_type": "REJECT"}, other])
    ids = [flow_log.destination.id for data in (before, after) for flow_log in planned(data).targets[0].flow_logs]
    rows = {(source, id_): number for id_ in ids for source, number in ((VPC, 1), (SUBNET, kept_in))}
    inventory = Inventory({}, assigned={PLACE: Assignment(2, rows)})

    def states(data):
        plan = make_plan(load("flowlogs.yaml", json.dumps(data)), inventory, recording=True).plan
        return states_of(templates_of(plan), project=plan.name)

    (found,) = compare(states(before), states(after), Coverage(None).verdict)
    lines = [yaml.safe_load(line) for line in found.retiring.get("one", ())]
    assert len(lines) == kept_in - 1
    pasted = file([one | {"traffic_type": "REJECT", **({"retiring": lines} if lines else {})}, other])
    (again,) = compare(states(before), states(pasted), Coverage(None).verdict)
    assert (again.retiring, again.unwritten) == ({}, ())


def test_a_former_way_that_never_was_is_told():
    """As when somebody writes the line from memory, and leaves out what the entry said then."""
    before = file([BOTH | {"select": VPC, "traffic_type": "REJECT"}])
    after = file([BOTH | {"select": VPC, "traffic_type": "REJECT", "format": "cost", "retiring": {"to": "cloudwatch"}}])
    (found,) = diff(before, after)
    assert "LogGroupVpc8f306327-…: new, and nothing writes to it" in "\n".join(found.log_groups)
    assert "new, and nothing" not in "\n".join(diff(before, pasted(after, [found]))[0].log_groups)

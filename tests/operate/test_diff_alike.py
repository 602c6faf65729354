"""What is said of many stacks of a target: once, and of how many."""

from pathlib import Path

import pytest
from compared_files import diff, file, words
from small_network import KEY, SUBNET, VPC, WEB

from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.operate.diff.alike import said_once
from flowlog_config.operate.diff.as_data import as_data
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.templates import templates_of

IDS = (VPC, SUBNET, WEB)


def in_three_stacks(*texts):
    """Compare two files that have each of three resources in a stack of its own."""
    loaded = [load("flowlogs.yaml", text) for text in texts]
    flow_logs = [one for file in loaded for one in make_plan(file).plan.targets[0].flow_logs]
    rows = {(one.source.id, one.destination.id): IDS.index(one.source.id) + 1 for one in flow_logs}
    inventory = Inventory({}, assigned={KEY: Assignment(3, rows)})
    plans = [make_plan(one, inventory, recording=True).plan for one in loaded]
    states = [states_of(templates_of(one), project=one.name) for one in plans]
    (found,) = compare(*states, Coverage(None).verdict)
    return found


def three(rest="", more=""):
    """Write a file of three resources."""
    return file(("one", f"[{', '.join(IDS)}]", rest), more=more)


def test_what_ends_in_every_stack_is_said_once_with_a_count_and_listed_for_a_program():
    """The stacks differ in their number alone, and so do their log groups and streams."""
    found = in_three_stacks(three(), three(", format: security"))
    lines = [line.partition(":")[0] for line in words(found).splitlines() if "log group" in line or "stream" in line]
    assert lines == ["  alike in 3 stacks"] * 3
    said = words(found)
    assert "  alike in 3 stacks: log group flowlog-111122223333-eu-west-1-LogGroupVpc8f306327-…: stays with" in said
    assert "  alike in 3 stacks: stream flowlog-vpc-8f306327: ends; " in said
    data = as_data(found, Path("flowlogs.yaml"))
    assert (len(data["log_groups"]), len(data["ended"])) == (6, 3)


def test_what_can_be_deleted_and_what_cannot_be_added_is_said_once():
    """Neither names its stack, or only at its end."""
    found = in_three_stacks(three(", log_group: a--b"), three(more="on_delete: delete"))
    said = words(found)
    assert said.count("nothing can be added to `retiring`") == 1
    assert "  alike in 3 stacks: nothing can be added to `retiring` for LogGroupABVpc" in said
    said = words(in_three_stacks(three(), three(more="on_delete: delete")))
    assert "  alike in 3 stacks: can be deleted from now on" in said


@pytest.mark.parametrize(
    "lines",
    [
        ["flowlog-a-LogGroupVpc11111111-…: new", "flowlog-a-LogGroupVpc22222222-…: new"],
        ["stream flowlog-vpc-11111111: ends", "stream flowlog-vpc-22222222-2: ends"],
        ["flowlog-a-LogGroupVpc11111111-…: kept 1 day", "flowlog-a--2-LogGroupVpc11111111-…: kept 2 days"],
    ],
)
def test_what_differs_is_said_of_each(lines):
    """In more than the number of a stack."""
    assert list(said_once(lines)) == lines


def test_saved_queries_that_are_removed_are_said():
    """Not those that leave with their log group, nor those that stay."""
    one = ("one", VPC, "")
    before, without = file(one), file(one, more="saved_queries: false")
    (line,) = diff(before, without)[KEY[0]].ended
    assert line == "saved queries: the 8 for CloudWatch Logs Insights are removed; the log groups stay as they are"
    assert "saved queries" not in words(diff(before, before)[KEY[0]])
    assert "saved queries" not in words(diff(before, file(("one", VPC, ", route: s3")))[KEY[0]])
    assert "saved queries" not in words(diff(before, file(("one", VPC, ", format: security")))[KEY[0]])

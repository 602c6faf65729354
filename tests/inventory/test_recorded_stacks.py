"""Stacks of flow logs in an inventory: written a line each, read back the same, and refused where a merge spoilt them."""

import json

import pytest

from flowlog_config.inventory import Assignment, Inventory, InventoryError
from flowlog_config.inventory.file import from_text, to_text

KEY = ("111122223333", "eu-west-1")


def test_the_record_survives_writing_and_reading():
    """One flow log a line, sorted, so that a change is a small diff; what left is beside what is planned."""
    one = Assignment(3, {("eni-b", "vpc-1"): 1, ("eni-a", "vpc-1"): 3}, {("eni-c", "vpc-1"): 3})
    inventory = Inventory({}, assigned={KEY: one})
    text = to_text(inventory)
    assert from_text(text, "x") == inventory
    assert '["eni-a", "vpc-1", 3],\n["eni-b", "vpc-1", 1]\n], "left": [\n["eni-c", "vpc-1", 3]\n]' in text


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"opened": 1, "flow_logs": [["eni-a", "vpc-1", 2]]}, "no stack from 1 to 1"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", True]]}, "no stack from 1 to 2"),
        ({"opened": 0, "flow_logs": []}, "no stack from 1 to 0"),
        ({"opened": 10_001, "flow_logs": []}, "has 10001 stacks"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", 1], ["eni-a", "vpc-1", 2]]}, "there twice"),
        ({"opened": 2, "flow_logs": [["eni-a", "vpc-1", 1]], "left": [["eni-a", "vpc-1", 2]]}, "there twice"),
        ({"opened": 2, "flow_logs": [], "left": [["eni-a", "vpc-1", 3]]}, "no stack from 1 to 2"),
        ({"opened": 2, "flow_logs": [["eni-a", 1]]}, "a part of it has not the form"),
        ({"opened": 2, "flow_logs": {"eni-a": 1}}, "a part of it has not the form"),
        ({"flow_logs": []}, "'opened' is missing"),
    ],
)
def test_a_record_gone_wrong_is_refused(row, fault):
    """A merge can put a flow log into two stacks; taking one of them would move it."""
    text = json.dumps({"version": 1, "targets": [], "stacks": [{"account": KEY[0], "region": KEY[1], **row}]})
    with pytest.raises(InventoryError, match=fault):
        from_text(text, "x")

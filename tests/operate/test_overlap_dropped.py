"""``overlap: drop`` leaves out a narrower flow log only where the wider one has everything it has."""

import pytest
from small_network import HEAD, REGIONAL, VPC, WEB, inventory, loaded

from flowlog_config.plan.make import make_plan


def planned(wide="", narrow="", overlap="drop"):
    """Plan a VPC and an interface in it; gives what is logged, and the ids of the warnings."""
    rest = (
        f"overlap: {overlap}\nflow_logs: [{{name: wide, select: {VPC}{wide}}}, {{name: narrow, select: {WEB}{narrow}}}]"
    )
    made = make_plan(loaded(rest, HEAD), inventory())
    return {one.source.id for one in made.plan.targets[0].flow_logs}, [one.kind.id for one in made.warnings]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("", ", format: [version, srcaddr]"),
        (", format: security", ""),
        (", retention_days: 30, log_group: w", ", retention_days: 7"),
        ("", ", traffic_type: REJECT"),
        ("", ", max_aggregation_interval: 600"),
        (", log_group: w, forward: {action: REJECT}", ", forward: {action: REJECT}"),
    ],
)
def test_what_the_wider_one_has_is_dropped(wide, narrow):
    """More fields, longer, more traffic, finer: the narrower one adds nothing."""
    logged, told = planned(wide, narrow)
    assert logged == {VPC}
    assert "FL320" not in told


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("", ", format: security"),
        (", log_group: w", ", retention_days: 365"),
        (", log_group: w, forward: {action: REJECT}", ""),
        (", max_aggregation_interval: 600", ""),
        ("", ", format: [version, instance-tag], tag_field_specifications: {instance: [team]}"),
    ],
)
def test_what_the_wider_one_has_not_is_kept_and_said(wide, narrow):
    """No record, field or day is lost by dropping; that the traffic is billed twice is still said."""
    logged, told = planned(wide, narrow)
    assert logged == {VPC, WEB}
    assert "FL320" in told


def test_other_traffic_is_no_overlap():
    """Rejected traffic alone does not hold what was accepted."""
    logged, told = planned(", traffic_type: REJECT")
    assert logged == {VPC, WEB}
    assert "FL320" not in told


def test_a_regional_nat_gateway_is_never_dropped():
    """It has no interface in its VPC: that the VPC's flow log holds its traffic is not established."""
    rest = f"overlap: drop\nflow_logs: [{{name: wide, select: {VPC}}}, {{name: gateway, select: {REGIONAL}}}]"
    made = make_plan(loaded(rest, HEAD), inventory())
    assert {one.source.id for one in made.plan.targets[0].flow_logs} == {VPC, REGIONAL}
    assert "FL320" not in [one.kind.id for one in made.warnings]

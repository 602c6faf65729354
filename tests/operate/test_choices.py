"""What drift and explain take for chosen is what the plan takes for chosen."""

import pytest
from small_network import KEY, NAT_INTERFACE, SUBNET, VPC, WEB, inventory, loaded

from flowlog_config.operate.choices import Choices
from flowlog_config.plan.make import make_plan

FILES = {
    "edge": "flow_logs: [{name: a, select: edge}]",
    "several": "flow_logs: [{name: a, select: edge}, {name: b, select: inter-vpc}, "
    "{name: c, select: internet-facing, traffic_type: REJECT}]",
    "excluded": "flow_logs: [{name: a, select: everything}, {name: b, select: edge, exclude: {public: true}}]",
    "inside": f"flow_logs: [{{name: a, select: [{VPC}, {SUBNET}, edge]}}, {{name: b, select: {{kind: rds}}}}]",
    "by traffic": f"flow_logs: [{{name: a, select: {VPC}, traffic_type: REJECT}}, {{name: b, select: edge}}, "
    f"{{name: c, select: {WEB}, traffic_type: REJECT}}]",
    "chain": f"flow_logs: [{{name: a, select: {VPC}, traffic_type: REJECT}}, {{name: b, select: {SUBNET}}}, "
    f"{{name: c, select: {NAT_INTERFACE}, traffic_type: REJECT}}]",
    "by default": f"defaults: {{traffic_type: ACCEPT}}\nflow_logs: [{{name: a, select: {VPC}}}, {{name: b, select: edge}}]",
}


@pytest.mark.parametrize("overlap", ["warn", "drop", "allow"])
@pytest.mark.parametrize("rest", FILES.values(), ids=FILES)
def test_agrees_with_the_plan(rest, overlap):
    """Whatever is left out as an overlap; else an unchanged account would seem to drift."""
    file = loaded(f"overlap: {overlap}\n{rest}")
    planned = {(one.entry, one.source.id) for one in make_plan(file, inventory()).plan.targets[0].flow_logs}
    chosen = {(entry, one.id) for entry, one in Choices(file.config, inventory()).flow_logs(KEY)}
    assert chosen == planned


def test_the_files_above_differ_by_overlap():
    """Else the test above would prove nothing of it."""
    counts = {
        overlap: len(make_plan(loaded(f"overlap: {overlap}\n{FILES['inside']}"), inventory()).plan.targets[0].flow_logs)
        for overlap in ("drop", "allow")
    }
    assert counts["drop"] < counts["allow"]

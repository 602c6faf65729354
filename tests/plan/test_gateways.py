"""Regional NAT gateways in formats that do not name them."""

import pytest

from flowlog_config.plan import make_plan
from flowlog_config.schema import load

FIRST, SECOND = "nat-0000000000000000a", "nat-0000000000000000b"
HEAD = """\
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets: [{account: "111122223333", region: eu-west-1}]
"""


def test_gateways_of_two_targets_are_apart():
    """Each has its own bucket or stream, and its account in the records' place."""
    targets = HEAD.replace(
        "region: eu-west-1}", 'region: eu-west-1, name: x}, {account: "444455556666", region: eu-west-1, name: y}'
    )
    logs = ", ".join(
        f"{{name: {name}, targets: {name}, select: {one}, route: s3}}" for name, one in (("x", FIRST), ("y", SECOND))
    )
    planned = make_plan(load("x", f"{targets}flow_logs: [{logs}]\n"), None)
    assert "FL335" not in [one.kind.id for one in planned.warnings]


@pytest.mark.parametrize(
    ("select", "rest", "said"),
    [
        (f"[{FIRST}, {SECOND}]", "route: firehose", True),
        (f"[{FIRST}, {SECOND}]", "route: s3", True),
        (f"[{FIRST}, {SECOND}]", "route: [cloudwatch, s3]", True),
        (f"[{FIRST}, {SECOND}]", "route: cloudwatch", False),
        (f"[{FIRST}, {SECOND}]", "route: s3, format: security", False),
        (f"[{FIRST}, {SECOND}]", "route: s3, format: [srcaddr, resource-id]", False),
        (f"[{FIRST}, eni-0000000000000000c]", "route: s3", False),
    ],
)
def test_several_gateways_without_the_field_that_names_them_are_warned_of(select, rest, said):
    """One alone is known by what it is not."""
    text = f"{HEAD}flow_logs: [{{name: a, select: {select}, {rest}}}]\n"
    found = [one.path for one in make_plan(load("x", text), None).warnings if one.kind.id == "FL335"]
    assert found == ([("flow_logs", 0, "select")] if said else [])

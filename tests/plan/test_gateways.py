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

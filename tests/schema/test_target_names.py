"""A target without a name of its own is called ACCOUNT-REGION, wherever the file names one."""

import pytest

from flowlog_config.plan import make_plan
from flowlog_config.schema import load

FILE = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets:
  - {account: "999988887777", region: eu-west-1}
  - {account: "111122223333", region: eu-west-1, deliver_to: NAME}
flow_logs: [{name: everything, targets: 111122223333-eu-west-1, select: vpc-0ed6e0000000000a1}]
"""


@pytest.mark.parametrize("written", ["999988887777-eu-west-1", '"999988887777-eu-west-1"'])
def test_a_target_delivers_to_one_that_has_no_name(written):
    """As `flow_logs[].targets` takes it."""
    central, sender = make_plan(load("test.yaml", FILE.replace("NAME", written))).plan.targets
    assert sender.central == central.target
    assert central.gathers

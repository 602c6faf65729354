"""The whole way, against the embedded engine's sample network: command, inventory, and a plan made from it."""

import os

import pytest
from click.testing import CliRunner

from flowlog_config.discovery.commands import discover
from flowlog_config.inventory import read_inventory
from flowlog_config.local.engine import start
from flowlog_config.plan.file import plan_file

FILE = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets:
  - {account: "111122223333", region: eu-west-1}
flow_logs:
  - {name: edge, select: {kind: nat-gateway}}
  - {name: between, select: inter-vpc}
  - {name: peered, select: {type: vpc, peered: true}}
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """What a shell would have to talk to an engine with the sample network."""
    with start(sample_network=True) as engine:
        yield engine.environment(tmp_path_factory.mktemp("home"))


@pytest.fixture
def workspace(environment, tmp_path, monkeypatch):
    """A folder with a file, in an environment that reaches only the engine."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "flowlogs.yaml").write_text(FILE)
    return tmp_path


def test_discovers_the_sample_network_and_plans_from_it(workspace):
    """NAT gateways zonal and regional, attachments without the connect one, and the peered VPC."""
    path = workspace / "flowlogs.yaml"
    ran = CliRunner().invoke(discover, ["--file", str(path)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    (found,) = read_inventory(workspace / "flowlogs.inventory.json").targets.values()
    kinds = {one.kind for one in found.resources.values()}
    assert {"application-load-balancer", "nat-gateway", "rds", "transit-gateway-attachment", "vpc-endpoint"} <= kinds
    assert found.not_read == ()

    (planned,) = plan_file(path).plan.targets
    chosen = {log.source.id for log in planned.flow_logs}
    nat = {one.id for one in found.resources.values() if one.kind == "nat-gateway" and one.id.startswith("eni-")}
    assert len(nat) == 1
    assert nat | {"nat-0ed6e0000000000f2", "vpc-0c0de0000000000b1"} <= chosen
    assert len([id_ for id_ in chosen if id_.startswith("tgw-attach-")]) == 5

    before = (workspace / "flowlogs.inventory.json").read_bytes()
    assert CliRunner().invoke(discover, ["--file", str(path), "--check"]).exit_code == 0
    assert CliRunner().invoke(discover, ["--file", str(path)]).exit_code == 0
    assert (workspace / "flowlogs.inventory.json").read_bytes() == before

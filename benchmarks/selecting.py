"""
What selecting costs: 1,000, 10,000 and 100,000 interfaces over 50 VPCs, against doing nothing but looking at each.

Run it as ``python benchmarks/selecting.py``. Ratios compare within one run; linear means that they stay the same as the
account grows. (It is not called select: that is a module of Python, which scripts beside it would then find here.)
"""

import gc
import json
import time
from collections.abc import Callable
from typing import Any

import click

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.coverage import coverage
from flowlog_config.operate.explain import Explainer
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.resolve import named_selectors
from flowlog_config.plan.select import Selecting
from flowlog_config.schema.load import Loaded, load

SIZES, VPCS, SUBNETS = (1_000, 10_000, 100_000), 50, 4
ACCOUNT, REGION = "111122223333", "eu-west-1"
KINDS = ("instance", "instance", "instance", "eks", "lambda", "ecs-task", "rds", "application-load-balancer")
NAT_GATEWAYS_PER_VPC = 2
HEAD = f"""
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "{ACCOUNT}", region: {REGION}}}]
overlap: drop
"""
FILES = {
    "kind": "flow_logs: [{name: a, select: edge}]",
    "tags": 'flow_logs: [{name: a, select: {kind: nat-gateway, tags: {env: "prod*", team: [a, b]}}}]',
    "nested": "flow_logs: [{name: a, select: {kind: [nat-gateway, rds], in_vpc: {type: vpc, tags: {env: production}}, "
    "not: {any: [{kind: rds}, {name: 'x-*'}]}}, exclude: {public: false}}]",
}


def account(size: int) -> Inventory:
    """Make an account with this many interfaces: a few at the edge, the others inside."""
    resources: dict[str, Resource] = {}

    def add(number: int, prefix: str, type_: ResourceType, **more: Any) -> str:
        tags = {"Name": f"{prefix}-{number}", "env": ("production", "test")[number % 2], "team": "abc"[number % 3]}
        id_ = f"{prefix}-{number:017x}"
        resources[id_] = Resource(id=id_, type=type_, owner=ACCOUNT, state="available", tags=tags, **more)
        return id_

    vpcs = [add(i, "vpc", ResourceType.VPC) for i in range(VPCS)]
    subnets = [add(i, "subnet", ResourceType.SUBNET, vpc=vpcs[i % VPCS]) for i in range(VPCS * SUBNETS)]
    for i in range(size):
        is_edge = i < VPCS * NAT_GATEWAYS_PER_VPC
        kind, subnet = "nat-gateway" if is_edge else KINDS[i % len(KINDS)], subnets[i % len(subnets)]
        add(
            i,
            "eni",
            ResourceType.NETWORK_INTERFACE,
            kind=kind,
            subnet=subnet,
            vpc=resources[subnet].vpc,
            public=is_edge,
        )
    return Inventory({(ACCOUNT, REGION): TargetInventory(ACCOUNT, REGION, dict(sorted(resources.items())))})


def iterate(inventory: Inventory) -> int:
    """Do nothing with the resources but look at each."""
    return sum(1 for one in inventory.targets[ACCOUNT, REGION].resources.values() if one.kind == "nat-gateway")


def select(loaded: Loaded, inventory: Inventory) -> int:
    """Select an entry's resources from scratch, index and all."""
    selecting = Selecting(inventory.targets[ACCOUNT, REGION], named_selectors(loaded.config))
    return len(selecting.select(loaded.config.flow_logs[0], ("flow_logs", 0)).selected)


def explain(loaded: Loaded, inventory: Inventory) -> int:
    """Explain every resource and count what is covered."""
    return len(coverage(Explainer(loaded.config, inventory).everything()))


def seconds(work: Callable[[], Any]) -> float:
    """Give the best of three."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        before = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - before)
    return best


def measure(size: int) -> dict[str, float]:
    """Give the ratios to plain iteration for one size."""
    inventory = account(size)
    files = {name: load("benchmark.yaml", HEAD + text) for name, text in FILES.items()}
    works: dict[str, Callable[[], Any]] = {
        f"select by {name}": lambda loaded=loaded: select(loaded, inventory)  # type: ignore[misc] # bound now
        for name, loaded in files.items()
    }
    works["plan"] = lambda: make_plan(files["kind"], inventory)
    works["explain everything"] = lambda: explain(files["kind"], inventory)
    base = seconds(lambda: iterate(inventory))
    return {name: round(seconds(work) / base, 1) for name, work in works.items()} | {
        "iterate (ms)": round(base * 1000, 2)
    }


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(*, as_json: bool) -> None:
    """Measure and print."""
    found = {size: measure(size) for size in SIZES}
    if as_json:
        click.echo(json.dumps({"interfaces": {str(size): ratios for size, ratios in found.items()}}))
        return
    click.echo(f"Times of looking once at every resource, over {VPCS} VPCs; linear when a line stays the same")
    click.echo(f"  {'interfaces':20}" + "".join(f"{size:>10,}" for size in SIZES))
    for name in found[SIZES[0]]:
        click.echo(f"  {name:20}" + "".join(f"{found[size][name]:>10,}" for size in SIZES))


if __name__ == "__main__":
    main()

"""
What the commands take on 1,000 and 10,000 interfaces of an inventory, each a process of its own.

Run it as ``python benchmarks/commands.py``; ``diff`` compares with a file that gives all of them other tags, and with one that
gives them another format, so that all flow logs are replaced. Linear means that the growth beside the seconds is at most ten,
for ten times as many; it is less where the start of Python counts.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import click

from flowlog_config.inventory import Inventory, Resource, ResourceType, TargetInventory, write_inventory

SIZES = (1_000, 10_000)
ROUNDS = 3
ACCOUNT, REGION = "111122223333", "eu-west-1"
FILE = f"""version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "{ACCOUNT}", region: {REGION}}}]
flow_logs: [{{name: everything, select: {{type: network-interface}}}}]
"""
COMMANDS = {
    "check": ["check"],
    "plan": ["plan"],
    "helm": ["helm"],
    "explain one": ["explain", f"eni-{7919:017x}"],
    "explain --all": ["explain", "--all"],
    "diff, tags": ["diff", "--from", "tags.yaml"],
    "diff, replaced": ["diff", "--from", "format.yaml"],
}
BEFORE = {"tags": "everything, tags: {team: network}", "format": "everything, format: security"}


def account(size: int) -> Inventory:
    """Make an account with so many interfaces in 50 VPCs."""
    vpcs = [f"vpc-{number:017x}" for number in range(50)]
    found = {id_: Resource(id=id_, type=ResourceType.VPC, owner=ACCOUNT, state="available") for id_ in vpcs}
    for number in range(size):
        id_ = f"eni-{number * 7919:017x}"
        found[id_] = Resource(
            id=id_,
            type=ResourceType.NETWORK_INTERFACE,
            tags={"Name": f"node-{number}", "env": ("production", "test")[number % 2]},
            owner=ACCOUNT,
            vpc=vpcs[number % 50],
            kind="instance",
            addresses=(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",),
            state="in-use",
        )
    return Inventory({(ACCOUNT, REGION): TargetInventory(ACCOUNT, REGION, dict(sorted(found.items())))})


def flowlog(folder: Path, *arguments: str) -> float:
    """Run a command in a folder, and give its seconds."""
    command = [sys.executable, "-c", "from flowlog_config.cli import main; main()", *arguments]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - start


def measure(size: int, folder: Path) -> dict[str, float]:
    """Give the median seconds of every command for one size."""
    name = f"{size}.yaml"
    (folder / name).write_text(FILE, encoding="utf-8")
    write_inventory(account(size), folder / f"{size}.inventory.json")
    flowlog(folder, "plan", "--record", "--file", name)
    for former, entry in BEFORE.items():
        (folder / f"{former}.yaml").write_text(FILE.replace("everything", entry), encoding="utf-8")
        shutil.copyfile(folder / f"{size}.inventory.json", folder / f"{former}.inventory.json")
    return {
        command: round(median(flowlog(folder, *arguments, "--file", name) for _ in range(ROUNDS)), 2)
        for command, arguments in COMMANDS.items()
    }


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, a key for each size.")
def main(*, as_json: bool) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = {size: measure(size, Path(folder)) for size in SIZES}
    if as_json:
        click.echo(json.dumps(found))
        return
    small, large = SIZES
    click.echo(f"{'seconds, here':16}{small:>10,}{large:>10,}    growth")
    for name in COMMANDS:
        before, after = found[small][name], found[large][name]
        click.echo(f"{name:16}{before:>10.2f}{after:>10.2f}{after / before:>10.1f}")


if __name__ == "__main__":
    main()

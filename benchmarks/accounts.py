"""
How planning and synthesis grow with the accounts of a file: what each further account costs, as a ratio of many to few.

Each account has four regions and delivers to one account on every route. 1.0 is linear. Time is that of the processor, in this
process and the CDK's. Example: ``python benchmarks/accounts.py --accounts 200 --json``
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2", "eu-central-1")
GOAL = 1.5
"""Most times the cost of an account that one more account may cost when there are twice as many."""
VPCS = 3


def file_of(accounts: int) -> str:
    """Write a file of so many accounts, in four regions each."""
    targets = [f"{{name: logging-{one}, account: '999988887777', region: {one}}}" for one in REGIONS]
    entries: list[str] = []
    for i in range(accounts):
        for one in REGIONS:
            ids = ", ".join(f"vpc-{len(entries) * VPCS + k:017x}" for k in range(VPCS))
            targets.append(f"{{name: a{i}-{one}, account: '{i:012}', region: {one}, deliver_to: logging-{one}}}")
            entries.append(f"{{name: e{i}-{one}, targets: a{i}-{one}, select: [{ids}]}}")
    head = "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    head += "defaults: {route: [cloudwatch, firehose, s3]}\n"
    return head + "\n  - ".join(("targets:", *targets)) + "\n" + "\n  - ".join(("flow_logs:", *entries)) + "\n"


def seconds(accounts: int) -> float:
    """Give the processor's seconds for a file of so many accounts, by ``app.py`` as ``cdk synth`` runs it."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "flowlogs.yaml"
        file.write_text(file_of(accounts), encoding="utf-8")
        environment = {
            **os.environ,
            "CDK_OUTDIR": f"{directory}/out",
            "CDK_CONTEXT_JSON": json.dumps({"file": str(file)}),
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        }
        before = os.times()
        command = [sys.executable, "app.py"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system


@click.command(help=__doc__)
@click.option("--accounts", type=click.IntRange(8, 340), default=200, show_default=True, help="Most accounts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of a line.")
def main(*, accounts: int, as_json: bool) -> None:
    """Measure and print."""
    some = (accounts // 4, accounts // 2, accounts)
    few, half, many = (seconds(one) for one in some)
    ratio = (many - half) / (half - few) / 2
    found = {
        "accounts": accounts,
        "stacks": (accounts + 1) * len(REGIONS),
        "seconds": round(many, 1),
        "ratio": round(ratio, 2),
        "goal": GOAL,
    }
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo("accounts | stacks | processor s | an account more, twice as many to half | goal")
    click.echo(f"{accounts:8} | {found['stacks']:6} | {found['seconds']:11} | {found['ratio']:38} | {GOAL}")


if __name__ == "__main__":
    main()

"""
What checking a file costs: 1,000 and 10,000 flow logs, against PyYAML's own C loader on the same text.

Run it as ``python benchmarks/check.py``. Ratios compare within one run. `check` reads, remembers every place, checks and
plans; the loader only reads. `start` is a whole ``flowlog check`` process, against the bare interpreter.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import click
import yaml

from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load

SIZES = (1_000, 10_000)
ROUNDS = 5
COMMAND = "from flowlog_config.cli import main; main()"
PER_TARGET = 400
"""Flow logs in a stack, below what CloudFormation takes."""


def a_file(size: int) -> str:
    """Write a right file with so many flow logs, spread over as many targets as they need."""
    places = range(size // PER_TARGET + 1)
    targets = [f'  - {{account: "{111_122_220_000 + i}", region: eu-west-1, name: t{i}}}' for i in places]
    entries = [
        f"  - name: e{i}\n    select: [vpc-{i:017x}]\n    targets: t{i // PER_TARGET}\n    retention_days: 30"
        for i in range(size)
    ]
    head = 'version: 1\naggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}\n'
    return "\n".join([f"{head}targets:", *targets, "flow_logs:", *entries, ""])


def seconds(work: Callable[[], Any]) -> float:
    """Measure one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(work: Callable[[], Any], baseline: Callable[[], Any]) -> tuple[float, float]:
    """Give the median ratio of paired calls after a warm-up, and the median seconds of the work."""
    work()
    baseline()
    pairs = [(seconds(work), seconds(baseline)) for _ in range(ROUNDS)]
    return median(mine / theirs for mine, theirs in pairs), median(mine for mine, _ in pairs)


def measure(size: int, folder: Path) -> dict[str, float]:
    """Measure a file of one size in this process, and as a command."""
    text = a_file(size)
    path = folder / f"{size}.yaml"
    path.write_text(text, encoding="utf-8")
    checked, took = ratio(lambda: make_plan(load(path.name, text)), lambda: yaml.load(text, Loader=yaml.CSafeLoader))
    command = [sys.executable, "-c", COMMAND, "check", "--file", str(path)]
    started, whole = ratio(
        lambda: subprocess.run(command, check=True, capture_output=True),
        lambda: subprocess.run([sys.executable, "-c", ""], check=True, capture_output=True),
    )
    return {"check": checked, "seconds": took, "command": started, "command_seconds": whole}


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, a key for each size.")
def main(*, as_json: bool) -> None:
    """Measure every size and print ratios, with this machine's seconds beside them."""
    with tempfile.TemporaryDirectory() as folder:
        results = {size: measure(size, Path(folder)) for size in SIZES}
    if as_json:
        click.echo(json.dumps(results, indent=2))
        return
    click.echo("flow logs   check / C loader   flowlog check / bare interpreter   (here: check, command)")
    for size, one in results.items():
        here = f"({one['seconds']:.2f} s, {one['command_seconds']:.2f} s)"
        click.echo(f"{size:9,}   {one['check']:16.2f}   {one['command']:32.0f}   {here}")


if __name__ == "__main__":
    main()

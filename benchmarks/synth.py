"""
How long synthesis takes, as a ratio to a CDK app with one empty stack, measured in turn in the same run.

Example: ``python benchmarks/synth.py --pairs 9 --json``
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
GOAL = 1.5
"""Most times the empty app that ``flowlogs.yaml`` may take."""

EMPTY_APP = """
from aws_cdk import App, Stack
app = App(analytics_reporting=False, tree_metadata=False, stack_traces=False, builtin_cloud_formation_validation=False)
Stack(app, "Empty")
app.synth()
"""


def measure(pairs: int) -> dict[str, float | int]:
    """
    Time both apps in turn, each in its own process, after two runs that fill the caches.

    Args:
        pairs: How often, at least 5.

    Returns:
        Medians in seconds, the ratio of the medians, and the lowest and highest ratio of a pair.
    """
    with tempfile.TemporaryDirectory() as directory:
        environment = _environment(directory)
        commands = ([sys.executable, "-c", EMPTY_APP], [sys.executable, "app.py"])
        for command in commands:
            _seconds(command, environment)
            _seconds(command, environment)
        rows = [tuple(_seconds(command, environment) for command in commands) for _ in range(pairs)]
    ratios = sorted(ours / empty for empty, ours in rows)
    empty, ours = (statistics.median(column) for column in zip(*rows, strict=True))
    return {
        "pairs": pairs,
        "empty_seconds": round(empty, 3),
        "ours_seconds": round(ours, 3),
        "ratio": round(ours / empty, 2),
        "lowest_ratio": round(ratios[0], 2),
        "highest_ratio": round(ratios[-1], 2),
        "goal": GOAL,
    }


def _environment(directory: str) -> dict[str, str]:
    return {
        **os.environ,
        "CDK_OUTDIR": directory,
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


@click.command(help=__doc__)
@click.option("--pairs", type=click.IntRange(5), default=7, show_default=True, help="How often to measure both.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of a table.")
def main(*, pairs: int, as_json: bool) -> None:
    """Measure and print."""
    found = measure(pairs)
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo("synthesis of flowlogs.yaml, whole process | times an empty CDK app | pairs from to | goal")
    ends = f"{found['lowest_ratio']} {found['highest_ratio']}"
    click.echo(f"{'median of ' + str(pairs) + ' pairs':41} | {found['ratio']:22} | {ends:>13} | {GOAL}")


if __name__ == "__main__":
    main()

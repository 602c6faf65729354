"""
What turning pages into an inventory costs: 100,000 interfaces, against doing nothing but parsing and walking the pages.

Run it as ``python benchmarks/discover.py``. Ratios compare within one run; the network, which is the limit in reality,
has no part in it.
"""

import gc
import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from flowlog_config.discovery.read import discover
from flowlog_config.inventory.file import from_text, to_text
from flowlog_config.plan.model import Target

INTERFACES, PAGE = 100_000, 1000
FIXTURES = Path(__file__).parents[1] / "tests/fixtures/interfaces"
TARGET = Target("111122223333", "eu-west-1", "benchmark")


class FakeClient:
    """EC2 with many interfaces and nothing else."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def client(self, _: str, *, config: Any = None) -> "FakeClient":
        """Be every client."""
        del config
        return self

    def get_caller_identity(self) -> dict[str, str]:
        """Be the target's account."""
        return {"Account": TARGET.account_id}

    def get_paginator(self, operation: str) -> "FakeClient":
        """Give pages of interfaces only."""
        return self if operation == "describe_network_interfaces" else FakeClient([])

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        """Make each page when it is asked for, as the network does."""
        for start in range(0, INTERFACES if self._texts else 0, PAGE):
            numbers = range(start, start + PAGE)
            yield {"NetworkInterfaces": [self._item(number) for number in numbers]}

    def _item(self, number: int) -> dict[str, Any]:
        item: dict[str, Any] = json.loads(self._texts[number % len(self._texts)])
        item["NetworkInterfaceId"] = f"eni-{number:017x}"
        return item


def walk(aws: FakeClient) -> int:
    """Do nothing with the pages but look at every interface."""
    pages = aws.get_paginator("describe_network_interfaces").paginate()
    return sum(1 for page in pages for item in page["NetworkInterfaces"] if item["NetworkInterfaceId"])


def seconds(work: Callable[[], Any]) -> float:
    """Give the best of three."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        before = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - before)
    return best


def peak_mib(work: Callable[[], Any]) -> float:
    """Give the most memory held at once, in MiB."""
    gc.collect()
    tracemalloc.start()
    kept = work()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    del kept
    return peak


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(*, as_json: bool) -> None:
    """Measure and print."""
    aws = FakeClient([path.read_text() for path in sorted(FIXTURES.glob("*.json"))])

    def read() -> Any:
        return discover([TARGET], session_for=lambda _: aws).inventory

    found = read()
    text = to_text(found)
    base = seconds(lambda: walk(aws))
    works = {"discover": read, "write": lambda: to_text(found), "read": lambda: from_text(text, "")}
    ratios = {name: round(seconds(work) / base, 2) for name, work in works.items()}
    memory = peak_mib(read) / peak_mib(lambda: list(aws.paginate()))
    if as_json:
        click.echo(json.dumps({"interfaces": INTERFACES, "time": ratios, "memory": round(memory, 2)}))
        return
    click.echo(f"{INTERFACES:,} interfaces; parsing and walking their pages takes 1 ({base:.2f} s)")
    for name, ratio in ratios.items():
        click.echo(f"  {name:9}{ratio:5.2f}")
    click.echo(f"  memory to discover: {memory:.2f} of what keeping the pages takes")


if __name__ == "__main__":
    main()

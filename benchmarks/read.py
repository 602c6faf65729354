"""
What reading records costs: 10 million in gzip, against the public flowlogs-reader on the same files in the same run.

Run it as ``python benchmarks/read.py``, with ``--records`` for fewer. The jobs: look at every record; add up bytes by source
and destination; write JSON lines. flowlogs-reader reads S3 only, so a client that hands out the local files stands in for
it, with no network. Each job runs in a process of its own, which tells its peak memory; flat means that ten times the
records need no more. Files are used again and again, so that the groups of the sum stay as many as in a real network.
"""

import gc
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import click

from flowlog_config.formats import DEFAULT_FORMATS, Family
from flowlog_config.questions import QUESTIONS
from flowlog_config.records import Answer, Reader
from flowlog_config.records.batches import Batch
from flowlog_config.records.sources import sources
from flowlog_config.records.writers import JsonLines

RECORDS_OF_A_FILE, FILES = 100_000, 10
LOCAL, FAR = 50, 2_000
"""Addresses on either side: far ones are chosen unevenly, as popular services are."""
FIELDS = DEFAULT_FORMATS[Family.VPC]


def write_file(path: Path, random: Random, records: int) -> None:
    """Write a file as flow logs write it to S3: gzip, with a header."""
    local = [f"10.0.{i // 250}.{i % 250 + 4}" for i in range(LOCAL)]
    far = [f"{52 + i % 12}.{i % 250}.{i * 7 % 250}.{i * 13 % 250 + 1}" for i in range(FAR)]
    near, away = random.choices(local, k=records), random.choices(far, [1 / (i + 1) for i in range(FAR)], k=records)
    with gzip.open(path, "wt", compresslevel=6) as out:
        out.write(" ".join(FIELDS) + "\n")
        for i in range(records):
            number, other = random.getrandbits(16), random.getrandbits(14)
            action = "REJECT" if number % 10 == 0 else "ACCEPT"
            out.write(
                f"2 111122223333 eni-{i % 50:017x} {near[i]} {away[i]} {1024 + number // 2} 443 6 {other % 99 + 1} "
                f"{other * 9 + 40} {1763700000 + i % 60} {1763700059 + i % 60} {action} OK\n"
            )


def files_in(folder: Path, records: int) -> Iterator[Path]:
    """Give files with so many records together, the same ones again and again."""
    return islice(cycle(sorted(folder.glob("*.gz"))), max(1, records // RECORDS_OF_A_FILE))


class LocalObjects:
    """S3, as far as flowlogs-reader asks it, with the objects in a folder."""

    def __init__(self, folder: Path, records: int) -> None:
        self._folder, self._paths = folder, list(files_in(folder, records))

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        """Be one account and one region."""
        deeper = "eu-west-1/" if asked["Prefix"].endswith("vpcflowlogs/") else "111122223333/"
        return {"CommonPrefixes": [{"Prefix": asked["Prefix"] + deeper}]}

    def get_paginator(self, _: str) -> "LocalObjects":
        """Be the only paginator it asks for."""
        return self

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        """List every file as an object of this hour."""
        yield {"Contents": [{"Key": path.name} for path in self._paths]}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        """Open a file."""
        path = self._folder / asked["Key"]
        return {"Body": path.open("rb"), "ContentLength": path.stat().st_size}


def their_records(folder: Path, records: int) -> Iterator[Any]:
    """Read with flowlogs-reader."""
    from flowlogs_reader import S3FlowLogsReader  # type: ignore[import-untyped] # noqa: PLC0415 - not for our side

    now = datetime.now(UTC).replace(tzinfo=None)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return iter(
        S3FlowLogsReader(
            "bucket", start_time=start, end_time=start + timedelta(hours=23), boto_client=LocalObjects(folder, records)
        )
    )


def our_batches(folder: Path, records: int) -> Iterator[Batch]:
    """Read with ours."""
    reader = Reader()
    for path in files_in(folder, records):
        for name, chunks in sources(str(path)):
            yield from reader.read(name, chunks)
    assert not reader.faults.count, reader.faults  # noqa: S101 - a benchmark of nothing is none


def their_sum(folder: Path, records: int) -> int:
    """Add up bytes, packets and records by source and destination."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for record in their_records(folder, records):
        group = sums[record.srcaddr, record.dstaddr]
        group[0] += record.bytes
        group[1] += record.packets
        group[2] += 1
    return sum(group[2] for group in sums.values())


def our_sum(folder: Path, records: int) -> int:
    """Answer the question for top talkers, which adds up the same."""
    answer = Answer(QUESTIONS["top-bytes"], limit=sys.maxsize)
    for batch in our_batches(folder, records):
        answer.add(batch)
    return sum(int(row[-1]) for result in answer.results() for row in result.rows)


def their_json(folder: Path, records: int) -> int:
    """Write JSON lines into nothing."""
    with Path(os.devnull).open("w") as out:
        lines = (json.dumps(record.to_dict(), default=str) for record in their_records(folder, records))
        return sum(1 for line in lines if out.write(f"{line}\n"))


def our_json(folder: Path, records: int) -> int:
    """Write JSON lines into nothing."""
    writer = JsonLines()
    with Path(os.devnull).open("w") as out:
        batches = our_batches(folder, records)
        return sum(len(batch) for batch in batches if out.write(writer.text(batch, batch.layout.fields)))


JOBS: dict[str, Callable[[Path, int], int]] = {
    "read ours": lambda folder, records: sum(map(len, our_batches(folder, records))),
    "read theirs": lambda folder, records: sum(1 for _ in their_records(folder, records)),
    "sum ours": our_sum,
    "sum theirs": their_sum,
    "json ours": our_json,
    "json theirs": their_json,
}


def run(job: str, folder: Path, records: int) -> dict[str, float]:
    """Run a job in a process of its own; give its seconds and peak MiB."""
    command = [sys.executable, __file__, "--job", job, "--folder", str(folder), "--records", str(records)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    assert result["records"] == records, (job, result)  # noqa: S101 - as above
    return result


def compare(name: str, folder: Path, records: int) -> dict[str, float]:
    """Run both sides of a job, and ours once more with a tenth of the records."""
    ours, theirs = run(f"{name} ours", folder, records), run(f"{name} theirs", folder, records)
    tenth = run(f"{name} ours", folder, max(RECORDS_OF_A_FILE, records // 10))
    return {
        "times_faster": round(theirs["seconds"] / ours["seconds"], 1),
        "seconds": round(ours["seconds"], 1),
        "their_seconds": round(theirs["seconds"], 1),
        "peak_mib": round(ours["mib"]),
        "peak_mib_of_a_tenth": round(tenth["mib"]),
        "their_peak_mib": round(theirs["mib"]),
    }


def one_job(job: str, folder: Path, records: int) -> None:
    """Be the process of a job, without the collector of circles on either side, as `flowlog read` runs."""
    gc.disable()
    start = time.process_time()
    count = JOBS[job](folder, records)
    seconds = time.process_time() - start
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(json.dumps({"records": count, "seconds": seconds, "mib": mib}))


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--records", type=click.IntRange(RECORDS_OF_A_FILE), default=10_000_000, show_default=True)
@click.option("--job", type=click.Choice(list(JOBS)), hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(*, as_json: bool, records: int, job: str | None, folder: Path | None) -> None:
    """Measure and print."""
    records -= records % RECORDS_OF_A_FILE
    if job and folder:
        one_job(job, folder, records)
        return
    if find_spec("flowlogs_reader") is None:
        raise click.ClickException("flowlogs-reader is not installed: make setup")
    with tempfile.TemporaryDirectory() as made:
        for i in range(FILES):
            path = Path(made, f"111122223333_vpcflowlogs_eu-west-1_fl-1_{datetime.now(UTC):%Y%m%dT0100Z}_{i}.log.gz")
            write_file(path, Random(i), RECORDS_OF_A_FILE)  # noqa: S311 - invented traffic, no secret
        found = {name: compare(name, Path(made), records) for name in ("read", "sum", "json")}
    if as_json:
        click.echo(json.dumps({"records": records, **found}))
        return
    click.echo(f"{records:,} records in gzip; processor time; flowlogs-reader is 1")
    click.echo(f"{'':6}times faster   here (s)   peak MiB   of a tenth   theirs (s)   theirs MiB")
    for name, one in found.items():
        click.echo(
            f"{name:6}{one['times_faster']:12}   {one['seconds']:8}   {one['peak_mib']:8}   {one['peak_mib_of_a_tenth']:10}   "
            f"{one['their_seconds']:10}   {one['their_peak_mib']:10}"
        )


if __name__ == "__main__":
    main()

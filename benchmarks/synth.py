"""
How long synthesis takes, as ratios to a CDK app with one empty stack, and what other tools take for the same flow logs.

All run in turn, each in a process of its own, so that the load of the machine falls on all alike. ``app.py`` is the whole of
ours, from the YAML file to templates and Helm values, with everything else a stack has; "our constructs" make what the peers make.

Example: ``python benchmarks/synth.py --pairs 9 --json``; ``--write`` puts the table into docs/benchmarks.md.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
DOCS = ROOT / "docs" / "benchmarks.md"
MARKS = ("<!-- synth: begin -->", "<!-- synth: end -->")
OURS, WHOLE = "our constructs 5,000", "app.py 10,000"
INIT, TRANSLATED = "TypeScript CDK L1 5,000, as cdk init runs it", "TypeScript CDK L1 5,000, translated before"
GOALS = {"app.py flowlogs.yaml": 1.5, OURS: 1.4, WHOLE: 2.0}
SLOWEST_PAIRS = 3
"""Rounds of what takes more than ten times the empty app."""
EMPTY_APP = """
import sys
from aws_cdk import App, Stack
lean = dict(analytics_reporting=False, tree_metadata=False, stack_traces=False, builtin_cloud_formation_validation=False)
app = App(outdir=sys.argv[1], **lean)
Stack(app, "Empty")
app.synth()
"""
HEAD = """version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets: [{account: "111122223333", region: eu-west-1}]
flow_logs:
  - name: a
    select:
"""


def commands(folder: Path) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Give what is measured, by name, with its environment; what is not installed is left out, and said."""
    python, cdk, templates = sys.executable, str(PEERS / "cdk.py"), str(PEERS / "templates.py")
    found: dict[str, tuple[list[str], dict[str, str]]] = {
        "empty app": ([python, "-c", EMPTY_APP, str(folder / "empty")], {}),
        "app.py flowlogs.yaml": ([python, "app.py"], {"CDK_OUTDIR": str(folder / "example")}),
    }
    for count in (1_000, 5_000, 10_000):
        context = json.dumps({"file": str(_file(folder, count))})
        found[f"app.py {count:,}"] = (
            [python, "app.py"],
            {"CDK_OUTDIR": str(folder / f"ours{count}"), "CDK_CONTEXT_JSON": context},
        )
    found[OURS] = ([python, str(PEERS / "batch.py"), "5000", str(folder / "batch")], {})
    found["Python CDK L1 5,000"] = ([python, cdk, "l1", "5000", str(folder / "l1")], {})
    found["Python CDK L2 5,000"] = ([python, cdk, "l2", "5000", str(folder / "l2")], {})
    found |= _typescript(folder)
    for tool in ("troposphere", "json"):
        (folder / tool).mkdir()
        if tool == "json" or find_spec(tool):
            found[f"{tool} 10,000"] = ([python, templates, tool, "10000", str(folder / tool)], {})
        else:
            click.echo(f"{tool} is not installed, left out: pip install {tool}", err=True)
    return found


def _file(folder: Path, count: int) -> Path:
    """Write a file with so many interfaces, and record which stack each is in."""
    path = folder / f"{count}.yaml"
    path.write_text(HEAD + "".join(f"      - eni-{number * 7919:017x}\n" for number in range(count)), encoding="utf-8")
    record = [sys.executable, "-c", "from flowlog_config.cli import main; main()", "plan", "--record", "-f", str(path)]
    subprocess.run(record, check=True, capture_output=True)
    return path


def _typescript(folder: Path) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Give the peer in TypeScript: as ``cdk init`` has it run, which checks and then translates, and translated before."""
    app = folder / "typescript"
    if not (PEERS / "node_modules").exists():
        click.echo("TypeScript is not installed, left out: npm ci --prefix benchmarks/peers", err=True)
        return {}
    shutil.copytree(PEERS, app, symlinks=True)
    # The packages that the Python CDK has unpacked are those of npm.
    cache = Path(os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT", Path.home() / ".cache/aws/jsii/package-cache"))
    for name in ("aws-cdk-lib", "constructs", "@aws-cdk/*"):
        for package in cache.glob(f"{name}/*/*"):
            link = app / "node_modules" / package.parents[1].relative_to(cache)
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.exists():
                link.symlink_to(package)
    environment = {"NODE_OPTIONS": "--preserve-symlinks"}
    translate = ["npx", "tsc", "--noEmit", "false", "--outDir", "translated"]
    subprocess.run(translate, cwd=app, check=True, capture_output=True)
    as_init = f"cd '{app}' && npx tsc && npx tsx cdk_l1.ts 5000 as-init"
    node = ["node", "--preserve-symlinks-main", str(app / "translated" / "cdk_l1.js"), "5000", str(app / "out")]
    return {INIT: (["sh", "-c", as_init], environment), TRANSLATED: (node, environment)}


def measure(pairs: int) -> dict[str, dict[str, float]]:
    """
    Time everything in turn, after one run that fills the caches.

    Args:
        pairs: How often, at least 5; what is very slow is measured less often.

    Returns:
        By name: median of the ratios to the empty app of the same round, median seconds, and the largest process in MiB.
    """
    with tempfile.TemporaryDirectory() as directory:
        ours = commands(Path(directory))
        warm = {name: _run(*command)[0] for name, command in ours.items()}
        slow = {name for name in ours if warm[name] > 10 * warm["empty app"]}
        rounds = [
            {name: _run(*command) for name, command in ours.items() if name not in slow or number < SLOWEST_PAIRS}
            for number in range(pairs)
        ]
    return {name: _summary(name, [one for one in rounds if name in one]) for name in ours}


def _summary(name: str, rounds: list[dict[str, tuple[float, float]]]) -> dict[str, float]:
    ratios = [one[name][0] / one["empty app"][0] for one in rounds]
    return {
        "ratio": round(statistics.median(ratios), 2),
        "lowest": round(min(ratios), 2),
        "highest": round(max(ratios), 2),
        "seconds": round(statistics.median(one[name][0] for one in rounds), 2),
        "mib": round(max(one[name][1] for one in rounds)),
    }


def _run(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Give seconds and the peak memory in MiB of the largest process."""
    # Certificates slow the start of Node.js, and Python without its cache of bytecode is another program.
    left_out = ("NODE_EXTRA_CA_CERTS", "PYTHONDONTWRITEBYTECODE", "CDK_CONTEXT_JSON")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**kept, **quiet, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Write what was measured for a reader."""
    rows = ["| what | times the empty app | from, to | goal | largest process, MiB |", "|---|---|---|---|---|"]
    for name, one in found.items():
        goal = f"≤ {GOALS[name]}" if name in GOALS else ""
        rows.append(f"| {name} | {one['ratio']} | {one['lowest']}, {one['highest']} | {goal} | {one['mib']:.0f} |")
    return "\n".join(rows)


def comparisons(found: Mapping[str, Mapping[str, float]]) -> str:
    """Say what the table comes to."""
    ours, more = found[OURS], found[WHOLE]
    each = (
        more["seconds"] - found["app.py 5,000"]["seconds"]
    ) / 5  # of 5,000 more, so seconds are milliseconds for one
    lines = [
        f"- {name} takes {found[name]['ratio'] / ours['ratio']:.1f} times as long as our constructs"
        for name in ("Python CDK L2 5,000", "Python CDK L1 5,000", INIT, TRANSLATED)
        if name in found
    ]
    memory = more["mib"] / found["empty app"]["mib"]
    lines.append(f"- one flow log more costs app.py {each:.2f} ms, from YAML to template, stacks and all")
    lines.append(f"- memory for 10,000: {memory:.2f} times that of the empty app")
    return "\n".join(lines)


@click.command(help=__doc__)
@click.option("--pairs", type=click.IntRange(5), default=7, show_default=True, help="How often to measure everything.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of a table.")
@click.option("--write", is_flag=True, help="Put the table into docs/benchmarks.md, too.")
def main(*, pairs: int, as_json: bool, write: bool) -> None:
    """Measure and print."""
    found = measure(pairs)
    text = f"{table(found)}\n\n{comparisons(found)}"
    click.echo(json.dumps(found) if as_json else text)
    if write:
        begin, end = MARKS
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(begin)
        DOCS.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()

"""
Runs every benchmark of this folder and prints what each says: ratios to a baseline measured in the same run.

A benchmark is a script that takes ``--json``. Example: ``python benchmarks/run.py --json``
"""

import json
import subprocess
import sys
from pathlib import Path

import click

HERE = Path(__file__)


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, a key for each benchmark.")
@click.option("--write", is_flag=True, help="Put the table of synthesis into docs/benchmarks.md.")
def main(*, as_json: bool, write: bool) -> None:
    """Run the benchmarks one after the other, so that none disturbs another."""
    failed = False
    results = {}
    for script in sorted(HERE.parent.glob("*.py")):
        if script == HERE:
            continue
        command = [sys.executable, str(script), *(["--json"] if as_json else [])]
        command += ["--write"] if write and script.stem == "synth" else []
        done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE)
        failed |= done.returncode != 0
        if as_json:
            results[script.stem] = json.loads(done.stdout) if done.returncode == 0 else None
        else:
            click.echo(f"{script.stem}\n{done.stdout}")
    if as_json:
        click.echo(json.dumps(results, indent=2))
    sys.exit(2 if failed else 0)


if __name__ == "__main__":
    main()

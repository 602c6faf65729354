"""``flowlog local demo``: what ``make demo`` runs."""

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.schema import InvalidConfigError, render
from flowlog_config.schema.commands import file_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowlog_config.local.demo.demo import Result

_WORK = Path(".flowlog/demo")
_OTHER_NETWORK = (
    "The demo's accounts have the sample network and nothing else, so an id of your own network is not in them. Use selectors "
    f"(select: edge), or ids of {_WORK / 'flowlogs.inventory.json'}."
)
_WIDTH = 160
_STEPS = 5
_MORE_STEPS = (({"cloudwatch", "firehose"}, 2), ({"s3", "lambda"}, 1), ({"lambda"}, 1))
"""By the routes that need them: endpoint and carrier, reading files back, waiting for the function."""
_ROUTES = ("cloudwatch", "firehose", "s3", "lambda")


@click.command()
@click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path),
    default=Path("flowlogs.yaml"),
    show_default=True,
    help="Configuration file; its ids must be those of the sample network, in account 111122223333 and eu-west-1.",
)
@click.option(
    "--route",
    "routes",
    type=click.Choice(_ROUTES),
    multiple=True,
    help="How the records travel; repeat for several at once. [default: what the file says]",
)
def demo(path: Path, routes: tuple[str, ...]) -> None:
    """
    Deploy the shipped file, or another one, to an embedded AWS engine and see its records arrive.

    Needs no AWS account, touches none, and leaves nothing running. Exits with 1 when a record does not arrive: at the
    endpoint, or with the route s3 in a file of the bucket. With the route lambda the function's own endpoint is here, too.

    \b
    Example:
      flowlog local demo
      flowlog local demo --route firehose
      flowlog local demo --route s3 --route cloudwatch
      flowlog local demo --file examples/central-account-demo.yaml
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - only when it runs

    from flowlog_config.local.demo.demo import run_demo  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.demo.deploy import DeployError  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.demo.look import DemoError  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.demo.routed import routes_of  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.engine import EngineError  # noqa: PLC0415 - only when it runs

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    narrator = Narrator()
    try:
        ways = set(routes) or routes_of(path)
        narrator.steps = _STEPS + sum(steps for words, steps in _MORE_STEPS if ways & words)
        result = run_demo(project=Path.cwd(), file=path, work=_WORK, narrator=narrator, routes=routes)
        _show(result, path)
    except KeyboardInterrupt:
        narrator.passed()
        click.echo("\nStopped. The engine and the endpoint are gone; nothing was left running.", err=True)
        sys.exit(130)
    except InvalidConfigError as error:
        click.echo(render(error.problems, str(path), error.document), err=True)
        if any(found.kind.id == "FL401" for found in error.problems):
            click.echo(f"\n{_OTHER_NETWORK}", err=True)
        sys.exit(1)
    except FileNotFoundError:
        click.echo(f"There is no file {path}. Run the demo in the project's folder.", err=True)
        sys.exit(1)
    except (DemoError, DeployError, EngineError) as error:
        narrator.passed()
        click.echo(f"\n{error}", err=True)
        sys.exit(1)
    except (BotoCoreError, ClientError) as error:
        click.echo(f"\nThe engine answered unexpectedly: {error}. Please report this.", err=True)
        sys.exit(2)


def _show(result: "Result", path: Path) -> None:
    from rich.console import Console  # noqa: PLC0415 - only when it runs
    from rich.table import Table  # noqa: PLC0415 - only when it runs

    from flowlog_config.local.demo.arrived import missing, totals  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.demo.parsed import parsed  # noqa: PLC0415 - only when it runs

    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    for place, sources in sorted(totals(result.arrived, result.formats).items()):
        table = Table(title=f"\nArrived from {place}", title_justify="left", box=None, pad_edge=False)
        table.add_column("source", min_width=28)
        table.add_column("name", max_width=30, no_wrap=True, overflow="ellipsis")
        for column in ("records", "bytes", "rejected", "no traffic"):
            table.add_column(column, justify="right", min_width=max(len(column), 9))
        if console.width >= _WIDTH:
            table.add_column("one of them", no_wrap=True, overflow="ellipsis")
        for source, total in sorted(sources.items()):
            told = {"bytes": total.octets, "action": total.rejected, "log-status": total.quiet}
            counts = [f"{number:,}" if name in result.formats[place] else "-" for name, number in told.items()]
            sample = [_sample(total.sample)] if console.width >= _WIDTH else []
            table.add_row(source, result.names.get(source, ""), f"{total.records:,}", *counts, *sample)
        console.print(table)
    lost = missing(result.written, [*result.arrived, *result.kept_back])
    if lost:
        line, _ = lost.most_common(1)[0]
        click.echo(
            f"\n{lost.total()} records did not arrive, such as {line.place} {line.stream}: {line.text}", err=True
        )
        sys.exit(1)
    click.secho(f"\n{_all(result)}", bold=True)
    records = parsed(result.program, result.events)
    if wrong := [one for one in records or () if "flow" not in one]:
        click.echo(f"\nThe aggregator could not parse {len(wrong)}, such as {wrong[0]}", err=True)
        sys.exit(1)
    if records:
        click.echo(
            f"Vector's own language parsed all {len(records)}, with the program that `dialect: vector` writes. The largest:"
        )
        click.echo(json.dumps(max((one["flow"] for one in records), key=lambda flow: flow.get("bytes", 0))))
    values = result.values or "none: nothing of this file reaches the aggregator"
    click.echo(_NEXT.format(values=values, templates=_WORK / "cdk.out", file=file_option(path)))


def _all(result: "Result") -> str:
    """Say that nothing is missing, and what the subscription filters kept back."""
    kept = len(result.kept_back)
    number = len(result.written) - kept
    if not kept:
        return f"All {number} records arrived."
    return f"All {number} records arrived, beside {kept} that the subscription filters kept back (`forward`)."


def _sample(record: "Mapping[str, str]") -> str:
    """Say who talks to whom, or what else the record tells."""
    if record.keys() >= {"srcaddr", "dstaddr", "dstport"}:
        return f"{record['srcaddr']} → {record['dstaddr']} port {record['dstport']}"
    return " ".join(record.values())


_NEXT = """
The matching Helm values: {values}
The templates:            {templates}

What to try next:
  .venv/bin/flowlog plan{file}    # what the file would create
  .venv/bin/flowlog helm{file}    # the aggregator's values
  .venv/bin/flowlog check --file examples/…    # a file of your own
  README.md, "Deploy to your account", for the real thing
"""

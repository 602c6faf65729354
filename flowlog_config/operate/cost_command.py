"""``flowlog cost``: what the file will cost a month."""

import json
from pathlib import Path

import click

from flowlog_config.operate.cost.data import as_data
from flowlog_config.operate.cost.estimate import estimate
from flowlog_config.operate.cost.measured import EVERYTHING
from flowlog_config.operate.cost.options import assumed_from, measured_from, traffic_options
from flowlog_config.operate.cost.show import lines_below, write_tables
from flowlog_config.operate.opened import only_targets, open_file
from flowlog_config.plan.commands import FILE, JSON, refuse_file
from flowlog_config.plan.make import make_plan
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.hidden import printable


@click.command()
@FILE
@traffic_options
@click.option(
    "--interfaces",
    type=click.IntRange(0, 10**6),
    help="Interfaces in each VPC and subnet, and attachments of each transit gateway.  [default: what the inventory has]",
)
@click.option(
    "--gb-per-month",
    "gb",
    multiple=True,
    metavar="[ENTRY=]N",
    help="Measured: GB of records in a month, of all entries together or of one, on all its routes. Repeatable.",
)
@click.option(
    "--records-per-hour",
    "hourly",
    multiple=True,
    metavar="[ENTRY=]N",
    help="Measured: the same in records an hour.",
)
@JSON
def cost(
    path: Path,
    records: tuple[int, int],
    bytes_per_record: int | None,
    interfaces: int | None,
    gb: tuple[str, ...],
    hourly: tuple[str, ...],
    *,
    json_: bool,
) -> None:
    """
    Say what the file will cost a month, and what it rests on.

    Reads the file and its inventory, and asks no account: how many interfaces each flow log covers is known, how many records
    they write is not. Once something is logged, measure it: IncomingBytes of the log groups, or what the bill says.

    \b
    Example:
      flowlog cost
      flowlog cost --gb-per-month 250
      flowlog cost --gb-per-month edge=50 --records-per-hour transit=200000
      flowlog cost --records-per-interface-hour 5000 20000
      flowlog cost --file examples/smallest.yaml --interfaces 300
      flowlog cost --json | jq .usd_per_month

    Exit codes: 0 estimated, 1 the file or inventory cannot be used, or has no such entry; 2 wrong usage or our own fault.
    """
    assumed, measured = assumed_from(records, bytes_per_record, interfaces), measured_from(gb, hourly)
    try:
        opened = open_file(path)
        planned = make_plan(opened.loaded, opened.inventory, recording=True)
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    only_targets(opened.loaded, path, json_=json_)
    entries = list(dict.fromkeys(one.entry for target in planned.plan.targets for one in target.flow_logs))
    if unknown := [name for name in measured if name not in (EVERYTHING, *entries)]:
        there = f"there are: {', '.join(entries)}" if entries else "none has"
        refuse(f"no entry {', '.join(map(printable, unknown))} with flow logs in {path}; {there}", json_=json_)
    found = estimate(
        planned, opened.inventory if opened.inventory and opened.inventory.targets else None, assumed, measured
    )
    if json_:
        click.echo(json.dumps(as_data(found, path), indent=2))
        return
    write_tables(found)
    for line in lines_below(found, str(path)):
        click.echo(printable(for_file(line, path)))

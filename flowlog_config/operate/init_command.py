"""``flowlog init``: looks at an account and writes a first file, with what it would cost."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.inventory.file import InventoryError, read_inventory
from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.cost.options import assumed_from, traffic_options
from flowlog_config.operate.cost.prices import PRICE_DATE, REGION
from flowlog_config.operate.cost.show import words
from flowlog_config.plan.commands import JSON, refuse_file
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import file_option
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.hidden import printable
from flowlog_config.schema.report import render

if TYPE_CHECKING:
    from flowlog_config.operate.init_run import First


@click.command()
@click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path),
    default=Path("flowlogs.yaml"),
    show_default=True,
    help="File to write.",
)
@click.option("--endpoint", help="Public HTTPS URL of the aggregator. Asked for on a terminal.")
@click.option("--cluster-name", help="Name by which the aggregator tells this cluster. Asked for on a terminal.")
@click.option(
    "--region", "regions", multiple=True, help="Region to look at. Repeatable.  [default: the credentials' own]"
)
@click.option(
    "--inventory",
    "given",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Look at this inventory, not at the account.",
)
@access_options
@traffic_options
@click.option("--force", is_flag=True, help="Overwrite the file and the inventory beside it.")
@JSON
def init(
    path: Path,
    endpoint: str | None,
    cluster_name: str | None,
    regions: tuple[str, ...],
    given: Path | None,
    role: str,
    external_id: str,
    profile: str,
    records: tuple[int, int],
    bytes_per_record: int | None,
    *,
    force: bool,
    json_: bool,
) -> None:
    """
    Look at an account and write a first file, with the inventory beside it.

    The file logs what crosses the edge of the VPCs, and explains each choice. It only reads the account, with the
    permissions that `flowlog permissions` prints, and overwrites nothing unless told to.

    \b
    Example:
      flowlog init --endpoint https://flowlogs.example.com/ --cluster-name production
      flowlog init --region eu-west-1 --region eu-central-1 --profile production
      flowlog init --inventory flowlogs.inventory.json --records-per-interface-hour 5000 20000

    Exit codes: 0 written, 1 not written: a file is there, something is not right or could not be read; 2 wrong usage or
    our own fault.
    """
    check_access(role, external_id)
    if given and (regions or role or profile):
        raise click.UsageError("--inventory is instead of an account: leave out --region, --role-name and --profile")
    assumed = assumed_from(records, bytes_per_record)
    if not force and path.exists():
        refuse(f"{path} is there already. Name another with --file, or overwrite it with --force", json_=json_)
    endpoint = endpoint or _asked("--endpoint", "Public HTTPS URL of the aggregator")
    cluster_name = cluster_name or _asked("--cluster-name", "Name of the cluster, for the aggregator")
    from flowlog_config.operate.init_next import wrong_answer  # noqa: PLC0415 - `--help` need not pay for it

    if wrong := wrong_answer(endpoint, cluster_name):
        refuse(wrong, json_=json_)
    inventory = (
        _from_file(given, json_=json_) if given else _from_account(regions, profile, role, external_id, json_=json_)
    )
    from flowlog_config.operate.init_run import as_data, prepare  # noqa: PLC0415 - as above

    try:
        first = prepare(path, inventory, endpoint=endpoint, cluster_name=cluster_name, assumed=assumed)
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    _write(first, force=force, json_=json_)
    if json_:
        click.echo(json.dumps(as_data(first), indent=2))
    else:
        _say(first)
    sys.exit(0)


def _asked(option: str, question: str) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"{option} is missing, and there is no terminal to ask on")
    answer: str = click.prompt(question)
    return answer


def _from_file(path: Path, *, json_: bool) -> Inventory:
    try:
        inventory = read_inventory(path)
    except InventoryError as error:
        refuse(f"{error}. Use {error.use}", json_=json_)
    if not inventory.targets:
        refuse(f"{path} has no targets. Look at an account: leave out --inventory", json_=json_)
    return inventory


def _from_account(regions: tuple[str, ...], profile: str, role: str, external_id: str, *, json_: bool) -> Inventory:
    from flowlog_config.operate.first_look import LookError, look  # noqa: PLC0415 - brings boto3

    today = datetime.now(UTC).date().isoformat()
    try:
        return look(regions, profile=profile, role=role, external_id=external_id, today=today)
    except LookError as error:
        refuse(str(error), json_=json_)


def _write(first: "First", *, force: bool, json_: bool) -> None:
    from flowlog_config.operate.init_run import write  # noqa: PLC0415 - as above

    try:
        write(first, force=force)
    except FileExistsError as error:
        place = error.args[0] if len(error.args) == 1 else first.path
        refuse(f"{place} is there already. Name another with --file, or overwrite it with --force", json_=json_)
    except InventoryError as error:
        refuse(f"{error}. Name another with --file, or use {error.use}", json_=json_)
    except OSError as error:
        refuse(f"{first.path} cannot be written: {error.strerror}", json_=json_)


def _say(first: "First") -> None:
    from flowlog_config.operate.init_next import next_steps  # noqa: PLC0415 - as above

    if first.warnings:
        click.echo(render(first.warnings, str(first.path), None), err=True)
    lines = [f"Wrote {first.path} and {first.inventory_path}", ""]
    for cost, said in ((first.edge, "the edge, as written"), (first.everything, "every VPC")):
        lines.append(f"  {said:22} {cost.interfaces:>9,} interfaces   about {words(cost.usd)} USD a month")
    assumed, made_of = first.edge.assumed, f"flowlog cost{file_option(first.path)}"
    lines += [
        "",
        f"An assumption, not a measurement: every interface is taken to write {assumed.few:,} to {assumed.many:,} records an hour,",
        f"at prices of {REGION}, {PRICE_DATE}. NAT gateways write more than most. What it is made of: {made_of}",
        "",
        *next_steps(first),
    ]
    for line in lines:
        click.echo(printable(line))

"""``flowlog discover``: what the accounts have."""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.schema.hidden import printable


@click.command()
@click.option(
    "--file",
    "-f",
    "path",
    type=click.Path(path_type=Path, readable=False),  # what cannot be read is FL100
    default=Path("flowlogs.yaml"),
    show_default=True,
    help="Configuration file; only its targets matter here.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Inventory to write.  [default: what the file says, or its name with .inventory.json]",
)
@click.option("--target", "names", multiple=True, help="Only this target; the others stay as they are. Repeatable.")
@access_options
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the inventory would change.")
@click.option("--json", "json_", is_flag=True, help="Machine-readable output.")
def discover(
    path: Path,
    output: Path | None,
    names: tuple[str, ...],
    role: str,
    external_id: str,
    profile: str,
    *,
    check: bool,
    json_: bool,
) -> None:
    """
    Read what the targets have, and write the inventory.

    It only reads, with the permissions that `flowlog permissions` prints. The inventory is JSON to review and commit:
    sorted, without secrets, and unchanged when nothing changed. What could not be read stays as it was last read.

    Whether an Auto Scaling group owns an instance is told by tags of the instance, which are not read.

    \b
    Example:
      flowlog discover
      flowlog discover --role-name flowlog-reader --external-id EXAMPLE
      flowlog discover --role-name 'arn:aws:iam::{account}:role/network/reader'
      flowlog discover --target production --profile production
      flowlog discover --check

    Exit codes: 0 fine, 1 something could not be read or --check found a change, 2 our own fault or wrong usage.
    """
    from flowlog_config.discovery.run import Request, run  # noqa: PLC0415 - brings boto3

    check_access(role, external_id)
    today = datetime.now(UTC).date().isoformat()
    request = Request(path, output, names, role, external_id, profile, write=not check, today=today)
    ran = run(request)
    if json_:
        click.echo(json.dumps(ran.data, indent=2))
    else:
        _say(ran.lines, err=False)
        _say((line for one in ran.errors for line in one.split("\n")), err=True)
    sys.exit(ran.exit_code)


def _say(lines: Iterable[str], *, err: bool) -> None:
    """Print lines; whatever a tag holds, it can neither steer the terminal nor look like a line of ours."""
    for line in lines:
        click.echo(printable(line), err=err)

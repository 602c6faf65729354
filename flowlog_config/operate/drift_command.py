"""``flowlog drift``: what the accounts have, against the inventory and against what should be deployed."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.operate.drift.finding import Kind
from flowlog_config.operate.opened import open_targets
from flowlog_config.plan.commands import FILE, JSON
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from flowlog_config.discovery.sessions import Sessions
    from flowlog_config.operate.drift.run import Expected, TargetDrift
    from flowlog_config.plan.model import TargetPlan


@click.command()
@FILE
@click.option("--target", "names", multiple=True, help="Only this target. Repeatable.")
@access_options
@click.option(
    "--filter-slots",
    "slots",
    type=click.IntRange(1, 100),
    default=2,
    show_default=True,
    help="Subscription filters a log group takes in these accounts: 2 is documented, newer accounts may have 5.",
)
@click.option(
    "--ignore",
    type=click.Choice([one.value for one in Kind]),
    multiple=True,
    help="Accept this kind of difference. Repeatable.",
)
@JSON
def drift(
    path: Path,
    names: tuple[str, ...],
    role: str,
    external_id: str,
    profile: str,
    slots: int,
    ignore: tuple[str, ...],
    *,
    json_: bool,
) -> None:
    """
    Compare the accounts with the inventory and with what should be deployed.

    Finds new resources that match the file and vanished ones it logs; flow logs that are missing, left over, failed,
    changed, or made by others on the same traffic; log groups that are gone or keep records for another time;
    subscription filters that are missing, changed, or of others; delivery streams that are gone or lost the tag that lets
    flow logs write to them. It only reads, with the permissions that
    `flowlog permissions --for drift` prints.

    \b
    Example:
      flowlog drift
      flowlog drift --target production --role-name flowlog-reader
      flowlog drift --ignore by-others --json

    Exit codes: 0 no difference, 1 a difference was found or something could not be looked at, 2 wrong usage or our own
    fault.
    """
    check_access(role, external_id)
    opened, plan, targets = open_targets(path, names, json_=json_)
    from flowlog_config.discovery.sessions import Sessions  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.drift.run import Expected  # noqa: PLC0415 - as above

    ignored = [Kind(one) for one in ignore]
    expected = Expected(opened.loaded.config, plan, opened.inventory, slots, ignored)
    drifts = _look(expected, targets, Sessions(profile=profile, role=role, external_id=external_id))
    _report(drifts, path, json_=json_)


def _look(expected: "Expected", targets: list["TargetPlan"], sessions: "Sessions") -> list["TargetDrift"]:
    from flowlog_config.discovery.progress import reporting  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.drift.run import look  # noqa: PLC0415 - as above

    with reporting([one.target for one in targets]) as on_progress:
        return look(expected, targets, session_for=sessions, on_progress=on_progress)


def _counted(drifts: Sequence["TargetDrift"], found: int) -> str:
    if not any(one.entered for one in drifts):
        return "Nothing could be looked at"
    where = " in what could be looked at" if any(one.not_read for one in drifts) else ""
    return f"{found:,} difference{'s' if found != 1 else ''}{where}"


def _report(drifts: list["TargetDrift"], path: Path, *, json_: bool) -> None:
    from flowlog_config.discovery.failures import not_everything  # noqa: PLC0415 - brings boto3
    from flowlog_config.operate.drift.text import as_data, in_words  # noqa: PLC0415 - brings boto3

    found = sum(len(one.findings) for one in drifts)
    unread = any(one.not_read for one in drifts)
    if json_:
        data = {"ok": not found and not unread, "targets": [as_data(one, path) for one in drifts]}
        click.echo(json.dumps(data, indent=2))
    else:
        for line in (line for one in drifts for line in in_words(one, path)):
            click.echo(printable(line))
        click.echo(f"\n{_counted(drifts, found)}")
    if unread:
        click.echo(not_everything((line for one in drifts for line in one.not_read), "drift"), err=True)
    sys.exit(1 if found or unread else 0)

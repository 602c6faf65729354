"""``flowlog local carry``: what CloudWatch Logs and Firehose do between log group and endpoint."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowlog_config.local.carrier.report import TROUBLE, Happening, Kind
from flowlog_config.local.commands.options import answering_engine, engine_clients, engine_options, stop_signal, writing

if TYPE_CHECKING:
    import threading

    from flowlog_config.local.carrier.carrier import Carrier
    from flowlog_config.local.carrier.state import CarrierState

_EXAMPLE = """
\b
Example, once and sixty times as fast as Firehose:
  flowlog local carry --once --hurry 60 \\
    --resolve logs.example.com:443:127.0.0.1:8443 --ca .flowlog/ca.pem
"""
_COLOURS = {Kind.DELIVERED: "green", Kind.RETRY: "yellow", Kind.NOTE: "yellow"}


@click.command(epilog=_EXAMPLE)
@click.option("--resolve", multiple=True, metavar="HOST:443:ADDRESS:PORT", help="Where to connect instead, as in curl.")
@click.option(
    "--ca",
    "ca_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificate authority of the endpoint, instead of the system's.",
)
@click.option(
    "--hurry",
    type=click.FloatRange(1, 3600),
    default=1.0,
    show_default=True,
    help="Divide buffer intervals, backoff and retry durations by this; waiting for an answer not below 5 s.",
)
@click.option("--poll-seconds", type=click.FloatRange(0.1), default=2.0, show_default=True, help="Between two looks.")
@click.option(
    "--state",
    "state_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(".flowlog/carrier.sqlite"),
    show_default=True,
    help="What was delivered, remembered over restarts.",
)
@click.option("--once", is_flag=True, help="Carry what is there now, without waiting for buffers, and end.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON lines.")
@engine_options
def carry(**options: Any) -> None:
    """
    Carry log events, and what flow logs put into streams, to the endpoint of the deployed Firehose streams, in the place of AWS.

    Reads only what is deployed: filters, roles, streams, tags, keys. A filter may lead to a stream of another account; each account
    and region is a run of its own. What a role does not let through is not moved, and the reason is told. With --once, exit code 1
    means that something was refused, backed up or not delivered.
    """
    from flowlog_config.local.carrier.run import run, run_once  # noqa: PLC0415 - only when it runs
    from flowlog_config.local.clock import StoppedError  # noqa: PLC0415 - as above

    troubled: list[Happening] = []
    resolve = _resolved(options["resolve"])

    def report(happening: Happening) -> None:
        if happening.kind in TROUBLE:
            troubled.append(happening)
        _show(happening, as_json=options["as_json"])

    stop = stop_signal()
    with _state(options["state_file"]) as state:
        with answering_engine(options):
            engine_clients(options).logs.describe_log_groups(limit=1)
        carrier = _carrier(options, resolve, state, stop, report)
        if not options["once"]:
            run(carrier, stop=stop, poll_seconds=options["poll_seconds"], hurry=options["hurry"])
            return
        try:
            with answering_engine(options):
                run_once(carrier)
        except StoppedError as error:
            raise click.ClickException("stopped; what was not delivered goes next time") from error
    if troubled or not carrier.lines:
        _explain(troubled, f"{options['account']} {options['region']}")
        raise SystemExit(1)


def _state(path: Path) -> "CarrierState":
    from sqlite3 import DatabaseError  # noqa: PLC0415 - only when it runs

    from flowlog_config.local.carrier.state import CarrierState  # noqa: PLC0415 - as above

    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            return CarrierState(path)
    except DatabaseError as error:
        raise click.ClickException(
            f"{path} cannot hold what was delivered: {error}; name another with --state"
        ) from error


def _resolved(texts: Iterable[str]) -> "dict[str, tuple[str, int]]":
    from flowlog_config.local.firehose.http import parse_resolve  # noqa: PLC0415 - only when it runs

    try:
        return dict(map(parse_resolve, texts))
    except ValueError as error:
        raise click.ClickException(f"--resolve {error}") from error


def _carrier(
    options: dict[str, Any],
    resolve: "dict[str, tuple[str, int]]",
    state: "CarrierState",
    stop: "threading.Event",
    report: Any,
) -> "Carrier":
    from random import Random  # noqa: PLC0415 - only when it runs

    from flowlog_config.local.carrier.carrier import Carrier  # noqa: PLC0415 - as above
    from flowlog_config.local.carrier.line import Surroundings  # noqa: PLC0415 - as above
    from flowlog_config.local.clock import HurriedClock  # noqa: PLC0415 - as above
    from flowlog_config.local.firehose.http import Sender  # noqa: PLC0415 - as above

    around = Surroundings(
        clients=engine_clients(options),
        state=state,
        sender=Sender(resolve, options["ca_file"]),
        clock=HurriedClock(options["hurry"], stop=stop),
        random=Random(),  # noqa: S311 - jitter, no secret
        report=report,
    )
    return Carrier(around)


def _show(happening: Happening, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(happening)))
        return
    count = f" ({happening.events} event{'s' if happening.events != 1 else ''})" if happening.events else ""
    colour = "red" if happening.kind in TROUBLE else _COLOURS.get(happening.kind)
    click.echo(f"{click.style(happening.kind.value, fg=colour)} {happening.subject}: {happening.text}{count}")


def _explain(troubled: list[Happening], place: str) -> None:
    if troubled:
        click.echo("Not everything was delivered to the endpoint; why is told above.", err=True)
    else:
        click.echo(
            f"Nothing was carried: no log group of {place} has a filter to a Firehose stream, and no flow log wrote to one there.",
            err=True,
        )
        click.echo("Is the stack deployed to this engine, and does it run (flowlog local engine)?", err=True)

"""``flowlog local traffic``: records for the deployed flow logs."""

import json
import time
from typing import TYPE_CHECKING, Any

import click

from flowlog_config.local.commands.options import answering_engine, engine_clients, engine_options, stop_signal

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

    from flowlog_config.local.clients import Clients
    from flowlog_config.local.traffic.line import Window
    from flowlog_config.local.traffic.writer import Written

_EXAMPLE = """
\b
Example, the last five minutes of a busy network:
  flowlog local traffic --windows 5 --conversations 200
"""


@click.command(epilog=_EXAMPLE)
@click.option("--windows", type=click.IntRange(1, 1440), default=1, show_default=True, help="Minutes, ending now.")
@click.option("--conversations", type=click.IntRange(0, 100_000), default=40, show_default=True, help="Per minute.")
@click.option("--seed", default="flowlog", show_default=True, help="The same seed gives the same traffic.")
@click.option("--follow", is_flag=True, help="Go on, minute by minute, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON lines.")
@engine_options
def traffic(**options: Any) -> None:
    """
    Write realistic records for every deployed flow log, in its own format, to where it delivers.

    Nothing is written that the flow log's role, the stream's tag or the bucket's policy does not allow. Exit code 1 means
    that a flow log could not be written to, or that there is none, and why is told; one that saw no traffic gets `nothing`, and
    that is fine.
    """
    from flowlog_config.local.traffic.records import windows_until  # noqa: PLC0415 - only when it runs

    clients, now = engine_clients(options), int(time.time())
    with answering_engine(options):
        fine = _write(clients, options, windows_until(now, options["windows"]))
        if options["follow"]:
            for windows in _following(stop_signal(), now):
                fine = _write(clients, options, windows) and fine
    if not fine:
        raise SystemExit(1)


def _following(stop: "threading.Event", second: int) -> "Iterator[list[Window]]":
    """Give the windows that are over since a moment, each once: the first wait may end early, and writing take longer than one."""
    from flowlog_config.local.traffic.records import WINDOW_SECONDS, windows_until  # noqa: PLC0415 - as above

    while not stop.wait(WINDOW_SECONDS - time.time() % WINDOW_SECONDS):
        now = int(time.time())
        if count := now // WINDOW_SECONDS - second // WINDOW_SECONDS:
            yield windows_until(now, count)
            second = now


def _write(clients: "Clients", options: dict[str, Any], windows: "Sequence[Window]") -> bool:
    from flowlog_config.local.traffic.writer import write_traffic  # noqa: PLC0415 - as above

    results = list(
        write_traffic(clients, windows=windows, conversations=options["conversations"], seed=options["seed"])
    )
    for result in results:
        _show(result, as_json=options["as_json"])
    if not results:
        click.echo("There is no flow log here. Is the stack deployed to this engine?", err=True)
    return bool(results) and not any(one.problem and not one.skipped for one in results)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"


def _show(result: "Written", *, as_json: bool) -> None:
    flow_log = result.flow_log
    if as_json:
        shown = {
            "flow_log": flow_log.id,
            "resource": flow_log.resource_id,
            "destination_type": flow_log.destination_type,
            "destination": flow_log.place,
            "records": result.records,
            "parts": result.parts,
            "problem": result.problem,
            "skipped": result.skipped,
        }
        click.echo(json.dumps(shown))
        return
    name = f"{flow_log.id} on {flow_log.resource_id}"
    if result.problem:
        colour = "yellow" if result.skipped else "red"
        click.echo(f"{click.style('nothing', fg=colour)} {name}: {result.problem}")
    else:
        parts = {
            "cloud-watch-logs": f"{_counted(result.parts, 'stream')} of ",
            "s3": f"{_counted(result.parts, 'file')} of ",
        }
        click.echo(
            f"{name}: {_counted(result.records, 'record')} in {parts.get(flow_log.destination_type, '')}{flow_log.place}"
        )

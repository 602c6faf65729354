"""Options by which commands are told what is known of the traffic."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.measured import EVERYTHING, Measured

_MOST = 10**12
_TRAFFIC = (
    click.option(
        "--records-per-interface-hour",
        "records",
        nargs=2,
        type=click.IntRange(0, 10**9),
        default=(Assumed().few, Assumed().many),
        show_default=True,
        metavar="LOW HIGH",
        help="How many records an interface is taken to write in an hour.",
    ),
    click.option(
        "--bytes-per-record",
        type=click.IntRange(1, 10_000),
        help="Of every record, whatever its format.  [default: what the fields of each format take]",
    ),
)


def traffic_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``records`` and ``bytes_per_record``."""
    for option in reversed(_TRAFFIC):
        command = option(command)
    return command


def assumed_from(records: tuple[int, int], bytes_per_record: int | None, interfaces: int | None = None) -> Assumed:
    """
    Make what is assumed of what was given.

    Raises:
        UsageError: The range is the other way round.
    """
    if records[0] > records[1]:
        raise click.UsageError("--records-per-interface-hour takes the low number first")
    return Assumed(*records, bytes_per_record, interfaces)


def measured_from(gb: Sequence[str], records: Sequence[str]) -> Mapping[str, Measured]:
    """
    Read ``N`` or ``ENTRY=N``, each as often as it was given.

    Raises:
        UsageError: No number, one for an entry twice, or one for all beside one for an entry.
    """
    found: dict[str, Measured] = {}
    for option, texts, in_gb in (("--gb-per-month", gb, True), ("--records-per-hour", records, False)):
        for text in texts:
            name, sign, number = text.rpartition("=")
            if sign and not name:
                raise click.UsageError(f"{option} {text}: there is no name of an entry before the =")
            if name in found:
                raise click.UsageError(f"{option} {text}: there is a number for {name or 'all entries'} already")
            found[name] = Measured(_number(option, text, number), in_gb)
    if EVERYTHING in found and len(found) > 1:
        raise click.UsageError("give one number for all entries, or one for each entry you measured, not both")
    return found


def _number(option: str, text: str, number: str) -> float:
    try:
        amount = float(number)
    except ValueError:
        amount = -1
    if not 0 <= amount <= _MOST:
        raise click.UsageError(f"{option} takes a number, such as 50, or ENTRY=50; not {text}")
    return amount

"""What came through: every event the endpoint took, parsed by the format of the flow log it belongs to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flowlog_config.local.receiver.events import Received


@dataclass(slots=True)
class SourceTotals:
    """
    What one source sent.

    Attributes:
        records: Lines.
        octets: Sum of the field ``bytes``.
        rejected: Lines with action REJECT.
        quiet: Lines that tell of no traffic (NODATA) or of lost records (SKIPDATA).
        ipv6: Lines with an IPv6 address.
        sample: One line with traffic, parsed: field to value.
    """

    records: int = 0
    octets: int = 0
    rejected: int = 0
    quiet: int = 0
    ipv6: int = 0
    sample: Mapping[str, str] = field(default_factory=dict)


class UnreadableRecordError(Exception):
    """A line has not as many values as its format has fields."""


def totals(events: Iterable[Received], formats: Mapping[str, Sequence[str]]) -> dict[str, dict[str, SourceTotals]]:
    """
    Add up by log group and source (the log stream's name without its traffic type).

    Args:
        events: As received.
        formats: Field names by log group, as deployed.

    Raises:
        UnreadableRecordError: When a line does not fit its format.
    """
    found: dict[str, dict[str, SourceTotals]] = defaultdict(lambda: defaultdict(SourceTotals))
    for event in events:
        record = parse(event.line, formats[event.log_group])
        source = found[event.log_group][event.log_stream.rpartition("-")[0]]
        source.records += 1
        if record.get("log-status", "OK") != "OK":
            source.quiet += 1
            continue
        source.octets += int(record.get("bytes", "0").replace("-", "0"))
        source.rejected += record.get("action") == "REJECT"
        source.ipv6 += ":" in record.get("srcaddr", "")
        source.sample = source.sample or record
    return found


def parse(line: str, fields: Sequence[str]) -> dict[str, str]:
    """
    Pair a record's values with its format's names.

    Raises:
        UnreadableRecordError: When their number differs.
    """
    values = line.split()
    if len(values) != len(fields):
        raise UnreadableRecordError(f"{len(values)} values for {len(fields)} fields: {line}")
    return dict(zip(fields, values, strict=True))


def missing(written: Iterable[tuple[str, str, str]], events: Iterable[Received]) -> Counter[tuple[str, str, str]]:
    """
    Compare what was written with what arrived, line by line.

    Args:
        written: Log group, log stream and line of each record put into a log group.
        events: As received.

    Returns:
        What was written and did not arrive, with how often.
    """
    came = Counter((event.log_group, event.log_stream, event.line) for event in events)
    return Counter(written) - came

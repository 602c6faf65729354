"""What came through: every record the endpoint or the bucket has, parsed by the format of the flow log it belongs to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Line(NamedTuple):
    """One record and where it was: log group, delivery stream or folder of the bucket; and the log stream, if it had one."""

    place: str
    stream: str
    text: str


_SOURCE_FIELDS = ("interface-id", "tgw-attachment-id", "resource-id", "tgw-id")


@dataclass(slots=True)
class SourceTotals:
    """
    What one source sent.

    Attributes:
        records: Lines.
        octets: Sum of the field ``bytes``.
        rejected: Lines with action REJECT.
        quiet: Lines that tell of no traffic (NODATA) or of lost records (SKIPDATA).
        sample: One line with traffic, parsed: field to value.
    """

    records: int = 0
    octets: int = 0
    rejected: int = 0
    quiet: int = 0
    sample: Mapping[str, str] = field(default_factory=dict)


class UnreadableRecordError(Exception):
    """A line has not as many values as its format has fields."""


def totals(lines: Iterable[Line], formats: Mapping[str, Sequence[str]]) -> dict[str, dict[str, SourceTotals]]:
    """
    Add up by place and source: what the log stream is named after, or else what the record itself says.

    Args:
        lines: As received.
        formats: Field names by place, as deployed.

    Raises:
        UnreadableRecordError: When a line does not fit its format.
    """
    found: dict[str, dict[str, SourceTotals]] = defaultdict(lambda: defaultdict(SourceTotals))
    for line in lines:
        record = parse(line.text, formats[line.place])
        source = found[line.place][line.stream.rpartition("-")[0] or _source(record)]
        source.records += 1
        if record.get("log-status", "OK") != "OK":
            source.quiet += 1
            continue
        source.octets += int(record.get("bytes", "0").replace("-", "0"))
        source.rejected += record.get("action") == "REJECT"
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


def missing(written: Iterable[Line], arrived: Iterable[Line]) -> Counter[Line]:
    """Give what was written and did not arrive, with how often."""
    return Counter(written) - Counter(arrived)


def _source(record: Mapping[str, str]) -> str:
    told = (record.get(name, "-") for name in _SOURCE_FIELDS)
    return next((one for one in told if one != "-"), "(no id in the record)")

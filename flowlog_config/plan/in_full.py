"""Whether the records of one flow log hold all that those of another one do: the one rule of whoever leaves the other out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """
    How a flow log's records are written and kept; which traffic they are of, and who gets them, is asked elsewhere.

    Attributes:
        fields: Names in a record.
        tag_fields: Resource types and tag keys of its tag fields.
        max_aggregation_interval: Seconds that a record is of at most.
        retention_days: How long its log group keeps them; None for ever, and where none does.
    """

    fields: Sequence[str]
    tag_fields: Sequence[object] = ()
    max_aggregation_interval: int = 600
    retention_days: int | None = None


def lacks(wide: Written, narrow: Written) -> Iterator[str]:
    """
    Say in words what the records of one flow log have not that those of another one have; nothing when they have all.

    Args:
        wide: Of the flow log that is there.
        narrow: Of the one that is not, or need not be.
    """
    if missing := [name for name in narrow.fields if name not in wide.fields]:
        yield f"without {', '.join(missing)}"
    if narrow.tag_fields and narrow.tag_fields != wide.tag_fields:
        yield "with other tag fields"
    if wide.max_aggregation_interval > narrow.max_aggregation_interval:
        yield f"of {wide.max_aggregation_interval} s, not {narrow.max_aggregation_interval} s"
    if wide.retention_days is not None and shorter(narrow.retention_days, wide.retention_days):
        kept = f"{narrow.retention_days}" if narrow.retention_days else "for ever"
        yield f"kept {in_days(wide.retention_days)}, not {kept}"


def shorter(old: int | None, new: int | None) -> bool:
    """Tell whether a time in days is shorter than another one; None is for ever."""
    return new is not None and (old is None or new < old)


def in_days(number: int) -> str:
    """Write a number of days."""
    return f"{number} day{'s' if number != 1 else ''}"

"""What a record of a format looks like, and how long it is about."""

from collections.abc import Iterable, Sequence

from flowlog_config.formats.catalogue import FIELDS

_LEAST_VERSION = 2


def record_version(names: Iterable[str]) -> int:
    """
    Give what the field ``version`` says in records of a format: the highest version among its fields.

    Source: VPC user guide "Flow log records" (checked 2026-11).
    """
    return max((FIELDS[name].version for name in names if name in FIELDS), default=_LEAST_VERSION)


def sample_record(names: Sequence[str]) -> str:
    """Write a record of a format, each field with its example."""
    values = {"version": str(record_version(names))}
    return " ".join(values.get(name, FIELDS[name].example) for name in names)


def record_bytes(names: Sequence[str]) -> int:
    """
    Estimate the bytes of a record: those of the sample, and one for the end of the line.

    Numbers have as many digits, ids as many characters and addresses (IPv4) as many parts as they usually have; a field
    that is mostly ``-`` counts as that, and the fields of ECS as those of a task. IPv6 adds up to 26 bytes an address.
    """
    return len(sample_record(names)) + 1

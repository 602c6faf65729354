"""
Parquet files to batches of records, by pyarrow where it is installed. A record's values are written as in text.

AWS names the columns with ``_`` where a field has ``-``. Whether "none" is null or ``-`` in a column of text is not
established, and both are read. Source: Athena User Guide, tables for flow logs in Apache Parquet format (checked 2026-11).
"""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

from flowlog_config.records.batches import Batch, Place, are_numbers
from flowlog_config.records.faults import Faults, UnreadableError
from flowlog_config.records.layout import MISSING, Layout, header

MARK = b"PAR1"
"""Begins every file. Source: Apache Parquet, file format (checked 2026-11)."""
_AT_ONCE = 10_000
"""Records of a batch."""


def parquet_batches(chunks: Iterable[bytes], faults: Faults, place: Place) -> Iterator[Batch]:
    """
    Read a file. Its index stands at its end, so that it is kept on disk while it is read.

    Args:
        chunks: The whole file.
        faults: Counts what is no record.
        place: Says where a record is, from its 1-based number.

    Raises:
        UnreadableError: Without pyarrow, for a damaged file, and for one that holds something else.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - large, and not everybody has it
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise UnreadableError("is Parquet, which takes pyarrow: pip install pyarrow; or ask it with Athena") from None
    with TemporaryFile() as whole:
        for chunk in chunks:
            whole.write(chunk)
        try:
            file = parquet.ParquetFile(whole)
            layout = _layout(file.schema_arrow.names)
            number = 1
            for some in file.iter_batches(_AT_ONCE):
                columns = {name: _texts(some.column(i), pa.string()) for i, name in enumerate(layout.fields)}
                yield _checked(Batch(layout, columns), number, faults, place)
                number += some.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise UnreadableError("is damaged Parquet; what could be read was") from error


def _layout(names: list[str]) -> Layout:
    layout = header([name.replace("_", "-") for name in names])
    if layout is None:
        raise UnreadableError("is Parquet of something else: its columns are not those of flow logs")
    return layout


def _texts(column: Any, text: Any) -> list[str]:
    return [value or MISSING for value in column.cast(text).to_pylist()]


def _checked(batch: Batch, number: int, faults: Faults, place: Place) -> Batch:
    """Leave out what is no record, which only a file that AWS did not write can hold."""
    if all(are_numbers(batch.columns[name]) for name in batch.layout.numbers):
        return batch
    reasons = [batch.layout.fault(values) for values in zip(*batch.columns.values(), strict=True)]
    for at, why in enumerate(reasons, number):
        if why:
            faults.add(place(at), why)
    return batch.only((not why for why in reasons), batch.columns)

"""
Records as a Parquet file, as AWS documents it: typed columns whose names have ``_`` for ``-``, compressed by gzip.

Whether AWS writes null or ``-`` for "none" in a column of text is not established; here it is null.

Source: VPC User Guide, flow log files and the types of fields; Athena User Guide, tables for flow logs in Apache Parquet format
(checked 2026-11).
"""

import io
from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from flowlog_config.formats import FIELDS


def can_write() -> bool:
    """Whether pyarrow is there."""
    return find_spec("pyarrow") is not None


def parquet_file(fields: Sequence[str], lines: Iterable[str]) -> bytes:
    """
    Write records, which are lines of values in the order of the fields, into a file.

    Raises:
        ImportError: pyarrow is not there.
    """
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - large, and few files need it
    from pyarrow import parquet  # noqa: PLC0415 - as above

    types = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64()}
    columns = zip(*(line.split(" ") for line in lines), strict=True)
    arrays = [
        pa.array([None if value == "-" else value for value in column]).cast(types[FIELDS[name].type])
        for name, column in zip(fields, columns, strict=True)
    ]
    table = pa.table(arrays, names=[name.replace("-", "_") for name in fields])
    file = io.BytesIO()
    parquet.write_table(table, file, compression="gzip")
    return file.getvalue()

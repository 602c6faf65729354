"""A flow log record: the values of a line, by the names in the file's own header, with their types."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .problems import RefusedError

_TYPES: dict[str, str] = json.loads(Path(__file__).with_name("field_types.json").read_text(encoding="utf-8"))
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_DIGITS_OF_INT64 = 18
Value = str | int


@dataclass(frozen=True, slots=True)
class Record:
    """
    A line and what it says.

    Attributes:
        number: Counted from 1, without the header.
        line: As it is in the file.
        fields: Values by name, with ``_`` for ``-`` as in AWS's Parquet files; those the record does not have are left out.
    """

    number: int
    line: str
    fields: dict[str, Value]

    @property
    def seconds(self) -> int | None:
        """When the flow began, else when it ended, in Unix seconds."""
        for name in ("start", "end"):
            if isinstance(value := self.fields.get(name), int):
                return value
        return None


class RecordReader:
    """
    Reads the lines below a header.

    Args:
        header: The first line of a file: the names of its fields.

    Raises:
        RefusedError: Most of the names are not those of flow logs. A few may be: AWS adds fields.

    Source: VPC User Guide, flow log files in S3 begin with a line of field names (checked 2026-11).
    """

    def __init__(self, header: bytes) -> None:
        names = header.decode(errors="replace").split()
        known = sum(name in _TYPES for name in names)
        if not all(map(_NAME.fullmatch, names)) or known * 2 <= len(names):
            raise RefusedError(f"the first line does not name fields of flow logs: {header[:80]!r}")
        self._names = [name.replace("-", "_") for name in names]
        self._whole_numbers = [_TYPES.get(name, "").startswith("int") for name in names]

    def read(self, number: int, line: bytes) -> Record:
        """Read one line; when it has not as many values as the header has names, say so and keep the line."""
        text = line.decode(errors="replace")
        values = text.split()
        if len(values) != len(self._names):
            fault = f"{len(values)} values for {len(self._names)} fields"
            return Record(number, text, {"parse_error": fault})
        return Record(number, text, self._typed(values))

    def _typed(self, values: Sequence[str]) -> dict[str, Value]:
        return {
            name: int(value) if whole and value.isdecimal() and len(value) <= _DIGITS_OF_INT64 else value
            for name, whole, value in zip(self._names, self._whole_numbers, values, strict=True)
            if value != "-"
        }

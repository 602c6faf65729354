"""Every field AWS can write into a flow log record, read from ``fields.yaml``: name, type, version, family."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class Family(StrEnum):
    """The two kinds of record AWS writes; their fields must never be mixed in one format."""

    VPC = "vpc"
    TRANSIT_GATEWAY = "transit-gateway"


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of a record.

    Attributes:
        name: AWS's name, with dashes, as in ``${account-id}``.
        type: Parquet type: ``string``, ``int32`` or ``int64``.
        version: Record version that introduced it, 2 to 11.
        families: Families whose records can hold it.
        meaning: What its value tells, in a line.
        example: A value as long as its values usually are.
    """

    name: str
    type: str
    version: int
    families: tuple[Family, ...]
    meaning: str
    example: str

    @property
    def is_integer(self) -> bool:
        """Whether the value is a whole number when it is not ``-``."""
        return self.type.startswith("int")


def _load() -> dict[str, Field]:
    text = files(__package__).joinpath("fields.yaml").read_text(encoding="utf-8")
    rows: list[list[Any]] = yaml.load(text, Loader=yaml.CSafeLoader)["fields"]
    return {
        name: Field(name, type_, version, tuple(Family(f) for f in families), meaning, example)
        for name, type_, version, families, meaning, example in rows
    }


FIELDS: dict[str, Field] = _load()
"""Every field by AWS's name, in AWS's table order."""


@cache
def fields_of(family: Family) -> dict[str, Field]:
    """Give the fields a family's records can hold, by name, in AWS's table order."""
    return {name: field for name, field in FIELDS.items() if family in field.families}

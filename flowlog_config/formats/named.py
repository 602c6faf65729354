"""Formats by name, read from ``named.yaml``: what each name means for each family of records."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

import yaml

from flowlog_config.formats.catalogue import Family

_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True)
class NamedFormat:
    """
    A format with a name.

    Attributes:
        name: As in ``format: security``.
        meaning: What it is good for, in a line.
        fields: Names in the record's order, by family. A family that is not there has no such format.
    """

    name: str
    meaning: str
    fields: Mapping[Family, tuple[str, ...]]


def _load() -> dict[str, NamedFormat]:
    text = files(__package__).joinpath("named.yaml").read_text(encoding="utf-8")
    formats: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)["formats"]
    return {
        name: NamedFormat(name, one["meaning"], {f: tuple(one[f].split()) for f in Family if f in one})
        for name, one in formats.items()
    }


NAMED_FORMATS: dict[str, NamedFormat] = _load()
"""Every format that has a name, in the order in which they are listed."""

DEFAULT_FORMATS: Mapping[Family, tuple[str, ...]] = NAMED_FORMATS["default"].fields
"""
AWS's default format of each family: 14 VPC fields of version 2; all 36 transit gateway fields.

Always written out in a flow log, so that a change of AWS's default changes nothing here.
Source: VPC user guide "Flow log records", Transit Gateway guide "Flow logs" (checked 2026-11).
"""


def nearest_format(text: str) -> str:
    """Give the name nearest to a misspelt one, or nothing."""
    return next(iter(get_close_matches(text[:_MOST_COMPARED].lower(), NAMED_FORMATS, n=1)), "")

"""The catalogue of flow-log fields, and the formats made of them."""

from flowlog_config.formats.catalogue import FIELDS, Family, Field, fields_of
from flowlog_config.formats.formats import (
    DEFAULT_FORMATS,
    TAG_FIELDS,
    FormatProblem,
    check_fields,
    log_format,
    parse_log_format,
)

__all__ = [
    "DEFAULT_FORMATS",
    "FIELDS",
    "TAG_FIELDS",
    "Family",
    "Field",
    "FormatProblem",
    "check_fields",
    "fields_of",
    "log_format",
    "parse_log_format",
]

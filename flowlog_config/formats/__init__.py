"""The catalogue of flow-log fields, and the formats made of them."""

from flowlog_config.formats.catalogue import FIELDS, Family, Field, fields_of
from flowlog_config.formats.formats import (
    TAG_FIELDS,
    FormatProblem,
    check_fields,
    log_format,
    parse_log_format,
)
from flowlog_config.formats.named import DEFAULT_FORMATS, NAMED_FORMATS, NamedFormat, nearest_format
from flowlog_config.formats.sample import record_bytes, record_version, sample_record

__all__ = [
    "DEFAULT_FORMATS",
    "FIELDS",
    "NAMED_FORMATS",
    "TAG_FIELDS",
    "Family",
    "Field",
    "FormatProblem",
    "NamedFormat",
    "check_fields",
    "fields_of",
    "log_format",
    "nearest_format",
    "parse_log_format",
    "record_bytes",
    "record_version",
    "sample_record",
]

"""
The object keys Firehose writes: custom prefixes with their expressions, evaluated.

Source: Firehose Developer Guide, "Custom prefixes for Amazon S3 objects" and "Amazon S3 object name format"
(checked 2026-11). The key of an ErrorOutputPrefix without any expression is not spelt out there; the error type and the
hour are appended.
"""

import re
from datetime import UTC, datetime

_EXPRESSION = re.compile(r"!\{([^}]*)\}")
_DATE_PARTS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_DATE_TOKEN = re.compile(r"'(?P<literal>[^']*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>[^A-Za-z']+)")
_HOURLY = "%Y/%m/%d/%H/"


class PrefixError(ValueError):
    """A prefix Firehose would not accept, or an expression that is not known here."""


def error_prefix(prefix: str, error_type: str, moment: datetime, random_text: str) -> str:
    """
    Evaluate ErrorOutputPrefix.

    Args:
        prefix: As deployed.
        error_type: ``http-endpoint-failed`` or ``processing-failed``.
        moment: Time of the first record, in UTC.
        random_text: Value of ``!{firehose:random-string}``, 11 characters.

    Raises:
        PrefixError: It has expressions but not ``!{firehose:error-output-type}``, or an unknown one.
    """
    names = _EXPRESSION.findall(prefix)
    if not names:
        return f"{prefix}{error_type}/{moment.astimezone(UTC).strftime(_HOURLY)}"
    if "firehose:error-output-type" not in names:
        raise PrefixError(f"ErrorOutputPrefix {prefix} has expressions but not !{{firehose:error-output-type}}")
    values = {"firehose:error-output-type": error_type, "firehose:random-string": random_text}
    return _evaluate(prefix, values, moment)


def data_prefix(prefix: str, moment: datetime, random_text: str) -> str:
    """
    Evaluate Prefix, under which a stream that backs up everything writes.

    Raises:
        PrefixError: It has an expression that is unknown or not allowed here.
    """
    return _evaluate(prefix, {"firehose:random-string": random_text}, moment)


def _evaluate(prefix: str, values: dict[str, str], moment: datetime) -> str:
    names = _EXPRESSION.findall(prefix)

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("timestamp:"):
            return _date(name.removeprefix("timestamp:"), moment.astimezone(UTC))
        if name not in values:
            raise PrefixError(f"the expression !{{{name}}} is not allowed or not known here")
        return values[name]

    text = _EXPRESSION.sub(value, prefix)
    if any(name.startswith("timestamp:") for name in names):
        return text
    return text + moment.astimezone(UTC).strftime(_HOURLY)


def _date(pattern: str, moment: datetime) -> str:
    """Format by a pattern of Java's DateTimeFormatter, as far as prefixes use it."""
    parts = []
    for token in _DATE_TOKEN.finditer(pattern):
        letters = token["letters"]
        if letters is None:
            parts.append(token["literal"] or token["other"] or "")
        elif letters in _DATE_PARTS:
            parts.append(moment.strftime(_DATE_PARTS[letters]))
        else:
            raise PrefixError(f"the date letters {letters} in !{{timestamp:{pattern}}} are not known here")
    return "".join(parts)


def object_name(stream: str, version: str, moment: datetime, unique: str, *, gzip: bool) -> str:
    """Return the last part of a key: stream, version, time and a unique id."""
    shown = moment.astimezone(UTC).strftime("%Y-%m-%d-%H-%M-%S")
    return f"{stream}-{version}-{shown}-{unique}{'.gz' if gzip else ''}"

"""A flow log's way as an item of ``retiring``: written from the flow log alone, and checked against its destination's name."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import TYPE_CHECKING, Any, cast

from flowlog_config.formats import NAMED_FORMATS, Family, parse_log_format
from flowlog_config.operate.diff.state import Logged, LogGroup
from flowlog_config.plan.destination import MAX_AGGREGATION_INTERVAL, TRAFFIC_TYPE, name_destination
from flowlog_config.plan.filters import conditions_of
from flowlog_config.plan.naming import LOG_GROUP, pascal

if TYPE_CHECKING:
    from flowlog_config.schema.routes import RouteWord

_ENDING = re.compile(r"(Vpc|Tgw)([0-9A-Fa-f]{8})$")
_SHAPE = ("FileFormat", "HiveCompatiblePartitions", "PerHourPartition")
"""What files are like, in the order of a destination's name."""
_MOST_TRIED = 20_000
"""Words, each of which is hashed in some microseconds."""


def destination_of(logged: Logged) -> str:
    """Give the id of the destination of a flow log, which its logical id ends in; empty for a flow log that is not ours."""
    found = _ENDING.search(logged.logical_id)
    return f"{found[1].lower()}-{found[2].lower()}" if found else ""


def item(logged: Logged, group: LogGroup | None, beside: Iterable[Logged] = (), *, of_rule: bool = False) -> str:
    """
    Write a flow log's way as a YAML mapping on one line; empty when there is none that leads to the same destination.

    Args:
        logged: As deployed.
        group: The log group it writes to; None on ways without.
        beside: Flow logs of the same entry and route as deployed, one of each family and format: a format's name is for both
            families, so one that says the formats of both makes nothing that was not there.
        of_rule: Whether it is for a rule of an organization, which has one route and so does not say it.
    """
    fields, word = _fields(logged), _word(logged) if group else None
    if not fields or word == "":
        return ""
    route = {} if of_rule else {"to": logged.route}
    said: dict[str, Any] = {**route, "format": _format(logged, fields, beside)}
    if logged.traffic_type != TRAFFIC_TYPE:
        said["traffic_type"] = logged.traffic_type
    if logged.max_aggregation_interval != MAX_AGGREGATION_INTERVAL:
        said["max_aggregation_interval"] = logged.max_aggregation_interval
    if word:
        said["log_group"] = word
    if logged.tag_fields:
        said["tag_field_specifications"] = {kind: list(keys) for kind, keys in logged.tag_fields}
    if group:
        said["retention_days"] = group.retention_days
        forward = conditions_of(group.filter_pattern or "", fields)
        if forward is None or group.filter_pattern is None or group.retention_days is None:
            return ""
        said |= {"forward": forward} if forward else {}
    return _yaml(said) if _name(logged, fields, word) == destination_of(logged) else ""


def _name(logged: Logged, fields: tuple[str, ...], word: str | None) -> str:
    shape = dict(logged.options)
    more = {"options": tuple(shape.get(key) for key in _SHAPE)} if shape else {}
    return name_destination(
        logged.family,
        route=cast("RouteWord", logged.route),
        fields=fields,
        interval=logged.max_aggregation_interval,
        traffic_type=None if logged.family is Family.TRANSIT_GATEWAY else logged.traffic_type,
        tags=logged.tag_fields,
        log_group=word,
        **more,
    )


def _fields(logged: Logged) -> tuple[str, ...]:
    try:
        return tuple(parse_log_format(logged.log_format))
    except ValueError:
        return ()


def _format(logged: Logged, fields: tuple[str, ...], beside: Iterable[Logged]) -> str:
    """Give the name of a format, or the format itself."""
    known = {(one.family, _fields(one)) for one in beside}
    families = {family for family, _ in known} - {logged.family}

    def fit(name: str) -> int:
        means = NAMED_FORMATS[name].fields
        return sum(1 if (one, means[one]) in known else -1 for one in families if one in means)

    names = [name for name, one in NAMED_FORMATS.items() if one.fields.get(logged.family) == fields]
    return max(names, key=fit, default=logged.log_format)


def _word(logged: Logged) -> str | None:
    """Give the file's word for a log group: None for none, and empty when none can be found that gives its name."""
    shown = logged.into.removeprefix(LOG_GROUP).removesuffix(pascal(destination_of(logged)))
    if not shown:
        return None
    fields, wanted = _fields(logged), destination_of(logged)
    tried = (one for one in islice(_words(shown), _MOST_TRIED) if pascal(one) == shown)
    return next((one for one in tried if _name(logged, fields, one) == wanted), "")


def _words(shown: str) -> Iterator[str]:
    """Give the words that a logical id shows as this one: its capitals and digits can begin parts between dashes."""
    options = [_begin(one, first=not at) for at, one in enumerate(shown)]
    yield from ("".join(one) for one in product(*options))


def _begin(letter: str, *, first: bool) -> tuple[str, ...]:
    if first:
        return tuple(dict.fromkeys((letter.lower(), letter)))
    if letter.isdigit():
        return letter, f"-{letter}"
    return (f"-{letter.lower()}", letter, f"-{letter}") if letter.isupper() else (letter,)


def _yaml(said: dict[str, Any]) -> str:
    """Write a mapping on one line; texts stand in quotes but for those of the file's own words."""
    plain = {"to", "traffic_type"} | ({"format"} if said["format"] in NAMED_FORMATS else set())
    return f"{{{', '.join(f'{key}: {value if key in plain else _flow(value)}' for key, value in said.items())}}}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)

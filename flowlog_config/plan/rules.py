"""AWS's rules about what combines with what, for an entry whose resources are known. Checked before anything is built."""

from collections.abc import Iterable, Iterator, Sequence

from flowlog_config.formats import NAMED_FORMATS, TAG_FIELDS, Family, check_fields
from flowlog_config.plan.destination import TRANSIT_GATEWAY_INTERVAL
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.sources import Source

_RIGHT_FIELDS = "`default`, or fields of {} records; one entry for each kind of record"


def check_rules(config: Config, entry: FlowLog, sources: Sequence[Source], path: Path) -> Iterator[Problem]:
    """
    Give every rule an entry breaks for the resources it selects.

    Args:
        config: The file.
        entry: One of its flow logs.
        sources: What it selects.
        path: Its place.

    Source: EC2 CreateFlowLogs, Transit Gateway guide "Flow logs" (checked 2026-11).
    """
    yield from _transit_gateway(entry, sources, path)
    yield from _format(config, entry, sorted({s.family for s in sources}), path)


def check_tag_keys(config: Config, entries: Sequence[FlowLog], path: Path) -> Iterator[Problem]:
    """
    Give FL321 for tag keys that no field shows, on any route.

    Args:
        config: The file.
        entries: One of its flow logs, as it is on each of its routes.
        path: Its place.
    """
    formats = [entry.format or config.defaults.format or "default" for entry in entries]
    fields = [name for one in formats if not isinstance(one, str) for name in one]  # no named format has tag fields
    shown = {TAG_FIELDS[name][0] for name in fields if name in TAG_FIELDS}
    for kind in (entries[0].tag_field_specifications or {}) if entries else ():
        if kind not in shown:
            where: Path = (*path, "tag_field_specifications", kind)
            names = [name for name, (resource_type, _) in TAG_FIELDS.items() if resource_type == kind]
            use = f"{names[0]} in the format, or no {kind} here"
            yield problem("FL321", f"no field of the format shows a tag of {kind}", where, use=use, anchor=Anchor.KEY)


def _transit_gateway(entry: FlowLog, sources: Sequence[Source], path: Path) -> Iterator[Problem]:
    first = next((s for s in sources if s.family is Family.TRANSIT_GATEWAY), None)
    if first is None:
        return
    split = "" if all(s.family is Family.TRANSIT_GATEWAY for s in sources) else ", or split the entry in two"
    if entry.traffic_type is not None:
        message = f"{first.id} cannot have a traffic type"
        yield problem("FL305", message, (*path, "traffic_type"), use=f"no traffic_type{split}", anchor=Anchor.KEY)
    if entry.max_aggregation_interval not in (None, TRANSIT_GATEWAY_INTERVAL):
        message = f"{first.id} cannot aggregate over {entry.max_aggregation_interval} seconds"
        yield problem("FL306", message, (*path, "max_aggregation_interval"), use=f"60{split}")


def _format(config: Config, entry: FlowLog, families: Iterable[Family], path: Path) -> Iterator[Problem]:
    own = entry.format if entry.format is not None else config.defaults.format
    if own is None:
        return
    where: Path = (*path, "format") if entry.format is not None else ("defaults", "format")
    if isinstance(own, str):
        yield from _named(own, entry, families, where)
        return
    for family in families:
        wrong = [w.field for w in check_fields(own, family)]
        if wrong:
            message = f"{', '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''}: not in {family} records"  # noqa: PLR2004
            named = f'{message} ("{entry.name}")' if entry.format is None else message
            yield problem("FL307", named, where, use=_RIGHT_FIELDS.format(family), anchor=Anchor.KEY)
    given = {str(kind): len(keys) for kind, keys in (entry.tag_field_specifications or {}).items()}
    for name in own:
        kind, position = TAG_FIELDS.get(name, ("", 0))
        if kind and given.get(kind, 0) < position:
            use = f"tag_field_specifications: {{{kind}: [{'KEY, KEY' if position > 1 else 'KEY'}]}}"
            message = f"{name} has no tag key" + (f' in "{entry.name}"' if entry.format is None else "")
            yield problem("FL312", message, where, use=use, anchor=Anchor.KEY)


def _named(name: str, entry: FlowLog, families: Iterable[Family], where: Path) -> Iterator[Problem]:
    """Give FL307 for each family that has no format of the name."""
    for family in families:
        if family not in NAMED_FORMATS[name].fields:
            has = ", ".join(other for other, one in NAMED_FORMATS.items() if family in one.fields)
            message = f'"{name}" is no format of {family} records, which "{entry.name}" selects'
            yield problem("FL307", message, where, use=f"{has}; one entry for each kind of record", anchor=Anchor.KEY)

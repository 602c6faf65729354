"""Rules between values: what AWS refuses in combination, and what would collide. Run before anything is built."""

from collections import Counter
from collections.abc import Iterator

from flowlog_config.formats import TAG_FIELDS, Family, check_fields
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.sources import Source, source
from flowlog_config.schema.values import KMS_ARN, SECRET_ARN

_MOST_TAGS = 50
_OUR_TAGS = 3
_TGW_INTERVAL = 60


def check(config: Config) -> Iterator[Problem]:
    """Give every problem between the values of a file whose values are right one by one."""
    yield from _targets(config)
    names: set[str] = set()
    for i, entry in enumerate(config.flow_logs):
        path: Path = ("flow_logs", i)
        if entry.name in names:
            yield problem("FL301", f'"{entry.name}" names two flow logs', (*path, "name"))
        names.add(entry.name)
        sources = [source(id_) for id_ in entry.select]
        yield from _placed(config, entry, path)
        yield from _repeated(entry, path)
        yield from _transit_gateway(entry, sources, path)
        yield from _format(config, entry, sources, path)
        if len({*config.tags, *entry.tags}) > _MOST_TAGS - _OUR_TAGS:
            yield problem(
                "FL502", f"{len({*config.tags, *entry.tags})} tags in all", (*path, "tags"), anchor=Anchor.KEY
            )


def target_name(account: str, region: str, name: str | None) -> str:
    """Name a target that may have none of its own."""
    return name or f"{account}-{region}"


def _targets(config: Config) -> Iterator[Problem]:
    places = Counter((t.account, t.region) for t in config.targets)
    names = Counter(target_name(t.account, t.region, t.name) for t in config.targets)
    for i, target in enumerate(config.targets):
        path: Path = ("targets", i)
        if places[target.account, target.region] > 1:
            yield problem("FL302", f"{target.account} in {target.region} is listed more than once", path)
        elif names[target_name(target.account, target.region, target.name)] > 1:
            yield problem("FL302", f'"{target.name}" names more than one target', (*path, "name"))
        where, secret = (
            ((*path, "access_key_secret"), target.access_key_secret)
            if target.access_key_secret
            else (("aggregator", "access_key_secret"), config.aggregator.access_key_secret)
        )
        if (match := SECRET_ARN.fullmatch(secret)) and match.groups()[1:3] != (target.region, target.account):
            message = f"the secret is in {match[2]} of {match[3]}, the target is {target.region} of {target.account}"
            yield problem("FL310", message, where)
        match = KMS_ARN.fullmatch(target.kms_key or "")
        if match and match.groups()[1:3] != (target.region, target.account):
            message = f"the key is in {match[2]} of {match[3]}, the target is {target.region} of {target.account}"
            yield problem("FL313", message, (*path, "kms_key"))


def _placed(config: Config, entry: FlowLog, path: Path) -> Iterator[Problem]:
    known = [target_name(t.account, t.region, t.name) for t in config.targets]
    if entry.targets is None:
        if len(known) > 1:
            message = "the file has several targets, and a resource lives in one"
            yield problem("FL304", message, path, use=f"targets: [{known[0]}]")
        return
    for j, name in enumerate(entry.targets):
        if name not in known:
            yield problem("FL303", f'there is no target "{name}"', (*path, "targets", j), use=" or ".join(known[:5]))
    if len(set(entry.targets)) > 1:
        message = "a resource given by id lives in one target"
        yield problem("FL304", message, (*path, "targets"), use="one entry for each target", anchor=Anchor.KEY)


def _repeated(entry: FlowLog, path: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for j, id_ in enumerate(entry.select):
        if id_ in seen:
            yield problem("FL314", f"{id_} is already in this list", (*path, "select", j))
        seen.add(id_)


def _transit_gateway(entry: FlowLog, sources: list[Source], path: Path) -> Iterator[Problem]:
    first = next((s for s in sources if s.family is Family.TRANSIT_GATEWAY), None)
    if first is None:
        return
    split = "" if all(s.family is Family.TRANSIT_GATEWAY for s in sources) else ", or split the entry in two"
    if entry.traffic_type is not None:
        message = f"{first.id} cannot have a traffic type"
        yield problem("FL305", message, (*path, "traffic_type"), use=f"no traffic_type{split}", anchor=Anchor.KEY)
    if entry.max_aggregation_interval not in (None, _TGW_INTERVAL):
        message = f"{first.id} cannot aggregate over {entry.max_aggregation_interval} seconds"
        yield problem("FL306", message, (*path, "max_aggregation_interval"), use=f"60{split}")


def _format(config: Config, entry: FlowLog, sources: list[Source], path: Path) -> Iterator[Problem]:
    own = entry.format if entry.format is not None else config.defaults.format
    if own is None or own == "default":
        return
    where: Path = (*path, "format") if entry.format is not None else ("defaults", "format")
    for family in sorted({s.family for s in sources}):
        wrong = [w.field for w in check_fields(own, family)]
        if wrong:
            message = f"{', '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''}: not in {family} records"  # noqa: PLR2004
            named = f'{message} ("{entry.name}")' if entry.format is None else message
            yield problem("FL307", named, where, use=f"fields of {family} records", anchor=Anchor.KEY)
    given = {kind: len(keys) for kind, keys in (entry.tag_field_specifications or {}).items()}
    for name in own:
        kind, position = TAG_FIELDS.get(name, ("", 0))
        if kind and given.get(kind, 0) < position:  # type: ignore[call-overload] # any kind may be asked for
            use = f"tag_field_specifications: {{{kind}: [{'KEY, KEY' if position > 1 else 'KEY'}]}}"
            yield problem("FL312", f"{name} has no tag key", where, use=use, anchor=Anchor.KEY)

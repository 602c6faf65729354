"""Rules about routes and the bucket: which keys a route has a use for, and what a bucket of somebody else cannot have."""

from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.schema.check_forwarding import check_forwarding
from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.routes import CLOUDWATCH, OF_LOG_GROUPS, Choices, Route
from flowlog_config.schema.s3 import CREATE

_SENDING = {"firehose": "straight to Firehose", "lambda": "by way of a function"}
"""Routes that send every record on, whatever `defaults` says of forwarding."""
_OF_OWN_BUCKETS = ("glacier_after_days", "glacier_class", "expire_after_days")


def check_routes(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give FL323 for keys that no route of an entry has a use for, and what is wrong between the keys of ``s3``.

    Args:
        config: The file.
        known: Its targets by name.
    """
    yield from _routes(config.defaults.route or (), ("defaults", "route"))
    for i, entry in enumerate(config.flow_logs):
        yield from _entry(config, entry, ("flow_logs", i))
    yield from _bucket(config, known)


def _entry(config: Config, entry: FlowLog, path: Path) -> Iterator[Problem]:
    yield from _routes(entry.route or (), (*path, "route"))
    yield from _routes(entry.retiring or (), (*path, "retiring"))
    routes = entry.route or config.defaults.route or ()
    words = {route.to for route in routes} or {CLOUDWATCH}
    if CLOUDWATCH not in words:
        yield from _without_use(entry, path, " or ".join(sorted(words)))
    for word in _SENDING if entry.forward is None and config.defaults.forward else ():
        if any(route.to == word and route.forward is None for route in routes):
            message = f'"{entry.name}" goes {_SENDING[word]}, which cannot leave records out'
            use = f'route: cloudwatch, or `forward: {{}}` in "{entry.name}" to send every record'
            yield problem("FL323", message, ("defaults", "forward"), use=use, anchor=Anchor.KEY)


def _routes(routes: Sequence[Route], path: Path) -> Iterator[Problem]:
    for k, route in enumerate(routes):
        if route.to != CLOUDWATCH:
            yield from _without_use(route, (*path, k), route.to)


def _without_use(choices: Choices, path: Path, to: str) -> Iterator[Problem]:
    for key in OF_LOG_GROUPS:
        if getattr(choices, key):
            message = f"`{key}` means nothing on the way to {to}"
            yield problem("FL323", message, (*path, key), use=f"no {key}, or route: cloudwatch", anchor=Anchor.KEY)


def _bucket(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    s3 = config.s3
    for key in _OF_OWN_BUCKETS if s3.bucket != CREATE else ():
        if key in s3.model_fields_set:
            message = f"`{key}` is for a bucket that the stack makes, and this one exists"
            yield problem("FL324", message, ("s3", key), use=f"no {key}, or bucket: create", anchor=Anchor.KEY)
    yield from check_forwarding(config, known)
    seen: set[str] = set()
    for i, reader in enumerate(s3.readers):
        id_ = reader.name.replace("-", "").lower()
        if id_ in seen:
            message = f'"{reader.name}" names two readers'
            yield problem("FL224", message, ("s3", "readers", i, "name"), use="another name")
        seen.add(id_)
    if s3.aggregator_reads and s3.file_format == "parquet":
        yield problem("FL325", "the aggregator reads no Parquet", ("s3", "file_format"), use="plain-text")
    if s3.glacier_after_days and s3.expire_after_days and s3.expire_after_days <= s3.glacier_after_days:
        message = f"files are deleted after {s3.expire_after_days} days, and would move after {s3.glacier_after_days}"
        use = f"more than {s3.glacier_after_days}, or no glacier_after_days"
        yield problem("FL326", message, ("s3", "expire_after_days"), use=use)

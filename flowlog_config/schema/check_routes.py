"""Rules about routes and the bucket: which keys a route has a use for, and what a bucket of somebody else cannot have."""

from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.schema.forwarder import API_KEY
from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.routes import CLOUDWATCH, Choices, Route
from flowlog_config.schema.s3 import CREATE
from flowlog_config.schema.values import SECRET_ARN

_OF_LOG_GROUPS = ("retention_days", "log_group", "forward")
"""Keys that only a log group gives a meaning."""
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
    routes = entry.route or config.defaults.route or ()
    words = {route.to for route in routes} or {CLOUDWATCH}
    if CLOUDWATCH not in words:
        yield from _without_use(entry, path, " or ".join(sorted(words)))
    if "firehose" in words and entry.forward is None and config.defaults.forward:
        message = f'"{entry.name}" goes straight to Firehose, which cannot leave records out'
        use = f'route: cloudwatch, or `forward: {{}}` in "{entry.name}" to send every record'
        if not all(route.forward is not None for route in routes if route.to == "firehose"):
            yield problem("FL323", message, ("defaults", "forward"), use=use, anchor=Anchor.KEY)


def _routes(routes: Sequence[Route], path: Path) -> Iterator[Problem]:
    for k, route in enumerate(routes):
        if route.to != CLOUDWATCH:
            yield from _without_use(route, (*path, k), route.to)


def _without_use(choices: Choices, path: Path, to: str) -> Iterator[Problem]:
    for key in _OF_LOG_GROUPS:
        if getattr(choices, key):
            message = f"`{key}` means nothing on the way to {to}"
            yield problem("FL323", message, (*path, key), use=f"no {key}, or route: cloudwatch", anchor=Anchor.KEY)


def _forwarding(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    posted = [
        i
        for i, entry in enumerate(config.flow_logs)
        if any(route.to == "lambda" for route in entry.route or config.defaults.route or ())
    ]
    s3 = config.s3
    if (
        s3.forward_to
        and s3.forward_to.access_key_secret is None
        and any(API_KEY in v for v in s3.forward_to.headers.values())
    ):
        message = f"a header holds {API_KEY}, and there is no secret it could stand for"
        yield problem("FL331", message, ("s3", "forward_to"), use="access_key_secret", anchor=Anchor.KEY)
    if not posted:
        return
    if s3.forward_to is None:
        message = "route: lambda needs to know where to post the records"
        yield problem("FL331", message, ("flow_logs", posted[0], "route"), use="s3.forward_to: {endpoint: https://…}")
    if s3.bucket != CREATE:
        yield problem("FL331", "an existing bucket tells the function of no file", ("s3", "bucket"), use="create")
    if s3.file_format == "parquet":
        yield problem("FL331", "the function reads no Parquet", ("s3", "file_format"), use="plain-text")
    if s3.aggregator_reads and config.aggregator.dialect == "vector":
        message = "Vector and the function cannot both be told of new files"
        yield problem("FL331", message, ("s3", "aggregator_reads"), use="false, or route: s3 in another file")
    yield from _secret(config, known, posted)


def _secret(config: Config, known: Mapping[str, Target], posted: Sequence[int]) -> Iterator[Problem]:
    """Give FL310 for the first target whose bucket has files to be posted, and that is not where the secret is."""
    match = SECRET_ARN.fullmatch((config.s3.forward_to and config.s3.forward_to.access_key_secret) or "")
    senders = [known[name] for i in posted for name in config.flow_logs[i].targets or known if name in known]
    for target in (known.get(one.deliver_to or "", one) for one in senders):
        if match and match.groups()[1:3] != (target.region, target.account):
            message = f"the secret is in {match[2]} of {match[3]}, a target is {target.region} of {target.account}"
            where = ("s3", "forward_to", "access_key_secret")
            yield problem("FL310", message, where, use="a file for each region with route: lambda")
            return


def _bucket(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    s3 = config.s3
    for key in _OF_OWN_BUCKETS if s3.bucket != CREATE else ():
        if key in s3.model_fields_set:
            message = f"`{key}` is for a bucket that the stack makes, and this one exists"
            yield problem("FL324", message, ("s3", key), use=f"no {key}, or bucket: create", anchor=Anchor.KEY)
    yield from _forwarding(config, known)
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

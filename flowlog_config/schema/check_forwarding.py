"""Rules about the function of ``route: lambda``: what it needs, and a secret wherever it runs."""

import json
from collections.abc import Iterable, Iterator, Mapping

from flowlog_config.schema.forwarder import API_KEY, Forwarder, place_of
from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.partition import partition_of
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.s3 import CREATE

_SECRETS: Path = ("s3", "forward_to", "access_key_secret")
_MOST_BYTES = 4096
"""Of a function's environment. Source: Lambda quotas; it is measured as JSON (checked 2026-11)."""
_BESIDE = 600
"""Bytes of what else stands there: names, limits and the URLs of two queues; a test compares it with what is deployed."""


def check_forwarding(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give FL331 for what the function cannot do, FL505 for headers that are too long, and FL310 and FL332 for secrets that are
    missing or read by nobody.

    Args:
        config: The file.
        known: Its targets by name.
    """
    if config.s3.forward_to:
        yield from _secrets(config.s3.forward_to)
        yield from _environment(config.s3.forward_to)
    posted = {i: key for i, entry in enumerate(config.flow_logs) if (key := _posted(config, entry))}
    if not posted:
        return
    s3 = config.s3
    if s3.forward_to is None:
        first, key = next(iter(posted.items()))
        message = f"{key}: lambda needs to know where to post the records"
        yield problem("FL331", message, ("flow_logs", first, key), use="s3.forward_to: {endpoint: https://…}")
    if s3.bucket != CREATE:
        yield problem("FL331", "an existing bucket tells the function of no file", ("s3", "bucket"), use="create")
    if s3.file_format == "parquet":
        yield problem("FL331", "the function reads no Parquet", ("s3", "file_format"), use="plain-text")
    if s3.aggregator_reads and config.aggregator.dialect == "vector":
        message = "Vector and the function cannot both be told of new files"
        yield problem("FL331", message, ("s3", "aggregator_reads"), use="false, or route: s3 in another file")
    if s3.forward_to and s3.forward_to.access_key_secret:
        yield from _placed(s3.forward_to, _holders(config, known, posted))


def _posted(config: Config, entry: FlowLog) -> str:
    """Give the key because of which an entry needs the function; a retiring way needs it until its last files are posted."""
    ways = {"route": entry.route or config.defaults.route, "retiring": entry.retiring}
    return next((key for key, routes in ways.items() if any(route.to == "lambda" for route in routes or ())), "")


def _secrets(section: Forwarder) -> Iterator[Problem]:
    """Say where the list of secrets is wrong in itself."""
    if section.needs_secret and not section.access_key_secret:
        message = f"a header holds {API_KEY}, and there is no secret it could stand for"
        yield problem("FL331", message, ("s3", "forward_to"), use="access_key_secret", anchor=Anchor.KEY)
    seen: set[tuple[str, str]] = set()
    for i, arn in enumerate(section.access_key_secret):
        account_id, region = place = place_of(arn)
        if place in seen:
            message = f"this is the second secret of {account_id} in {region}, and a function reads one"
            yield problem("FL331", message, (*_SECRETS, i), use="one for each account and region")
        seen.add(place)


def environment_bytes(section: Forwarder) -> int:
    """Give bytes that the function's environment does not exceed; it has at most about 100 fewer."""
    said = json.dumps(json.dumps({"url": section.endpoint, "headers": section.headers}))
    return _BESIDE + len(said) + max(map(len, section.access_key_secret), default=0)


def _environment(section: Forwarder) -> Iterator[Problem]:
    size = environment_bytes(section)
    if size > _MOST_BYTES:
        message = f"URL and headers make the function's environment {size:,} bytes or a few less, and Lambda takes {_MOST_BYTES:,}"
        where = "headers" if section.headers else "endpoint"
        use = f"at least {size - _MOST_BYTES:,} bytes less"
        yield problem("FL505", message, ("s3", "forward_to", where), use=use, anchor=Anchor.KEY)


def _holders(config: Config, known: Mapping[str, Target], posted: Iterable[int]) -> Mapping[str, Target]:
    """Give the targets whose bucket gets files to be posted, by name; none for one that delivers to nobody known."""
    senders = (name for i in posted for name in config.flow_logs[i].targets or known if name in known)
    names = (known[name].deliver_to or name for name in senders)
    return {name: known[name] for name in dict.fromkeys(names) if name in known}


def _placed(section: Forwarder, holders: Mapping[str, Target]) -> Iterator[Problem]:
    """Compare where the secrets are with where the functions are; a secret too many is no news while one is missing."""
    if not section.needs_secret:
        message = f"no header holds {API_KEY}, so that nobody reads the secret"
        yield problem("FL332", message, _SECRETS, use=f"a header with {API_KEY}, or no secret", anchor=Anchor.KEY)
        return
    missing = {name: one for name, one in holders.items() if not section.secret_in(one.account, one.region)}
    for name, one in missing.items():
        message = f'no secret of {one.account} in {one.region}, where the function of the target "{name}" posts from'
        start = f"arn:{partition_of(one.region)}:secretsmanager:{one.region}:{one.account}:secret:"
        yield problem("FL310", message, _SECRETS, use=f"{start}…, in a list if there are several")
    used = {(one.account, one.region) for one in holders.values()}
    for i, arn in enumerate(section.access_key_secret if not missing else ()):
        account_id, region = place = place_of(arn)
        if place not in used:
            message = f"no function posts from {region} of {account_id}, so that nobody reads this secret"
            yield problem("FL332", message, (*_SECRETS, i), use="a list without it")

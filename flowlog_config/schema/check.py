"""Rules between values: what AWS refuses in combination, and what would collide. Run before anything is built."""

from collections import Counter
from collections.abc import Iterator, Mapping

from flowlog_config.schema.central import check_central
from flowlog_config.schema.check_aggregator import check_aggregator
from flowlog_config.schema.check_effect import check_effect
from flowlog_config.schema.check_organization import check_organization
from flowlog_config.schema.check_partitions import check_partitions
from flowlog_config.schema.check_regions import check_regions
from flowlog_config.schema.check_routes import check_routes
from flowlog_config.schema.check_selectors import check_choices, check_circles
from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, nearest, problem
from flowlog_config.schema.values import KMS_ARN, SECRET_ARN

_MOST_TAGS = 50
_OUR_TAGS = 3


def check(config: Config) -> Iterator[Problem]:
    """Give every problem between the values of a file whose values are right one by one."""
    yield from _targets(config)
    yield from check_circles(config)
    known = {t.called: t for t in config.targets}
    yield from check_routes(config, known)
    yield from check_aggregator(config)
    yield from check_organization(config)
    yield from check_effect(config, known)
    yield from check_regions(config)
    for key, selection in config.selectors.items():
        yield from check_choices(config, selection, ("selectors", key))
    yield from check_central(config, known)
    yield from check_partitions(config, known)
    yield from _tags(config)
    names: set[str] = set()
    for i, entry in enumerate(config.flow_logs):
        path: Path = ("flow_logs", i)
        if entry.name in names:
            yield problem("FL301", f'"{entry.name}" names two flow logs', (*path, "name"), use="another name")
        names.add(entry.name)
        yield from _placed(known, entry, path)
        yield from _repeated(entry, path)
        yield from check_choices(config, entry.select, (*path, "select"))
        yield from check_choices(config, entry.exclude or (), (*path, "exclude"), any_type=True)
        if len({*config.tags, *entry.tags}) > _MOST_TAGS - _OUR_TAGS:
            message = f"{len({*config.tags, *entry.tags})} tags in all, the file's included"
            most = f"at most {_MOST_TAGS - _OUR_TAGS}"
            yield problem("FL502", message, (*path, "tags"), use=most, anchor=Anchor.KEY)


def _targets(config: Config) -> Iterator[Problem]:
    places = Counter((t.account, t.region) for t in config.targets)
    # Names become names of files, too, which some disks tell apart without regard to case only.
    names = Counter(t.called.lower() for t in config.targets)
    for i, target in enumerate(config.targets):
        path: Path = ("targets", i)
        if places[target.account, target.region] > 1:
            yield problem(
                "FL302", f"{target.account} in {target.region} is listed more than once", path, use="one target"
            )
        elif names[target.called.lower()] > 1:
            message = f'"{target.name}" names more than one target (small and capital letters are the same here)'
            yield problem("FL302", message, (*path, "name"), use="another name")
        where, secret = (
            ((*path, "access_key_secret"), target.access_key_secret)
            if target.access_key_secret
            else (("aggregator", "access_key_secret"), config.aggregator.access_key_secret)
        )
        own = not target.deliver_to and SECRET_ARN.fullmatch(secret)
        if (match := own) and match.groups()[1:3] != (target.region, target.account):
            message = f"the secret is in {match[2]} of {match[3]}, the target is {target.region} of {target.account}"
            use = "for each target its own access_key_secret, or `generate`"
            yield problem("FL310", message, where, use=use)
        match = KMS_ARN.fullmatch(target.kms_key or "")
        if match and match.groups()[1:3] != (target.region, target.account):
            message = f"the key is in {match[2]} of {match[3]}, the target is {target.region} of {target.account}"
            yield problem("FL313", message, (*path, "kms_key"), use="a key of the target, or `create`")


def _tags(config: Config) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key in config.tags:
        if (other := seen.setdefault(key.lower(), key)) != key:
            message = f"IAM takes {shown(key)} and {shown(other)} for the same tag"
            yield problem("FL215", message, ("tags", key), use="one of the two", anchor=Anchor.KEY)


def _placed(known: Mapping[str, Target], entry: FlowLog, path: Path) -> Iterator[Problem]:
    for j, name in enumerate(entry.targets or ()):
        if name not in known:
            use = nearest(name, known) or " or ".join(list(known)[:5])
            yield problem("FL303", f'there is no target "{shown(name)}"', (*path, "targets", j), use=use)


def _repeated(entry: FlowLog, path: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for j, choice in enumerate(entry.select):
        if isinstance(choice, str):
            if choice in seen:
                yield problem("FL314", f"{choice} is already in this list", (*path, "select", j), use="it once")
            seen.add(choice)

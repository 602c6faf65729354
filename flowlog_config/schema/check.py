"""Rules between values: what AWS refuses in combination, and what would collide. Run before anything is built."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from flowlog_config.schema.central import check_central
from flowlog_config.schema.check_aggregator import check_aggregator
from flowlog_config.schema.check_effect import check_effect
from flowlog_config.schema.check_organization import check_organization
from flowlog_config.schema.check_partitions import check_partitions
from flowlog_config.schema.check_regions import check_regions
from flowlog_config.schema.check_routes import check_routes
from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.ready_made import READY_MADE
from flowlog_config.schema.selectors import Choice, Selector
from flowlog_config.schema.values import KMS_ARN, RESOURCE_ID, SECRET_ARN

_MOST_TAGS = 50
_OUR_TAGS = 3
_MOST_COMPARED = 100
_MOST_LEVELS = 20
"""Selectors that may build on each other in a row."""


def check(config: Config) -> Iterator[Problem]:
    """Give every problem between the values of a file whose values are right one by one."""
    yield from _targets(config)
    yield from _circles(config)
    known = {target_name(t.account, t.region, t.name): t for t in config.targets}
    yield from check_routes(config, known)
    yield from check_aggregator(config)
    yield from check_organization(config)
    yield from check_effect(config, known)
    yield from check_regions(config)
    for key, selection in config.selectors.items():
        yield from _choices(config, selection, ("selectors", key))
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
        yield from _choices(config, entry.select, (*path, "select"))
        yield from _choices(config, entry.exclude or (), (*path, "exclude"), any_type=True)
        if len({*config.tags, *entry.tags}) > _MOST_TAGS - _OUR_TAGS:
            message = f"{len({*config.tags, *entry.tags})} tags in all, the file's included"
            most = f"at most {_MOST_TAGS - _OUR_TAGS}"
            yield problem("FL502", message, (*path, "tags"), use=most, anchor=Anchor.KEY)


def target_name(account: str, region: str, name: str | None) -> str:
    """Name a target that may have none of its own."""
    return name or f"{account}-{region}"


def _targets(config: Config) -> Iterator[Problem]:
    places = Counter((t.account, t.region) for t in config.targets)
    # Names become names of files, too, which some disks tell apart without regard to case only.
    names = Counter(target_name(t.account, t.region, t.name).lower() for t in config.targets)
    for i, target in enumerate(config.targets):
        path: Path = ("targets", i)
        if places[target.account, target.region] > 1:
            yield problem(
                "FL302", f"{target.account} in {target.region} is listed more than once", path, use="one target"
            )
        elif names[target_name(target.account, target.region, target.name).lower()] > 1:
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
            near = get_close_matches(name[:_MOST_COMPARED], known, n=1) or list(known)[:5]
            yield problem("FL303", f'there is no target "{shown(name)}"', (*path, "targets", j), use=" or ".join(near))


def _repeated(entry: FlowLog, path: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for j, choice in enumerate(entry.select):
        if isinstance(choice, str):
            if choice in seen:
                yield problem("FL314", f"{choice} is already in this list", (*path, "select", j), use="it once")
            seen.add(choice)


def _choices(config: Config, selection: Iterable[Choice], path: Path, *, any_type: bool = False) -> Iterator[Problem]:
    """Check the names a selection uses, at any depth, and that each selector says its type."""
    for j, choice in enumerate(selection):
        where = (*path, j)
        if isinstance(choice, Selector):
            if not any_type and not tells_type(choice):
                yield problem(
                    "FL220", "the selector does not say which type of resource it means", where, use="type: …"
                )
            for key, inner in nested(choice):
                yield from _choices(config, inner, (*where, key), any_type=True)
        elif not RESOURCE_ID.fullmatch(choice) and choice not in config.selectors and choice not in READY_MADE:
            near = get_close_matches(choice[:_MOST_COMPARED], [*config.selectors, *READY_MADE], n=1)
            known = near[0] if near else f"one of {', '.join([*config.selectors, *READY_MADE])}"
            yield problem("FL318", f'there is no selector "{shown(choice)}"', where, use=known)


def tells_type(selector: Selector) -> bool:
    """Whether a selector can only mean certain types of resource."""
    own = (selector.type, selector.kind, selector.attachment_type, selector.public, selector.peered)
    if any(value is not None for value in own):
        return True
    if any(not isinstance(choice, Selector) or tells_type(choice) for choice in selector.all or ()):
        return True
    return bool(selector.any) and all(not isinstance(c, Selector) or tells_type(c) for c in selector.any or ())


def nested(selector: Selector) -> Iterator[tuple[str, Sequence[Choice]]]:
    """Give the selections inside a selector, each with its key."""
    for key, inner in (
        ("in_vpc", selector.in_vpc),
        ("in_subnet", selector.in_subnet),
        ("all", selector.all),
        ("any", selector.any),
        ("not", selector.not_),
    ):
        if inner:
            yield key, inner


def _circles(config: Config) -> Iterator[Problem]:
    """Give FL319 for selectors without a bottom, found without recursion, so that no file is too deep for it."""
    uses = {name: _used(selection) & config.selectors.keys() for name, selection in config.selectors.items()}
    levels = _levels(uses)
    rest = {name: uses[name] - levels.keys() for name in uses if name not in levels}
    inverse: dict[str, set[str]] = {name: set() for name in rest}
    for name, used in rest.items():
        for other in used:
            inverse[other].add(name)
    above = _levels(inverse)
    for name in uses:
        where: Path = ("selectors", name)
        if levels.get(name) == _MOST_LEVELS:
            message = f'"{name}" builds on more than {_MOST_LEVELS} selectors in a row'
            yield problem("FL319", message, where, use="fewer levels", anchor=Anchor.KEY)
        elif name in rest and name not in above:
            use = "selectors that do not lead back to it"
            yield problem("FL319", f'"{name}" uses itself', where, use=use, anchor=Anchor.KEY)


def _levels(uses: Mapping[str, set[str]]) -> dict[str, int]:
    """Count what each name builds on in a row; those in a circle, or above one, have no level."""
    users = defaultdict[str, list[str]](list)
    for name, used in uses.items():
        for other in used:
            users[other].append(name)
    waits = {name: len(used) for name, used in uses.items()}
    levels = {name: 0 for name, count in waits.items() if count == 0}
    ready = list(levels)
    for name in ready:
        for user in users[name]:
            waits[user] -= 1
            if waits[user] == 0:
                levels[user] = levels[name] + 1
                ready.append(user)
    return levels


def _used(selection: Iterable[Choice]) -> set[str]:
    used: set[str] = set()
    for choice in selection:
        if isinstance(choice, Selector):
            used.update(*(_used(inner) for _, inner in nested(choice)))
        else:
            used.add(choice)
    return used

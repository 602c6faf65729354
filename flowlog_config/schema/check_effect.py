"""Keys that are right, and that nothing in the file reads: what they say would silently not happen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pydantic import BaseModel

from flowlog_config.schema.model import Config, FlowLog, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.routes import CLOUDWATCH, FILES, OF_LOG_GROUPS
from flowlog_config.schema.s3 import CREATE

_STREAMS = frozenset({CLOUDWATCH, "firehose"})
_JUST_CLOUDWATCH: AbstractSet[str] = frozenset({CLOUDWATCH})
_OF_FIREHOSE = ("rotating", "listen_address", "tls")
_OF_AGGREGATOR = ("kubernetes_secret", "expected_records_per_second", "vector_version")
_OF_SELECTING = ("selectors", "inventory", "overlap")


def check_effect(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give FL333 for keys without effect. One that has its default, or that others override, is none.

    Args:
        config: The file. Nothing is said of one whose flow logs or targets are missing: that is FL201.
        known: Its targets by name.
    """
    if bool(config.flow_logs) is not bool(known) or not (known or config.organization):
        return
    ways = [_words(config, entry) for entry in config.flow_logs]
    words = frozenset[str]().union(*ways)
    yield from _of_defaults(config, words)
    yield from _of_s3(config, words)
    if not words & _STREAMS and not config.organization:
        yield from _idle(config, ("delivery",), (), "no record goes through Firehose")
    yield from _of_aggregator(config, words)
    if not config.flow_logs:
        yield from _idle(config, _OF_SELECTING, (), "the file has no flow_logs")
    yield from _of_targets(config, known, ways)


def _words(config: Config, entry: FlowLog) -> AbstractSet[str]:
    """Give the routes of an entry, and those it took before."""
    routes = entry.route or config.defaults.route
    if not routes and not entry.retiring:
        return _JUST_CLOUDWATCH
    return ({route.to for route in routes or ()} or _JUST_CLOUDWATCH) | {route.to for route in entry.retiring or ()}


def _idle(section: BaseModel, keys: Iterable[str], path: Path, why: str) -> Iterator[Problem]:
    """Give one problem for all of these keys of a section that are given and say something else than their default."""
    given = [
        key
        for key in keys
        if getattr(section, key) != type(section).model_fields[key].get_default(call_default_factory=True)
    ]
    if given:
        names = ", ".join(f"`{key}`" for key in given)
        message = f"{names} {'has' if len(given) == 1 else 'have'} no effect: {why}"
        use = f"no {given[0]}" if len(given) == 1 else "none of them"
        yield problem("FL333", message, (*path, given[0]), use=use, anchor=Anchor.KEY)


def _of_defaults(config: Config, words: AbstractSet[str]) -> Iterator[Problem]:
    path: Path = ("defaults",)
    if not config.flow_logs:
        yield from _idle(config.defaults, ("route",), path, f"rules of `organization` go by way of {CLOUDWATCH}")
    elif CLOUDWATCH not in words and not config.organization:
        said_already = {"forward"} if words & {"firehose", "lambda"} else set()  # FL323
        keys = [key for key in OF_LOG_GROUPS if key not in said_already]
        yield from _idle(config.defaults, keys, path, f"no flow log goes by way of {CLOUDWATCH}")


def _of_s3(config: Config, words: AbstractSet[str]) -> Iterator[Problem]:
    s3, path = config.s3, ("s3",)
    if not words & FILES:
        yield from _idle(config, path, (), "no flow log has route s3 or lambda")
        return
    if "lambda" not in words:
        yield from _idle(s3, ("forward_to",), path, "no flow log has route lambda")
    if "s3" not in words:
        yield from _idle(s3, ("aggregator_reads",), path, "files of route lambda go to `forward_to` alone")
    if "glacier_class" in s3.model_fields_set and s3.glacier_after_days is None and s3.bucket == CREATE:
        message = "`glacier_class` has no effect: no file is moved to it without `glacier_after_days`"
        yield problem("FL333", message, (*path, "glacier_class"), use="glacier_after_days: 90", anchor=Anchor.KEY)


def _of_aggregator(config: Config, words: AbstractSet[str]) -> Iterator[Problem]:
    section, path = config.aggregator, ("aggregator",)
    by_firehose = bool(words & _STREAMS or config.organization)
    if not by_firehose and not (config.s3.aggregator_reads and "s3" in words):
        keys = ("access_key_secret", *_OF_FIREHOSE, *_OF_AGGREGATOR)
        yield from _idle(section, keys, path, "no record goes to the aggregator")
    elif not by_firehose:
        yield from _idle(section, ("access_key_secret", *_OF_FIREHOSE), path, "no record goes through Firehose")
    elif not words & _STREAMS:
        why = "what receives the records of an organization makes its own"
        yield from _idle(section, ("access_key_secret",), path, why)


def _of_targets(config: Config, known: Mapping[str, Target], ways: Sequence[AbstractSet[str]]) -> Iterator[Problem]:
    named = {name for entry in config.flow_logs for name in entry.targets or ()}
    named |= {one.deliver_to for one in config.targets if one.deliver_to}
    if not named <= known.keys() or len(known) < len(config.targets):
        return  # FL302, FL303: nobody knows which target is meant
    own, taken = _words_by_target(config, known, ways)
    for i, (name, target) in enumerate(known.items()):
        words = own[name] | taken[name]
        path: Path = ("targets", i)
        if not words:
            yield problem(
                "FL333", f'no flow log is made in "{name}"', path, use="it in the `targets` of a flow log, or not here"
            )
            continue
        if not words & _STREAMS:
            yield from _idle(target, ("access_key_secret",), path, "no record of this target goes through Firehose")
        holds = words & _STREAMS or (words & FILES and config.s3.bucket == CREATE)
        if CLOUDWATCH not in own[name] and (target.deliver_to or not holds):
            yield from _idle(target, ("kms_key",), path, "the stack of this target holds no records")


def _words_by_target(
    config: Config, known: Mapping[str, Target], ways: Sequence[AbstractSet[str]]
) -> tuple[Mapping[str, AbstractSet[str]], Mapping[str, AbstractSet[str]]]:
    """Give the routes of each target's own flow logs, and those of the targets that deliver to it."""
    own: dict[str, set[str]] = {name: set() for name in known}
    everywhere: set[str] = set()
    for entry, words in zip(config.flow_logs, ways, strict=True):
        everywhere |= set() if entry.targets else words
        for name in entry.targets or ():
            own[name] |= words
    own = {name: words | everywhere for name, words in own.items()}
    taken: dict[str, set[str]] = defaultdict(set)
    for name, target in known.items():
        taken[target.deliver_to or ""] |= own[name]
    return own, taken

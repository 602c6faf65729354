"""What becomes of the ways that stay: how records are delivered on them, and encrypted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from flowlog_config.operate.diff.readers import reader_changes
from flowlog_config.operate.diff.reception import sends_through
from flowlog_config.operate.diff.settings import UNSHOWN, Settings
from flowlog_config.operate.diff.state import StackState

_STREAM, _FUNCTION, _BUCKET = "AWS::KinesisFirehose::DeliveryStream", "AWS::Lambda::Function", "AWS::S3::Bucket"
_WORDS = {_BUCKET: "bucket", _FUNCTION: "function"}
_STREAMS, _GROUPS = "streams", "log groups"
_REFUSES = "the aggregator refuses the records until it has it, and the order of the change says when"
_MEANS = {
    (_STREAMS, "access key"): f"; {_REFUSES}",
    (_GROUPS, "encryption"): "; what is there already stays encrypted as it is, and needs its former key to be read",
}
_AT_ONCE = "; a request that fails is not tried again, its records go to the bucket of failed records at once"

_READS = "new; whoever it is attached to may read the bucket's files, which is meant for the aggregator"
_READS_NO_MORE = "ends; the aggregator can no longer read the bucket's files with it"

_Values = Mapping[str, Mapping[str, set[str]]]
"""Values in words, by what they set, by what they are set on."""


def way_changes(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> tuple[str, ...]:
    """
    Say what changes on streams, functions, buckets and log groups, and who may read, a line each.

    All streams of a target have the same settings, and all its log groups, so each kind is one; and a way that takes the place of
    another one is compared with it.

    Args:
        before: The stacks of a target as deployed.
        after: As they will be.
    """
    both = [(before[name], after[name]) for name in after if name in before]
    return tuple(dict.fromkeys(line for old, new in both for line in (*_lines(old, new), *_other_keys(old, new))))


def _other_keys(before: StackState, after: StackState) -> Iterator[str]:
    """Say whose access key records arrive with from now on, and did not before."""
    for account, region in sorted(sends_through(after) - sends_through(before)):
        yield f"access key: records arrive with that of {account} {region} from now on; {_REFUSES}"


def _lines(before: StackState, after: StackState) -> Iterator[str]:
    olds, news = _values(before), _values(after)
    for what, settings in news.items():
        for key, new in settings.items():
            old = olds.get(what, {}).get(key, set())
            if old and old != new:
                yield f"{what}: {_changed(what, key, old, new)}"
    yield from reader_changes(before.readers, after.readers)
    if before.aggregator_reads != after.aggregator_reads:
        yield f"policy AggregatorReadPolicy: {_READS if after.aggregator_reads else _READS_NO_MORE}"


def _values(state: StackState) -> _Values:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for part in state.parts.values():
        _add(found[_STREAMS if part.type == _STREAM else f"{_WORDS.get(part.type, '')} {part.name}"], part.settings)
    for group in state.log_groups.values():
        _add(found[_GROUPS], group.settings)
    return found


def _add(found: dict[str, set[str]], settings: Settings) -> None:
    for key, value in settings.items():
        found[key].add(value)


def _changed(what: str, key: str, old: set[str], new: set[str]) -> str:
    if key in UNSHOWN:
        return f"{key}: changed"
    more = _AT_ONCE if key == "retry" and new == {"0 s"} else _MEANS.get((what, key), "")
    return f"{key} {', '.join(sorted(old))} → {', '.join(sorted(new))}{more}"

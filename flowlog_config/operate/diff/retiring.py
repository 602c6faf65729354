"""What to write into the file so that a way that is replaced stays until its last records have arrived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flowlog_config.formats import Family
from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.folders import folder_in_words
from flowlog_config.operate.diff.former import destination_of, item
from flowlog_config.operate.diff.named import Named
from flowlog_config.operate.diff.reception import Reception, stream_place
from flowlog_config.operate.diff.state import FILES, Logged, Place, StackState, States

_BECOME = (Kind.REPLACED, Kind.MOVED, Kind.MOVED_FIRST)
_NOT_TOLD = "its template does not tell all that its name was made of"
_OTHER_BUCKET = "the file delivers into another bucket, and such a line would be for that one"
_OTHER_FILES = (
    "such a line does not say what files are like; those in it that are not read, or posted, by the deployment stay in the bucket "
    "for you to fetch"
)
_OTHER_RECEIVER = (
    "its stream is in {}, and such a line would make one in {}. Deploy with the other receiver alone first, and change the format, "
    "or what else makes it another stream, only then"
)
_FUNCTION = "AWS::Lambda::Function"


@dataclass(frozen=True, slots=True)
class Former:
    """
    Ways that end.

    Attributes:
        items: By the name of the entry, each item of ``retiring`` as a YAML mapping on one line.
        unwritten: Those for which there is none, and why, in words.
    """

    items: Mapping[str, Sequence[str]]
    unwritten: tuple[str, ...]


def retiring(
    changes: Sequence[Change],
    place: Place,
    before: Mapping[str, StackState],
    after: Mapping[str, StackState],
    reception: Reception,
    said: Named,
) -> Former:
    """
    Find the ways that end with a flow log that is replaced, and write them down.

    Args:
        changes: Of one target.
        place: Its account id and region.
        before: Its stacks as deployed.
        after: Its stacks as they will be.
        reception: What lets in its records in other accounts.
        said: What the file says and no stack tells.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    unwritten: dict[str, None] = {}
    used = {(name, destination_of(one)) for name, state in after.items() for one in state.flow_logs.values()}
    read = reception.aggregator_read and (reception.aggregator_reads or said.aggregator_reads)
    known: set[tuple[str, str, str]] = set()
    beside = _by_entry(changes)
    for one in changes:
        if one.kind not in _BECOME or not one.before or not one.after:
            continue
        stack, old = one.stacks[0], one.before
        if (alike := (stack, old.to, one.after.entry)) in known:
            continue
        known.add(alike)
        if old.route in FILES:
            refused = reception.refuses(place, old, before[stack])
            stays = not refused and (_is_posted(old, place, reception) if old.route == "lambda" else not read)
            stays = stays or (old.route == "s3" and destination_of(old) in said.destinations)
        else:
            stays = _stays(old, after.get(stack), place, reception)
        if stays or (stack, destination_of(old)) in used:
            continue
        why = _impossible(old, place, reception, said)
        other_files = old.route == one.after.route and old.options != one.after.options
        why = why or (_OTHER_FILES if other_files else "")
        if not why and (
            way := item(old, before[stack].log_groups.get(old.into), beside[one.after.entry, old.route].values())
        ):
            found[one.after.entry][way] = None
        else:
            what = folder_in_words(old.to) if old.route in FILES else old.into or old.to
            unwritten[f"{what} in {stack}: {why or _NOT_TOLD}"] = None
    return Former({entry: tuple(items) for entry, items in found.items()}, tuple(unwritten))


def _by_entry(changes: Iterable[Change]) -> dict[tuple[str, str], dict[tuple[Family, str], Logged]]:
    """Give deployed flow logs that stay or become others, one of each family and format, by their entry and route."""
    found: dict[tuple[str, str], dict[tuple[Family, str], Logged]] = defaultdict(dict)
    for one in changes:
        if one.before and one.after:
            found[one.after.entry, one.before.route][one.before.family, one.before.log_format] = one.before
    return found


def _is_posted(old: Logged, place: Place, reception: Reception) -> bool:
    """Tell whether a function goes on posting the files of a flow log: its own account's, or the one delivered to has it."""
    homes = reception.homes(place, old.holder)
    return _has_function(reception.after, homes) or not _has_function(reception.before, homes)


def _has_function(states: States, places: Iterable[Place]) -> bool:
    stacks = (one for place in places for one in states.get(place, {}).values())
    return any(part.type == _FUNCTION for one in stacks for part in one.parts.values())


def _impossible(old: Logged, place: Place, reception: Reception, said: Named) -> str:
    """Say why the file has no room for a former way; empty when it has, and for ways through log groups, which stay at home."""
    if old.route == "firehose" and said.streams and (found := stream_place(old.to)) and found != said.streams:
        return _OTHER_RECEIVER.format(" ".join(found), " ".join(said.streams))
    if old.route in FILES and not _same_bucket(old, place, reception, said):
        return _OTHER_BUCKET
    return said.unposted if old.route == "lambda" else ""


def _same_bucket(old: Logged, place: Place, reception: Reception, said: Named) -> bool:
    """Tell whether a flow log delivers into the bucket that files of its target go into from now on, if any do."""
    if said.files is None:
        return True
    if isinstance(said.files, str):
        return f"{old.to}/".startswith(f"{said.files.rstrip('/')}/")
    if "${" not in old.holder and "Fn::" not in old.holder:
        return False  # no stack has it
    return said.files in (reception.homes(place, old.holder) - {place} or {place})


def _stays(old: Logged, stack: StackState | None, place: Place, reception: Reception) -> bool:
    here = stack is not None and old.into in stack.log_groups.keys() | stack.parts.keys()
    return here or reception.takes(place, old.to)

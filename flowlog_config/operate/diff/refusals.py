"""What in a difference must be meant before it is deployed: ``flowlog diff --check``."""

from collections.abc import Mapping, Sequence

from flowlog_config.operate.diff.change import Kind, TargetDiff

_UNLOGGED = {
    "unlogged": ("resource", "would no longer be logged; if that is meant, say --allow-unlogged"),
    "narrowed": ("resource", "would be logged only in part; if that is meant, say --allow-unlogged"),
    "unreceived": (
        "resource",
        "would be logged, and whoever gets the records now would not, or only in part; if that is meant, say --allow-unlogged",
    ),
    "members_lost": (
        "change",
        "of the organization's would leave something unlogged, or not received; if that is meant, say --allow-unlogged",
    ),
    "unlogged_meanwhile": (
        "resource",
        "would not be logged until another stack follows; deploy what is new first, or say --allow-unlogged",
    ),
    "moved": ("resource", "would not be logged while moving; if that may be, say --allow-unlogged"),
    "refused_meanwhile": (
        "resource",
        "would have records refused until its stack follows; deploy as is printed, or say --allow-unlogged",
    ),
    "unread": ("account", "would no longer be let in, and may go on sending; if none does, say --allow-unlogged"),
}
_FAILING = {
    "taken": (
        "stack",
        "could not be deployed: a stack that is not in the file has its names (docs/operations.md, Renaming a target or the file)",
    ),
    "stuck": (
        "stack",
        "left half done by CloudFormation, which has not what its template says; do first what is said of it",
    ),
    "folders_taken": ("stack", "could not be deployed: AWS takes no second flow log alike into the same folder"),
}
_DELETION = {
    "shortened": (
        "log group or bucket",
        "would delete records that are older than it keeps from now on; if that is meant, say --allow-deletion",
    ),
    "deleted": ("log group or key", "would be deleted, with the records; if that is meant, say --allow-deletion"),
}


def counted(diffs: Sequence[TargetDiff]) -> dict[str, int]:
    """Count what may have to be meant, over all targets."""
    return {
        "unlogged": _resources(diffs, Kind.UNLOGGED),
        "unlogged_meanwhile": _resources(diffs, Kind.UNLOGGED_MEANWHILE),
        "moved": _resources(diffs, Kind.MOVED),
        "refused_meanwhile": sum(len(one.gap.source_ids) for one in diffs if one.gap),
        "unread": sum(bool(one.unread) for one in diffs),
        "narrowed": sum(len({change.source_id for change in one.changes if change.narrowed}) for one in diffs),
        "unreceived": sum(len({change.source_id for change in one.changes if change.unreceived}) for one in diffs),
        "members_lost": sum(change.lost for one in diffs for change in one.members),
        "deleted": sum(len(one.deleted) for one in diffs),
        "shortened": sum(len(one.shortened) for one in diffs),
        "taken": sum(len(one.taken) for one in diffs),
        "stuck": sum(len(one.stuck) for one in diffs),
        "folders_taken": sum(len(one.folders_taken) for one in diffs),
    }


def refusals(counts: Mapping[str, int], *, allow_unlogged: bool, allow_deletion: bool) -> list[str]:
    """
    Say what is refused, a line each; nothing when all is well.

    Args:
        counts: What is in the difference.
        allow_unlogged: Records may be missed.
        allow_deletion: Records may be deleted.
    """
    said = _FAILING | ({} if allow_unlogged else _UNLOGGED) | ({} if allow_deletion else _DELETION)
    return [f"{_many(counts[key], what)} {means}" for key, (what, means) in said.items() if counts[key]]


def _resources(diffs: Sequence[TargetDiff], kind: Kind) -> int:
    return sum(len({change.source_id for change in one.of(kind)}) for one in diffs)


def _many(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what.replace(' or ', 's or ') + 's'}"

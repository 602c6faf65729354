"""What a deployment changes, for a program."""

from pathlib import Path
from typing import Any

from flowlog_config.operate.diff.change import Change, Kind, TargetDiff
from flowlog_config.schema.commands import for_file


def as_data(diff: TargetDiff, path: Path) -> dict[str, Any]:
    """Give what changes in one target, with every flow log that does; ``path`` is of the file that its commands have to name."""
    account_id, region = diff.place
    return {
        "account": account_id,
        "region": region,
        "new_stacks": list(diff.new_stacks),
        "left_stacks": list(diff.left_stacks),
        "left_without": list(diff.left_without),
        "differs": diff.differs,
        "kept": len(diff.of(Kind.KEPT)),
        "changes": [_row(one) for one in diff.changes if one.kind is not Kind.KEPT or one.lost_by],
        "members": [{"text": one.text, "lost": one.lost} for one in diff.members],
        "log_groups": list(diff.log_groups),
        "folders": list(diff.folders),
        "ended": list(diff.ended),
        "ways": list(diff.ways),
        "deleted": list(diff.deleted),
        "shortened": list(diff.shortened),
        "taken": list(diff.taken),
        "stuck": [for_file(line, path) for line in diff.stuck],
        "folders_taken": [for_file(line, path) for line in diff.folders_taken],
        "beside": list(diff.beside),
        "refused_meanwhile": list(diff.gap.source_ids) if diff.gap else [],
        "unread": diff.unread,
        "new_ways": diff.new_ways,
        "new_keys": list(diff.new_keys),
        "keys_now": list(diff.keys_now),
        "keys_left_out": list(diff.keys_left_out),
        "unwritten": list(diff.unwritten),
        "retiring": {entry: list(ways) for entry, ways in diff.retiring.items()},
    }


def _row(one: Change) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "resource": one.source_id,
        "entry": one.entry,
        "stacks": list(one.stacks),
        "why": list(one.why),
        "narrowed": one.narrowed,
        "lost_by": [str(who) for who in one.lost_by],
        "instead": [str(who) for who in one.instead],
        "before": one.before.logical_id if one.before else None,
        "after": one.after.logical_id if one.after else None,
    }

"""What becomes of log groups and of the filters on them."""

from collections.abc import Iterator

from flowlog_config.operate.diff.state import LogGroup, StackState


def group_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say what changes in a stack's log groups, a line each."""
    for id_, old in before.log_groups.items():
        if id_ not in after.log_groups:
            yield (
                f"{before.name}-{id_}-…: stays with the records it has, kept {_time(old)}, and forwards nothing more; "
                "records still on their way into it (some 10 to 15 minutes' worth) are kept there"
            )
    for id_, new in after.log_groups.items():
        known = before.log_groups.get(id_)
        if known is None:
            yield f"{after.name}-{id_}-…: new, records are kept {_time(new)}"
        else:
            yield from (f"{after.name}-{id_}-…: {line}" for line in _changes(known, new))


def _changes(old: LogGroup, new: LogGroup) -> Iterator[str]:
    if old.retention_days != new.retention_days:
        lost = new.retention_days and (not old.retention_days or new.retention_days < old.retention_days)
        more = "; older records are deleted" if lost else ""
        yield f"records will be kept {_time(new)}, before {_time(old)}{more}"
    if old.filter_pattern != new.filter_pattern:
        yield f"forwards {_forwarded(new)}, not {_forwarded(old)} (changed in place)"


def _time(group: LogGroup) -> str:
    return f"{group.retention_days} days" if group.retention_days else "for ever"


def _forwarded(group: LogGroup) -> str:
    if group.filter_pattern is None:
        return "nothing"
    return f"only {group.filter_pattern}" if group.filter_pattern else "everything"

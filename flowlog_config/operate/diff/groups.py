"""What becomes of log groups and of the filters on them."""

from collections.abc import Iterator

from flowlog_config.operate.diff.state import LogGroup, StackState
from flowlog_config.plan.in_full import in_days, shorter
from flowlog_config.plan.naming import log_group_prefix

KEEP = "to keep it, first deploy what is there now once without `-c flowlog:allow-deletion=true`"


def group_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say what changes in a stack's log groups, a line each."""
    for id_, old in before.log_groups.items():
        if id_ in after.log_groups:
            continue
        name = group_name(before.name, id_)
        if old.deletable:
            yield f"{name}: will be DELETED with {_held(old)} of records, and those still on their way into it are lost; {KEEP}"
        else:
            yield (
                f"{name}: stays with the records it has, kept {_time(old)}, and its filter ends; "
                "records still on their way into it (some 10 to 15 minutes' worth) are kept there"
            )
    written = {one.into for one in after.flow_logs.values()}
    for id_, new in after.log_groups.items():
        known = before.log_groups.get(id_)
        if known is None and id_ not in written:
            yield (
                f"{group_name(after.name, id_)}: new, and nothing writes to it: nothing that was deployed here is as `retiring` "
                "says, which is right where it says what another target had"
            )
        elif known is None:
            yield f"{group_name(after.name, id_)}: new, records are kept {_time(new)}"
        else:
            yield from (f"{group_name(after.name, id_)}: {line}" for line in _changes(known, new))


def group_name(stack: str, logical_id: str) -> str:
    """Name a log group but for the end that CloudFormation draws."""
    return f"{log_group_prefix(stack, logical_id)}…"


def _changes(old: LogGroup, new: LogGroup) -> Iterator[str]:
    if old.retention_days != new.retention_days:
        more = "; older records are deleted" if shorter(old.retention_days, new.retention_days) else ""
        yield f"records will be kept {_time(new)}, before {_time(old)}{more}"
    if old.filter_pattern != new.filter_pattern:
        yield f"forwards {_forwarded(new)}, not {_forwarded(old)} (changed in place)"
    if old.forwards_to != new.forwards_to and old.forwards_to and new.forwards_to:
        yield f"forwards to {_short(new.forwards_to)}, not to {_short(old.forwards_to)} (changed in place)"


def _held(group: LogGroup) -> str:
    return f"up to {in_days(group.retention_days)}" if group.retention_days else "all it has"


def _time(group: LogGroup) -> str:
    return in_days(group.retention_days) if group.retention_days else "for ever"


def _short(arn: str) -> str:
    """Give the name and the account of a stream, or of a destination of CloudWatch Logs."""
    account, _, name = arn.replace("/", ":").split(":")[-3:]
    return f"{name} in {account}"


def _forwarded(group: LogGroup) -> str:
    if group.filter_pattern is None:
        return "nothing"
    return f"only {group.filter_pattern}" if group.filter_pattern else "everything"

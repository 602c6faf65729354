"""What becomes of folders in buckets: each destination of files has its own, and AWS takes no two flow logs alike into one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.state import FILES, Logged, StackState

_SHOWN = 3
_NUMBERED = re.compile(r"--[0-9]+$")
"""What a target's further stacks have at the end of their name (``plan/naming.py``)."""
_OWN = re.compile(r"\$\{(\w+)\.Arn\}")


def folder_changes(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> Iterator[str]:
    """
    Say which folders of buckets are new and which are no longer written to, a line each.

    Args:
        before: The stacks of a target as deployed.
        after: As they will be.
    """
    olds, news = _folders(before.values()), _folders(after.values())
    yield from (f"{one}: new" for one in news if one not in olds)
    yield from (f"{one}: gets nothing more, and keeps the files it has" for one in olds if one not in news)


def first_of(stack: str) -> str:
    """Give the name of the first stack of a target, by that of any other; a first stack's is its own."""
    return _NUMBERED.sub("", stack)


def folders_taken(changes: Sequence[Change], others: Iterable[StackState]) -> Iterator[str]:
    """
    Say which stacks cannot be deployed since another one still delivers files of the same resources into the same folders.

    Args:
        changes: Of one target.
        others: Stacks there, of files with another name.

    Source: EC2 API, CreateFlowLogs, FlowLogAlreadyExists (checked 2026-11).
    """
    standing = {
        (one.before.source_id, one.before.to): one.stacks[0]
        for one in changes
        if one.before and one.kind is Kind.LEFT_BEHIND
    }
    standing |= {(one.source_id, one.to): state.name for state in others for one in state.flow_logs.values()}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in changes:
        new = one.after
        if not new or new.route not in FILES or one.kind in (Kind.KEPT, Kind.RETAGGED):
            continue
        if one.kind is Kind.MOVED_FIRST and one.before and _same_folder(one.before, new):
            found[one.stacks[1], one.stacks[0]].append(new.source_id)
        elif (holder := standing.get((new.source_id, new.to))) and not _OWN.fullmatch(new.holder):
            found[one.stacks[-1], holder].append(new.source_id)
    for (stack, holder), ids in found.items():
        shown = f"{', '.join(ids[:_SHOWN])}{', …' if len(ids) > _SHOWN else ''}"
        inside = first_of(holder) == stack
        use = (
            "record what is deployed, so that nothing moves (flowlog plan --record)"
            if inside
            else "give `s3.bucket` another folder"
        )
        yield (
            f"{stack} cannot be deployed: {holder} still has flow logs of {len(ids):,} of its resources ({shown}) into the same "
            f"folder, where AWS takes no second one alike: {use}"
        )


def _same_folder(old: Logged, new: Logged) -> bool:
    """Tell whether two flow logs of a target deliver into one folder; of the target's own bucket each stack has another word."""
    known = not any("Fn::" in one.holder or _OWN.fullmatch(one.holder) for one in (old, new))
    return old.to == new.to if known else old.to.partition("/")[2] == new.to.partition("/")[2]


def _folders(stacks: Iterable[StackState]) -> dict[str, None]:
    """Give folders in words, in order."""
    ones = (one for state in stacks for one in state.flow_logs.values() if one.route in FILES)
    return dict.fromkeys(folder_in_words(one.to) for one in ones)


def folder_in_words(arn: str) -> str:
    """Give a folder in words, by its ARN."""
    bucket, _, folder = arn.partition("/")
    own = _OWN.fullmatch(bucket)
    name = own[1] if own else "the first stack's bucket" if "Fn::" in bucket else bucket.rpartition(":")[2]
    return f"{folder.rstrip('/') or 'the top'} in {name}"

"""What becomes of folders in buckets: each destination of files has its own."""

import re
from collections.abc import Iterable, Iterator, Mapping

from flowlog_config.operate.diff.state import StackState

_ROUTES = ("s3", "lambda")
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


def _folders(stacks: Iterable[StackState]) -> dict[str, None]:
    """Give folders in words, in order."""
    ones = (one for state in stacks for one in state.flow_logs.values() if one.route in _ROUTES)
    return dict.fromkeys(_shown(one.to) for one in ones)


def _shown(arn: str) -> str:
    bucket, _, folder = arn.partition("/")
    own = _OWN.fullmatch(bucket)
    name = own[1] if own else "the first stack's bucket" if "Fn::" in bucket else bucket.rpartition(":")[2]
    return f"{folder.rstrip('/') or 'the top'} in {name}"

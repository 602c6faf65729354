"""What to do about an inventory file that cannot be used, without losing what no discovery finds again."""

import re
from shlex import quote

NEWER = "is of a newer flowlog"
"""Words for what this version does not know."""
WRITER = "the version of flowlog that wrote it"
"""What to read such a file with."""

_CONFLICT = re.compile(r"^(<{7}|>{7})(?= )", re.MULTILINE)
_LOST = (
    "who removes the file loses the record of which stack each flow log is in, which matters where a target has several"
)


def conflict_line(text: str) -> int:
    """Give the line, 1-based, of the first mark of a merge conflict; 0 when there is none."""
    found = _CONFLICT.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def one_side(name: str) -> str:
    """Say how a merge conflict in a file is ended."""
    file = quote(name)
    return f"the side that is deployed (git checkout --ours -- {file}, or --theirs), then flowlog discover; {_LOST}"


def back(name: str) -> str:
    """Say how to get a file back; one made anew would lack what no discovery finds."""
    file = quote(name)
    committed = (
        f"if it was committed so, git checkout COMMIT -- {file}, with the last of git log -- {file} that was right"
    )
    return f"git checkout -- {file}; {committed}; then flowlog discover; {_LOST}"

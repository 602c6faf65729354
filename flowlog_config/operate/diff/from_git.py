"""A file and its inventory as they are together in a commit."""

import os
import subprocess
from pathlib import Path

from flowlog_config.inventory.damage import WRITER
from flowlog_config.inventory.file import InventoryError, from_text
from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.file import inventory_path, unusable
from flowlog_config.schema.load import Loaded, load

_FETCH = "; what is not in this copy must be fetched first (git fetch)"
_LINK = "120000 "
"""How ``git ls-tree`` begins the line of a symbolic link, whose text is the path it leads to."""


class GitError(Exception):
    """A commit, or what it should have, cannot be read; the message says why."""


def read_commit(path: Path, revision: str) -> tuple[Loaded, Inventory | None]:
    """
    Read a file, and its inventory if there is one, as a commit has them.

    Args:
        path: The file as it is now; the commit has it at the same place.
        revision: What git takes for a commit: a branch, a tag, ``HEAD^``.

    Raises:
        GitError: When there is no git, no such commit, or no such file in it.
        InvalidConfigError: When one of the two cannot be used.
    """
    folder = path.parent
    if revision.startswith("-"):
        raise GitError(f"{revision} is no commit")
    what = f"the commit {revision}"
    _git(folder, "rev-parse", "--git-dir", what=what)
    commit = _git(folder, "rev-parse", "--verify", f"{revision}^{{commit}}", what=what, advice=_FETCH).strip()
    text = _shown(
        folder, commit, path.name, f"{path} is a symbolic link in {revision}: say the file it links to, by --file"
    )
    if text is None:
        raise GitError(
            f"{revision} has no {path}; if it had another name, write it and its inventory beside each other, and say --from"
        )
    loaded = load(f"{revision}:{path}", text)
    where = os.path.relpath(inventory_path(path, loaded.config.inventory), folder)
    linked = f"the inventory {where} is a symbolic link in {revision}: write it and the file beside each other, and say --from"
    known = _shown(folder, commit, where, linked)
    if known is None and loaded.config.inventory is not None:
        missing = InventoryError(f"there is no inventory {where} in {revision}", "a commit that has it")
        raise unusable(loaded, missing)
    try:
        return loaded, None if known is None else from_text(known, f"{revision}:{where}")
    except InventoryError as error:
        use = WRITER if error.use == WRITER else "a commit in which it is right"
        raise unusable(loaded, InventoryError(str(error), use)) from error


def _shown(folder: Path, commit: str, path: str, linked: str) -> str | None:
    """Give a file's text; None when the commit has no such file, and a GitError that says ``linked`` when it is a link."""
    there = _git(folder, "ls-tree", commit, "--", path, what=path)
    if there.startswith(_LINK):
        raise GitError(linked)
    return _git(folder, "cat-file", "blob", f"{commit}:./{path}", what=path) if there else None


def _git(folder: Path, *arguments: str, what: str, advice: str = "") -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, and nothing given is an option
    except OSError as error:
        raise GitError(f"git is needed to read {what}, and cannot be run ({error.strerror})") from error
    if ran.returncode != 0:
        said = ran.stderr.decode(errors="replace").partition("\n")[0].removeprefix("fatal: ")
        raise GitError(f"git cannot read {what} ({said}){advice}")
    try:
        return ran.stdout.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GitError(f"{what} is not UTF-8 text") from error

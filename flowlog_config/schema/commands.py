"""Commands a person is told to run, written so that they work on the file in question and on no other."""

import os
import re
from pathlib import Path
from shlex import quote

DEFAULT = Path("flowlogs.yaml")
"""The file that every command takes by itself."""
_PROJECT = Path(__file__).resolve().parents[2]
"""Where ``cdk.json`` is, and ``npx cdk`` runs."""
_OF_FLOWLOG = re.compile(
    r"\bflowlog (?:(?:adopt|check|cost|diff|discover|drift|explain|plan)\b|helm(?= >)|permissions --for s3\b)(?: --[a-z-]+)*"
)
_OF_CDK = re.compile(r"\bnpx cdk (?:deploy|diff)\b(?: --[a-z-]+)*")


def file_option(path: Path) -> str:
    """Give what a ``flowlog`` command needs to take this file, with a space before it; empty for the default one."""
    return "" if path == DEFAULT else f" --file {quote(str(path))}"


def file_context(path: Path) -> str:
    """
    Give what a ``cdk`` command needs to take this file, with a space before it; empty for the default one.

    That is the project's own ``flowlogs.yaml``: one of that name in the folder a person is in may be another.
    """
    where = in_project(path)
    return "" if where == DEFAULT else f" -c {quote(f'file={where}')}"


def in_project(path: Path) -> Path:
    """Give a path that is right in the project's folder: relative inside of it, else absolute."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - `..` goes, and a symbolic link stays
    return whole.relative_to(_PROJECT) if whole.is_relative_to(_PROJECT) else whole


def for_file(text: str, path: Path) -> str:
    """Name the file in every command of a text that works on a file, where it is not the default one."""
    text = _OF_FLOWLOG.sub(lambda found: f"{found[0]}{file_option(path)}", text)
    return _OF_CDK.sub(lambda found: f"{found[0]}{file_context(path)}", text)

"""The shipped file on another route: the same selectors and formats, carried in another way."""

from collections.abc import Sequence
from pathlib import Path

from flowlog_config.local.demo.look import DemoError
from flowlog_config.schema.document import Document
from flowlog_config.schema.load import load, read_text
from flowlog_config.schema.reader import read_document
from flowlog_config.schema.routes import CLOUDWATCH

_INVENTORY = "flowlogs.inventory.json"


def routes_of(path: Path) -> set[str]:
    """
    Give the words of all routes that a file's flow logs take.

    Raises:
        InvalidConfigError: The file has problems.
    """
    config = load(str(path), read_text(path)).config
    taken = [entry.route or config.defaults.route for entry in config.flow_logs]
    return {route.to for routes in taken for route in routes or ()} | ({CLOUDWATCH} if None in taken else set())


def write_routed(source: Path, target: Path, routes: Sequence[str], post_to: str = "") -> Path:
    """
    Copy a file, with these routes as its default, and the endpoint that a function posts to, if one does.

    The copy has an inventory of its own, beside it: what the file names is of the user's accounts, and is not written over.

    Raises:
        DemoError: The file has ``defaults``, or routes, of its own, or an organization, which nothing here can play.
        InvalidConfigError: The file cannot be read.
    """
    document = read_document(str(source), read_text(source))
    data, text = document.data, _with_own_inventory(document)
    if isinstance(data, dict) and "organization" in data:
        raise DemoError(f"{source} has `organization`, and the engine has none: try its targets, in a file without it")
    entries = data.get("flow_logs") if isinstance(data, dict) else None
    if routes and isinstance(data, dict):
        own = any("route" in one for one in entries or () if isinstance(one, dict))
        if own or "defaults" in data:
            raise DemoError(f"{source} has defaults or routes of its own; leave out --route, and it is taken as it is")
        if post_to and "s3" in data:
            raise DemoError(f"{source} has a section s3 of its own; leave out --route, and it is taken as it is")
        posting = f"s3: {{forward_to: {{endpoint: '{post_to}'}}}}\n" if post_to else ""
        text = f"{text.rstrip()}\n\ndefaults: {{route: [{', '.join(routes)}]}}\n{posting}"
    target.write_text(text, encoding="utf-8")
    return target


def _with_own_inventory(document: Document) -> str:
    """
    Give a file's text with the demo's inventory in the place of the one it names, if it names one.

    Raises:
        DemoError: The name is written in more than one line.
    """
    if not isinstance(document.data, dict) or not isinstance(document.data.get("inventory"), str):
        return document.text
    mark = document.mark(("inventory",))
    lines = list(document.lines)
    line, begin = lines[mark.line - 1], mark.column - 1
    lines[mark.line - 1] = f"{line[:begin]}{_INVENTORY}{line[begin + mark.length :]}"
    text = "\n".join(lines)
    if read_document(document.name, text).data["inventory"] != _INVENTORY:
        raise DemoError(f"{document.name}:{mark.line}: write the name of the inventory in one line")
    return text

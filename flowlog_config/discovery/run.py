"""One run of ``flowlog discover``: the file's targets, what they have, and the inventory that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flowlog_config.discovery.changes import Changes, compare
from flowlog_config.discovery.compose import compose
from flowlog_config.discovery.places import Places, read_places
from flowlog_config.discovery.progress import reporting
from flowlog_config.discovery.read import Discovered, discover
from flowlog_config.discovery.sessions import Sessions
from flowlog_config.discovery.summary import Outcome, as_data, in_words
from flowlog_config.inventory.file import InventoryError, read_inventory, write_inventory
from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.model import Target
from flowlog_config.plan.record import doubtful, recorded_after
from flowlog_config.schema import InvalidConfigError, as_json, render
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.load import load, read_text


@dataclass(frozen=True, slots=True)
class Request:
    """
    What was asked for.

    Attributes:
        path: Configuration file.
        output: Inventory to write; None for the file's own.
        names: Only these targets; empty for all.
        role: Name or ARN of the role to assume; empty for none.
        external_id: What the role asks for; never shown.
        profile: AWS profile; empty for boto3's own choice.
        write: Whether the inventory is written; a check writes nothing and a change fails it.
        today: Day in UTC, ISO 8601.
    """

    path: Path
    output: Path | None
    names: tuple[str, ...]
    role: str
    external_id: str = field(repr=False)
    profile: str
    write: bool
    today: str


@dataclass(frozen=True, slots=True)
class Ran:
    """
    How it ended.

    Attributes:
        exit_code: 0 fine, 1 something is wrong with the input, could not be read, or (when nothing was to be written)
            changed.
        data: For ``--json``.
        lines: For people.
        errors: For standard error.
    """

    exit_code: int
    data: dict[str, Any]
    lines: Sequence[str] = ()
    errors: Sequence[str] = ()


def run(request: Request) -> Ran:
    """Discover, and write or check the inventory."""
    try:
        places = read_places(request.path)
        where = request.output or places.inventory
        before = read_inventory(where) if where.exists() else None
    except InvalidConfigError as error:
        rows = as_json(error.problems, str(request.path), error.document)
        return Ran(
            1, {"ok": False, "problems": rows}, errors=[render(error.problems, str(request.path), error.document)]
        )
    except InventoryError as error:
        return _refused(for_file(f"{error}. It is not overwritten. Use {error.use}", request.path))
    if request.write and not where.parent.exists():
        return _refused(f"there is no folder {where.parent} for {where}: make it, or name another file with --output")
    wanted = [target for target in places.targets if not request.names or target.name in request.names]
    if unknown := [name for name in request.names if name not in {target.name for target in wanted}]:
        known = ", ".join(target.name for target in places.targets)
        return _refused(f"there is no target {', '.join(unknown)} in {request.path}; there are: {known}")
    sessions = Sessions(profile=request.profile, role=request.role, external_id=request.external_id)
    with reporting(wanted) as on_progress:
        found = discover(wanted, session_for=sessions, on_progress=on_progress)
    return _finish(request, places, wanted, found, where, before)


def _refused(message: str) -> Ran:
    return Ran(1, {"ok": False, "error": message}, errors=[f"flowlog: {message}"])


def _finish(
    request: Request, places: Places, wanted: list[Target], found: Discovered, where: Path, before: Inventory | None
) -> Ran:
    keys = {(target.account_id, target.region) for target in places.targets}
    if request.names and before:
        keys |= set(before.targets)
    after = _recorded(request.path, compose(found, before, keys=keys, today=request.today), before)
    changed = before is None or (before.targets, before.assigned) != (after.targets, after.assigned)
    written = changed and request.write and bool(after.targets)
    if written:
        try:
            write_inventory(after, where)
        except OSError as error:
            return _refused(f"{where} cannot be written: {error.strerror}. Name another file with --output")
    outcomes, gone = _outcomes(wanted, found, before, after)
    whole = not any(outcome.unread or outcome.not_read for outcome in outcomes)
    ok = whole and (request.write or not changed)
    lines = [for_file(line, request.path) for outcome in outcomes for line in in_words(outcome)]
    lines += [f"{account_id}, {region}: no longer in {request.path}, left out" for account_id, region in gone]
    lines += ["", for_file(_last_line(where, outcomes, changed=changed, written=written), request.path)]
    errors = [] if whole else ["flowlog: not everything could be read; see above"]
    doubts = [for_file(one, request.path) for one in doubtful(before, after)]
    errors += [f"flowlog: {one}" for one in doubts]
    data = {
        "ok": ok,
        "inventory": str(where),
        "changed": changed,
        "written": written,
        "targets": [as_data(outcome) for outcome in outcomes],
        "doubts": doubts,
        "left_out": [f"{account_id} {region}" for account_id, region in gone],
    }
    return Ran(0 if ok else 1, data, lines, errors)


def _recorded(path: Path, after: Inventory, before: Inventory | None) -> Inventory:
    """Record which stack new flow logs go into, if the file can be planned; a discovery often comes before that."""
    try:
        return recorded_after(load(str(path), read_text(path)), after, before)
    except InvalidConfigError:
        return after


def _outcomes(
    wanted: list[Target], found: Discovered, before: Inventory | None, after: Inventory
) -> tuple[list[Outcome], list[tuple[str, str]]]:
    changes = compare(before, after) if before else {}
    outcomes = []
    for target in wanted:
        key = (target.account_id, target.region)
        unread = found.unread.get(key, "")
        outcomes.append(Outcome(target, after.targets.get(key), unread, changes.get(key, Changes())))
    gone = [key for key in (before.targets if before else {}) if key not in after.targets]
    return outcomes, gone


def _last_line(where: Path, outcomes: Sequence[Outcome], *, changed: bool, written: bool) -> str:
    if written:
        return f"Wrote {where}. Review and commit it"
    if outcomes and all(outcome.unread for outcome in outcomes):
        return f"Nothing could be read: {where} {'is as it was' if where.exists() else 'was not written'}"
    if not changed:
        whole = not any(outcome.unread or outcome.not_read for outcome in outcomes)
        return f"{where} is up to date{'' if whole else ' in what could be read'}"
    return f"{where} would change; flowlog discover writes it"

"""What a deployment is compared with that is not deployed: a folder that ``cdk synth`` made, another file, or a commit."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flowlog_config.inventory.file import InventoryError
from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_git import GitError, read_commit
from flowlog_config.operate.diff.from_template import Template, states_of
from flowlog_config.operate.diff.other_stacks import Others
from flowlog_config.operate.diff.state import Place, StackState, States
from flowlog_config.operate.opened import Opened
from flowlog_config.plan.file import inventory_of, inventory_path, unusable
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text

TemplatesOf = Callable[[Plan], Mapping[tuple[str, str], Mapping[str, Template]]]
"""Gives what the stacks of a plan hold, by name, by account and region."""


def read_before(
    before: Path | str, opened: Opened, plan: Plan, templates_of: TemplatesOf
) -> tuple[States, Mapping[Place, Others]]:
    """
    Give what a folder, another file or a commit describes, and apart from it what has another name than this file.

    Args:
        before: The folder or file; a text for what git takes for a commit.
        opened: The file that is to be deployed.
        plan: Its plan.
        templates_of: Says what a plan's stacks would hold.

    Raises:
        InvalidConfigError: The other file, or its inventory, has problems.
        AssemblyError: The folder cannot be read.
        GitError: The commit cannot be read.
    """
    if isinstance(before, str):
        found = _of_commit(opened.path, before, templates_of)
    elif before.is_dir():
        found = read_assembly(before)
    else:
        found = _described(*_read_file(before, opened), templates_of)
    others: dict[Place, dict[str, StackState]] = {}
    for states in (states for name, states in found.items() if name != plan.name):
        for place, ones in states.items():
            others.setdefault(place, {}).update(ones)
    return found.get(plan.name, {}), {place: Others(ones) for place, ones in others.items()}


def _of_commit(path: Path, revision: str, templates_of: TemplatesOf) -> Mapping[str, States]:
    """Describe a file as a commit has it; what its inventory lacks there is said once, as no discovery adds it to a commit."""
    loaded, inventory = read_commit(path, revision)
    try:
        return _described(loaded, inventory, templates_of)
    except InvalidConfigError as error:
        errors = [one for one in error.problems if one.is_error]
        if any("flowlog discover" not in one.use for one in errors):
            raise
        raise GitError(
            f"{revision} does not tell what {path} logged: {errors[0].message}. Commit file and inventory together, and compare "
            "with that commit; until then compare with what is deployed, without --from-git"
        ) from error


def _described(loaded: Loaded, inventory: Inventory | None, templates_of: TemplatesOf) -> Mapping[str, States]:
    # What of the old file was not recorded, or was gone by then, is no problem of the new one.
    old = make_plan(loaded, inventory, recording=True, former=True).plan
    return {old.name: states_of(templates_of(old), project=old.name)}


def _read_file(before: Path, opened: Opened) -> tuple[Loaded, Inventory | None]:
    """
    Read another file and its own inventory.

    The inventory of today would tell what the other file logs today, and a resource that left with it would be missed by nobody.
    """
    loaded = load(str(before), read_text(before))
    inventory, where = inventory_of(loaded, before), inventory_path(before, loaded.config.inventory)
    if opened.inventory is None or (inventory and where.resolve() != opened.inventory_path.resolve()):
        return loaded, inventory
    raise unusable(loaded, _no_inventory_of_then(before, where, opened, shared=inventory is not None))


def _no_inventory_of_then(before: Path, where: Path, opened: Opened, *, shared: bool) -> InventoryError:
    """Say why what another file logged cannot be told, and what to do."""
    if before.resolve() == opened.path.resolve():
        return InventoryError(
            f"{before} would be compared with itself, and with the same inventory",
            "--from-git HEAD, for the file as it was committed; or flowlog diff alone, for what is deployed",
        )
    committed = "or --from-git COMMIT, which takes the file and the inventory as they were"
    if shared:
        return InventoryError(
            f"{before} and {opened.path} have one inventory, {where}: it says what is in the accounts now, and not what was there "
            f"when {before} was deployed",
            f"in {before} an `inventory` of its own, a copy as it was then; {committed}",
        )
    return InventoryError(
        f"there is no {where} beside {before}: without the inventory of then, what {before} logged is not known",
        f"a copy of the inventory as it was then, as {where}; {committed}",
    )

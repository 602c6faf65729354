"""What a deployment is compared with that is not deployed: a folder that ``cdk synth`` made, or another file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_template import Template, states_of
from flowlog_config.operate.diff.other_stacks import Others
from flowlog_config.operate.diff.state import Place, StackState, States
from flowlog_config.operate.opened import Opened
from flowlog_config.plan.file import inventory_of
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Plan
from flowlog_config.schema.load import load, read_text

TemplatesOf = Callable[[Plan], Mapping[tuple[str, str], Mapping[str, Template]]]
"""Gives what the stacks of a plan hold, by name, by account and region."""


def read_before(
    before: Path, opened: Opened, plan: Plan, templates_of: TemplatesOf
) -> tuple[States, Mapping[Place, Others]]:
    """
    Give what a folder or another file describes, and apart from it what has another name than this file.

    Args:
        before: The folder or file.
        opened: The file that is to be deployed.
        plan: Its plan.
        templates_of: Says what a plan's stacks would hold.

    Raises:
        InvalidConfigError: The other file has problems.
        AssemblyError: The folder cannot be read.
    """
    if before.is_dir():
        found = read_assembly(before)
    else:
        loaded = load(str(before), read_text(before))
        # What of the old file is not recorded any more is no problem of the new one.
        old = make_plan(loaded, inventory_of(loaded, before) or opened.inventory, recording=True).plan
        found = {old.name: states_of(templates_of(old), project=old.name)}
    others: dict[Place, dict[str, StackState]] = {}
    for states in (states for name, states in found.items() if name != plan.name):
        for place, ones in states.items():
            others.setdefault(place, {}).update(ones)
    return found.get(plan.name, {}), {place: Others(ones) for place, ones in others.items()}

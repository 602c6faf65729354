"""What can be adopted, as a person reads it, as a program does, and as ``cdk import`` takes it."""

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any

from flowlog_config.operate.adopt.adoptable import IDENTIFIERS, Adoptable
from flowlog_config.operate.adopt.adoption import HEADINGS, StackAdoption, TargetAdoption, Why
from flowlog_config.operate.adopt.words import word
from flowlog_config.schema.commands import for_file

_SHOWN = 10
"""Things left for the same reason that are listed before the rest is only counted; --json has them all."""


def mapping(stack: StackAdoption) -> dict[str, dict[str, str]]:
    """Give what ``cdk import --resource-mapping`` takes. Source: CDK CLI reference, cdk import (checked 2026-11)."""
    return {one.logical_id: {IDENTIFIERS[one.type]: thing.identifier} for one, thing in stack.adopted.items()}


def in_words(adoption: TargetAdoption) -> Iterator[str]:
    """Give the lines about one target."""
    target = adoption.target
    yield f"{target.name} ({target.account_id}, {target.region})"
    for stack in adoption.stacks:
        yield from _stack(stack)
    yield from (f"  not looked at: {line}" for line in adoption.not_read)
    if adoption.not_read:
        yield "  nothing is adopted here: what was not seen would be made anew"


def _stack(stack: StackAdoption) -> Iterator[str]:
    there = "is there" if stack.exists else "is not there"
    number = len(stack.adopted)
    what = f"can have back {number:,} thing{'s' if number != 1 else ''}" if number else "there is nothing to have back"
    yield f"  {stack.stack_name}: the stack {there}; {'it ' if number else ''}{what}"
    yield from (_adopted(one, stack) for one in stack.adopted)
    order = list(Why)
    left = sorted(stack.left, key=lambda one: (order.index(one.why), one.message, one.use))
    for (why, message, use), group in groupby(left, key=lambda one: (one.why, one.message, one.use)):
        things = list(group)
        yield f"    {HEADINGS[why]}: {len(things):,} ({why})"
        yield from (f"      {one.what} {one.name}{': ' if message else ''}{message}" for one in things[:_SHOWN])
        if len(things) > _SHOWN:
            yield f"      … and {len(things) - _SHOWN:,} more; --json lists them"
        if use:
            yield f"      do: {use}"
    yield from (f"    note: {line}" for line in stack.notes)


def _adopted(one: Adoptable, stack: StackAdoption) -> str:
    thing = stack.adopted[one]
    made = f", made {thing.made.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if thing.made else ""
    stored = f", {thing.stored_bytes:,} bytes" if thing.stored_bytes else ""
    return f"    {one.logical_id}: {word(one.type)} {thing.name}{made}{stored}"


def as_data(adoption: TargetAdoption, path: Path) -> dict[str, Any]:
    """Give the same as plain data, with everything; ``path`` is of the file that its commands have to name."""
    return {
        "name": adoption.target.name,
        "account": adoption.target.account_id,
        "region": adoption.target.region,
        "stacks": [_row(one, path) for one in adoption.stacks],
        "not_read": list(adoption.not_read),
    }


def _row(stack: StackAdoption, path: Path) -> dict[str, Any]:
    return {
        "stack": stack.stack_name,
        "exists": stack.exists,
        "mapping": mapping(stack),
        "left": [
            {
                "why": str(one.why),
                "what": one.what,
                "name": one.name,
                "message": one.message,
                "use": for_file(one.use, path),
            }
            for one in stack.left
        ],
        "notes": list(stack.notes),
    }

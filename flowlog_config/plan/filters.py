"""CloudWatch Logs filter patterns for records of a known format."""

from collections.abc import Mapping, Sequence

MOST_CHARACTERS = 1024
"""Longest filter pattern, in characters. Source: CloudWatch Logs, PutSubscriptionFilter (checked 2026-11)."""


def filter_pattern(fields: Sequence[str], conditions: Mapping[str, Sequence[str | int]]) -> str:
    """
    Write the pattern that lets through the records whose fields meet every condition.

    It names every column, so it matches records of exactly this format. Names take underscores, which every
    implementation of the syntax accepts.

    Args:
        fields: The record's fields in order; must hold every field of the conditions.
        conditions: Field to the values of which any may match; ``*`` in a text is a wildcard.

    Returns:
        Such as ``[version, …, action = "REJECT", log_status]``; empty, which lets everything through, without conditions.

    Source: CloudWatch Logs guide, filter pattern syntax for space-delimited log events (checked 2026-11).
    """
    if not conditions:
        return ""
    return f"[{', '.join(_column(name, conditions.get(name, ())) for name in fields)}]"


def conditions_of(pattern: str, fields: Sequence[str]) -> Mapping[str, Sequence[str | int]] | None:
    """
    Give the conditions that a pattern of :func:`filter_pattern` was written from; None for one that was not.

    Args:
        pattern: Empty for no condition.
        fields: The record's fields in order.
    """
    columns = pattern.removeprefix("[").removesuffix("]").split(", ")
    found = {
        name: [_value(one.rpartition(" = ")[2]) for one in column.split(" || ")]
        for name, column in zip(fields, columns, strict=False)
        if " = " in column
    }
    return found if filter_pattern(fields, found) == pattern else None


def _value(literal: str) -> str | int:
    return int(literal) if literal.isascii() and literal.isdigit() else literal.strip('"')


def _column(name: str, values: Sequence[str | int]) -> str:
    column = name.replace("-", "_")
    return " || ".join(f"{column} = {_literal(value)}" for value in values) or column


def _literal(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) and "*" not in value else str(value)

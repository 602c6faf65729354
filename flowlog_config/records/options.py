"""The options of ``flowlog read``, and all that is wrong with them before anything is read."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

from flowlog_config.formats import FIELDS
from flowlog_config.questions import PARAMETERS, QUESTIONS, Condition, ConditionError, Question, narrowed, where
from flowlog_config.records.layout import Layout, given_layouts


def narrowing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each parameter of questions."""
    for one in reversed(PARAMETERS.values()):
        command = click.option(f"--{one.name}", help=f"Only {one.meaning}, such as {one.example}.")(command)
    return command


def read_format(text: str) -> list[Layout]:
    """Read ``--format``."""
    try:
        return given_layouts(text) if text else []
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--format") from None


def read_conditions(texts: Sequence[str], narrow: Mapping[str, str | None]) -> list[Condition]:
    """Read ``--where``, and what narrows by parameter."""
    try:
        return [*(narrowed(name, value) for name, value in narrow.items() if value), *map(where, texts)]
    except ConditionError as error:
        raise click.UsageError(str(error)) from None


def read_columns(text: str) -> tuple[str, ...]:
    """Read ``--columns``: names of fields, in AWS's spelling or with underscores."""
    names = tuple(name.strip().replace("_", "-") for name in text.split(",") if name.strip())
    for name in names:
        if name not in FIELDS:
            near = get_close_matches(name[:100], FIELDS, n=1)
            hint = f"; {near[0]} is one" if near else ""
            raise click.BadParameter(
                f"there is no field {name!r}{hint}: flowlog formats lists them", param_hint="--columns"
            )
    return names


def read_question(name: str, given: Sequence[Condition]) -> Question:
    """Read ``--summary``, and see that what its question takes is given."""
    question = QUESTIONS[name]
    for one in question.takes:
        parameter = PARAMETERS[one]
        if not any(set(condition.columns) <= set(parameter.columns) for condition in given):
            raise click.UsageError(f"--summary {name} needs --{one}, such as --{one} {parameter.example}")
    return question

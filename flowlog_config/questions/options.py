"""The options of the commands that ask questions: which records are meant."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from flowlog_config.questions.model import Condition, Question
from flowlog_config.questions.parameters import PARAMETERS, ConditionError, narrowed
from flowlog_config.questions.where import where

_WHERE = "Only such records: action=REJECT, dstport=22,3389, action!=ACCEPT, bytes>=1000. Repeatable: all must hold."


def narrowing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``wheres`` for any field, and an option for each parameter."""
    for one in reversed(PARAMETERS.values()):
        command = click.option(f"--{one.name}", help=f"Only {one.meaning}, such as {one.example}.")(command)
    return click.option("--where", "wheres", multiple=True, metavar="CONDITION", help=_WHERE)(command)


def read_conditions(wheres: Sequence[str], options: Mapping[str, Any]) -> list[Condition]:
    """
    Read what ``narrowing_options`` were given; ``options`` may hold others, too.

    Raises:
        click.UsageError: When one is no condition, or no record can meet it.
    """
    given = {name: options[name] for name in PARAMETERS if options[name] is not None}
    try:
        return [*(narrowed(name, value) for name, value in given.items()), *map(where, wheres)]
    except ConditionError as error:
        raise click.UsageError(str(error)) from None


def check_takes(question: Question, given: Sequence[Condition]) -> None:
    """
    See that what a question takes is given.

    Raises:
        click.UsageError: With the option that is missing.
    """
    for name in question.takes:
        parameter = PARAMETERS[name]
        if not any(set(one.columns) <= set(parameter.columns) for one in given):
            raise click.UsageError(f"{question.name} needs --{name}, such as --{name} {parameter.example}")

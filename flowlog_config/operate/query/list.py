"""The questions there are, and which of them the records of a file cannot answer."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from flowlog_config.operate.opened import open_file
from flowlog_config.operate.query.asks import lacks
from flowlog_config.plan.commands import refuse_file
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Destination, Plan
from flowlog_config.questions import PARAMETERS, QUESTIONS, answered
from flowlog_config.schema.document import InvalidConfigError


def list_questions(path: Path, *, json_: bool) -> None:
    """Print every question; where there is a file, also what its formats lack to answer them."""
    plan = _plan(path, json_=json_) if path.exists() else None
    lacking = list(_lacking(plan)) if plan else []
    if json_:
        questions = [
            {"name": one.name, "title": one.title, "asks": one.asks, "needs": one.takes} for one in QUESTIONS.values()
        ]
        rows = [{"destination": id_, "question": name, "reason": reason} for id_, name, reason in lacking]
        click.echo(json.dumps({"ok": True, "questions": questions, "not_answered": rows}, indent=2))
        return
    width = max(map(len, QUESTIONS))
    for one in QUESTIONS.values():
        needs = "".join(f" Needs --{name} {PARAMETERS[name].example.split('-')[0]}-…" for name in one.takes)
        click.echo(f"{one.name:<{width}}  {one.asks}{needs}")
    if lacking:
        click.echo(f"\nNot answered by the records of {path}:")
        for id_, name, reason in lacking:
            click.echo(f"{name:<{width}}  {id_}: {reason}")


def _plan(path: Path, *, json_: bool) -> Plan:
    try:
        opened = open_file(path)
        return make_plan(opened.loaded, opened.inventory).plan
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)


def _lacking(plan: Plan) -> Iterable[tuple[str, str, str]]:
    destinations: dict[str, Destination] = {
        one.id: one for target in plan.targets for one in (*target.log_groups, *target.folders)
    }
    for one in destinations.values():
        for found in answered(one.fields, one.family)[1]:
            yield one.id, found.question.name, lacks(found, one)

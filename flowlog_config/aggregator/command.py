"""``flowlog helm``: the aggregator's values, and what a person does with them."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from flowlog_config.aggregator.install import install_lines, namespace, namespace_line
from flowlog_config.aggregator.render import RenderError, notes, render_values, values
from flowlog_config.aggregator.secret import secret_commands
from flowlog_config.aggregator.text_file import write_text
from flowlog_config.plan import Plan, Planned
from flowlog_config.plan.commands import FILE, JSON, planned_or_exit, refuse_file
from flowlog_config.refusal import refuse
from flowlog_config.schema import InvalidConfigError, as_json
from flowlog_config.schema.commands import for_file

_STANDARD_OUTPUT = Path("-")


@click.command()
@FILE
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    default=_STANDARD_OUTPUT,
    help="File for the values; - is standard output.  [default: -]",
)
@click.option("--commands", "only_commands", is_flag=True, help="Only the lines that make the Kubernetes secret.")
@JSON
def helm(path: Path, output: Path, only_commands: bool, json_: bool) -> None:
    """
    Write the aggregator's Helm values.

    They come from the same plan as the stacks, so address, keys and encoding agree. The values go to standard output;
    how to make the Kubernetes secret with the access keys, and what else is to be done, to standard error.

    \b
    Example:
      flowlog helm > values.yaml
      flowlog helm --output values.yaml
      flowlog helm --commands | bash
      flowlog helm --json | jq .notes
    """
    planned = planned_or_exit(path, quiet=True, json_=json_)
    plan = planned.plan
    if not plan.feeds_aggregator:
        _nothing(plan, path, json_=json_)
    try:
        text = render_values(plan)
        if output != _STANDARD_OUTPUT:
            write_text(output, text)
    except InvalidConfigError as error:
        refuse_file(InvalidConfigError(error.problems, planned.document), path, json_=json_)
    except RenderError as error:
        click.echo(f"flowlog: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        refuse(f"{output} cannot be written: {error.strerror}. Name another file with --output", json_=json_)
    if json_:
        click.echo(json.dumps(_as_data(planned, path, output), indent=2))
    elif only_commands:
        click.echo("\n".join(secret_commands(plan, path)))
    else:
        if output == _STANDARD_OUTPUT:
            click.echo(text.encode(), nl=False)  # as bytes: Helm reads UTF-8, whatever the terminal's encoding is
        click.echo(_what_to_do(plan, path, output), err=True)


def _nothing(plan: Plan, path: Path, *, json_: bool) -> NoReturn:
    message = "nothing of this file reaches an aggregator; s3.aggregator_reads: true lets it read the bucket"
    if plan.targets and not plan.organization and not any(one.destinations for one in plan.targets):
        message = f"nothing reaches an aggregator, because the file selects nothing: {for_file('flowlog check', path)} says why"
    if plan.forwards_files and plan.s3.forward_to:
        message = (
            f"nothing of this file reaches an aggregator: a function posts the records to {plan.s3.forward_to.endpoint}"
        )
    if json_:
        click.echo(json.dumps({"ok": False, "problems": [], "message": message}, indent=2))
    else:
        click.echo(f"flowlog: {message}", err=True)
    sys.exit(1)


def _as_data(planned: Planned, path: Path, output: Path) -> dict[str, Any]:
    return {
        "ok": True,
        "file": None if output == _STANDARD_OUTPUT else str(output),
        "values": values(planned.plan),
        "commands": secret_commands(planned.plan, path),
        "install": _install(planned.plan, output),
        "notes": notes(planned.plan),
        "problems": as_json(planned.warnings, str(path), planned.document),
    }


def _install(plan: Plan, output: Path) -> list[str]:
    return install_lines(plan, "values.yaml" if output == _STANDARD_OUTPUT else str(output))


def _what_to_do(plan: Plan, path: Path, output: Path) -> str:
    commands = secret_commands(plan, path)
    names = dict.fromkeys(f"PROFILE_{target.target.account_id}" for target in plan.senders)
    profiles = " ".join(f"{name}=NAME" for name in names if any(name in line for line in commands))
    written = [] if output == _STANDARD_OUTPUT else [f"Wrote {output}", ""]
    secret = plan.aggregator.kubernetes_secret
    return "\n".join(
        [
            *written,
            "A target that makes its own access key is deployed before this. Whatever else a change of the file adds comes",
            "after this, since the aggregator must know a new log group before its first record; what it only takes away",
            f"is deployed first. {for_file('flowlog diff', path)} prints the order.",
            "",
            f"Make the secret {secret.name} in namespace {namespace(plan)}. In bash or",
            f"zsh, with the AWS CLI's own credentials or a profile for each account ({profiles}):",
            "",
            namespace_line(plan),
            *commands,
            "",
            "Then give the aggregator its values, with your own beside them:",
            "",
            *_install(plan, output),
            "",
            "Besides:",
            *(f"- {note}" for note in notes(plan)),
        ]
    )

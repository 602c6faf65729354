"""``flowlog explain``: the answer to "why is this one not logged?", with the line of the file each time."""

import json
from pathlib import Path

import click

from flowlog_config.operate.coverage import coverage
from flowlog_config.operate.explain import Explainer
from flowlog_config.operate.explain_text import as_data, as_lines, coverage_data
from flowlog_config.operate.lookup import find
from flowlog_config.operate.opened import Opened, only_targets, open_file
from flowlog_config.plan.commands import FILE, JSON, refuse_file
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.hidden import printable


@click.command()
@click.argument("what", required=False)
@click.option("--all", "all_", is_flag=True, help="How much is logged, by kind.")
@FILE
@JSON
def explain(what: str | None, path: Path, *, all_: bool, json_: bool) -> None:
    """
    Say why a resource is logged, or why it is not.

    WHAT is an id, a Name, an address (IPv4 or IPv6, private or public), a load balancer's name, or the id of what an
    interface belongs to. Looks only at the file and its inventory: what is deployed is for `flowlog drift`.

    \b
    Example:
      flowlog explain eni-0123456789abcdef0
      flowlog explain 10.0.3.7
      flowlog explain shop-web --json
      flowlog explain --all

    Exit codes: 0 found, logged or not; 1 no such resource, or the file or inventory cannot be used; 2 wrong usage or our
    own fault.
    """
    if what and all_:
        raise click.UsageError("say which resource, or --all, not both")
    if not (what or all_):
        raise click.UsageError("say which resource, such as: flowlog explain 10.0.3.7, or --all")
    try:
        opened = open_file(path)
    except InvalidConfigError as error:
        refuse_file(error, path, json_=json_)
    only_targets(opened.loaded, path, json_=json_)
    if opened.inventory is None or not opened.inventory.targets:
        missing = for_file(f"there is no inventory {opened.inventory_path}. Make it with: flowlog discover", path)
        refuse(missing, json_=json_)
    explainer = Explainer(opened.loaded.config, opened.inventory)
    if all_:
        _coverage(explainer, json_=json_)
    else:
        _one(explainer, opened, str(what), json_=json_)


def _one(explainer: Explainer, opened: Opened, what: str, *, json_: bool) -> None:
    found = find(explainer.targets, what)
    if not found:
        refuse(for_file(_not_found(explainer, what), opened.path), json_=json_)
    document = opened.loaded.document
    explanations = [explainer.explain(target, resource) for target, resource in found]
    if json_:
        rows = [as_data(document, one, opened.path) for one in explanations]
        click.echo(json.dumps({"ok": True, "resources": rows}, indent=2))
        return
    parts = [as_lines(document, one, opened.path) for one in explanations]
    if len(parts) > 1:
        parts.insert(0, [f"{len(found)} resources are called so:"])
    for i, lines in enumerate(parts):
        for line in [""] * bool(i) + lines:
            click.echo(printable(line))


def _not_found(explainer: Explainer, what: str) -> str:
    missing = [line for target in explainer.targets for line in target.not_read]
    because = f" It may be among what could not be read: {'; '.join(missing)}" if missing else ""
    return f"the inventory has no {printable(what)}. If it is new: flowlog discover.{because}"


def _coverage(explainer: Explainer, *, json_: bool) -> None:
    counts = coverage(explainer.everything())
    if json_:
        click.echo(json.dumps({"ok": True, "coverage": coverage_data(counts)}, indent=2))
        return
    if not counts:
        click.echo("The inventory has nothing that is counted: no interfaces, attachments or regional NAT gateways")
        return
    from rich.console import Console  # noqa: PLC0415 - costs time no other command should pay
    from rich.table import Table  # noqa: PLC0415 - as above

    for (account_id, region), kinds in counts.items():
        total = [sum(getattr(count, name) for count in kinds.values()) for name in ("covered", "doubly", "uncovered")]
        table = Table(title=f"{account_id} {region}", title_justify="left", show_footer=len(kinds) > 1)
        table.add_column("kind", "all")
        for heading, number in zip(("logged", "logged twice", "not logged"), total, strict=True):
            table.add_column(heading, str(number), justify="right")
        for kind, count in sorted(kinds.items()):
            table.add_row(printable(kind), str(count.covered), str(count.doubly), str(count.uncovered))
        Console().print(table)

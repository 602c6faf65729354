"""
``flowlog diff``: what the next deployment will do, in words, before it does.

Longer than 200 lines because half of it says its options and its help.
"""

import gc
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlog_config.discovery.access import access_options, check_access
from flowlog_config.operate.diff.as_data import as_data
from flowlog_config.operate.diff.before import TemplatesOf, read_before
from flowlog_config.operate.diff.change import TargetDiff
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_assembly import AssemblyError
from flowlog_config.operate.diff.from_git import GitError
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.named import named_in
from flowlog_config.operate.diff.order import deploy_first, order_in_words, values_first
from flowlog_config.operate.diff.other_stacks import Others
from flowlog_config.operate.diff.reception import Reception, sends_through
from flowlog_config.operate.diff.refusals import counted, refusals
from flowlog_config.operate.diff.text import in_words, summary
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.operate.opened import Opened, open_file
from flowlog_config.plan.commands import FILE, JSON, refuse_file
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.model import Plan, Target
from flowlog_config.refusal import refuse
from flowlog_config.schema.commands import for_file
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.hidden import printable

if TYPE_CHECKING:
    from flowlog_config.discovery.sessions import Sessions
    from flowlog_config.operate.diff.state import Place, States

_WITHOUT_INVENTORY = (
    "flowlog: with an inventory (flowlog discover), resources that are gone, or that their VPC logs, are told apart"
)


def make_diff(templates_of: TemplatesOf) -> click.Command:
    """
    Make the command.

    Args:
        templates_of: Says what a plan's stacks would hold: this room does not see stacks.
    """

    @click.command()
    @FILE
    @click.option(
        "--from",
        "before",
        type=click.Path(exists=True, path_type=Path),
        help="Compare with a folder cdk synth made, or with another YAML file and the inventory beside it, instead of what is "
        "deployed. Asks no account.",
    )
    @click.option(
        "--from-git",
        "commit",
        metavar="COMMIT",
        help="Compare with this file and its inventory as a commit has them, such as a branch or HEAD^. Asks no account.",
    )
    @click.option(
        "--check",
        is_flag=True,
        help="Exit with 1 when a resource would no longer be logged, or only in part, or not for minutes between two stacks, "
        "when its records would no longer reach who gets them now, when records would be refused or deleted, or when a stack "
        "could not be deployed. For CI.",
    )
    @click.option(
        "--allow-unlogged",
        is_flag=True,
        help="With --check: resources may stop being logged, be logged in part, or reach nobody.",
    )
    @click.option(
        "--allow-deletion",
        is_flag=True,
        help="With --check: log groups with their records, and keys, may be deleted, and records before their time.",
    )
    @access_options
    @JSON
    def diff(
        path: Path,
        before: Path | None,
        commit: str | None,
        role: str,
        external_id: str,
        profile: str,
        *,
        check: bool,
        allow_unlogged: bool,
        allow_deletion: bool,
        json_: bool,
    ) -> None:
        """
        Say what the next deployment will do.

        Which flow logs are created, replaced (and why), moved, kept or removed, which resources would no longer be logged,
        what becomes of log groups and buckets, what ends or is deleted, where records go and how, and which other stacks are
        in the way. Reads the deployed templates, with the permissions that `flowlog permissions --for diff` prints;
        `cdk diff` shows the same templates property by property.

        \b
        Example:
          flowlog diff
          flowlog diff --check                      # in CI: fail when records would be missed, or deleted
          flowlog diff --check --allow-unlogged     # on purpose
          flowlog diff --from-git main --check      # the same, without an account: a branch against main
          flowlog diff --from cdk.out --json

        Exit codes: 0 fine, 1 problems in the file, something could not be read or, with --check, something is refused; 2 wrong
        usage or our own fault.
        """
        check_access(role, external_id)
        other = before if commit is None else commit
        if before and commit is not None:
            raise click.UsageError("--from and --from-git both say what to compare with: give one")
        gc.disable()  # thousands of resources and no circle among them: looking for circles costs a fifth of the time
        click.get_current_context().call_on_close(gc.enable)
        try:
            opened = open_file(path)
            plan = make_plan(opened.loaded, opened.inventory).plan
            found, others = (None, {}) if other is None else read_before(other, opened, plan, templates_of)
        except InvalidConfigError as error:
            refuse_file(error, Path(error.document.name) if error.document else path, json_=json_)
        except (AssemblyError, GitError) as error:
            refuse(str(error), json_=json_)
        after = states_of(templates_of(plan), project=plan.name)
        unread: Mapping[Place, str] = {}
        if found is None:
            from flowlog_config.discovery.sessions import Sessions  # noqa: PLC0415 - brings boto3

            sessions = Sessions(profile=profile, role=role, external_id=external_id)
            found, unread, others = _deployed(plan, after, sessions, json_=json_)
        judge = Coverage(opened.inventory).verdict
        diffs = compare(
            found, after, judge, unread=unread, others=others, named=named_in(plan, opened.loaded.config.flow_logs)
        )
        counts = counted(diffs)
        refused = refusals(counts, allow_unlogged=allow_unlogged, allow_deletion=allow_deletion) if check else []
        _report(diffs, counts, refused, opened, json_=json_)

    return diff


def _deployed(
    plan: Plan, after: "States", sessions: "Sessions", *, json_: bool
) -> tuple["States", Mapping["Place", str], Mapping["Place", Others]]:
    """Give what is deployed, why that is not known of accounts no longer let in, and what other files have there."""
    from flowlog_config.operate.diff.deployed import read_stacks  # noqa: PLC0415 - brings boto3

    known_as = {(one.account_id, one.region): one for one in (target.target for target in plan.targets)}
    targets = [known_as.get(place) or _unnamed(place) for place in after]
    found = read_stacks(targets, project=plan.name, session_for=sessions, planned=after)
    failed = [f"{place[0]} {place[1]}: {why}" for place, why in found.items() if isinstance(why, str)]
    if failed:
        refuse("cannot tell what is deployed\n  " + "\n  ".join(failed), json_=json_)
    known = {place: stacks for place, stacks in found.items() if not isinstance(stacks, str)}
    before = {place: one.stacks for place, one in known.items()}
    reception = Reception(before, after)
    taking = {place for ones in before.values() for stack in ones.values() for place in sends_through(stack)}
    left = sorted((reception.no_longer_named | taking) - known.keys())
    others = [_unnamed(place) for place in left]
    more = read_stacks(others, project=plan.name, session_for=sessions) if others else {}
    refused = reception.no_longer_let_in
    unread = {place: why for place, why in more.items() if isinstance(why, str) and place in refused}
    for place, why in ((place, why) for place, why in more.items() if isinstance(why, str) and place not in refused):
        text = f"{' '.join(place)} takes records of deployed stacks and is not in the file; what stays there is not known: {why}"
        click.echo(f"flowlog: {text}", err=True)
    known |= {place: ones for place, ones in more.items() if not isinstance(ones, str)}
    stacks = {place: one.stacks for place, one in known.items() if one.stacks or place in found}
    return stacks, unread, {place: one.others for place, one in known.items()}


def _unnamed(place: "Place") -> Target:
    """Give an account and region that is no target of the file."""
    return Target(*place, "-".join(place))


def _report(
    diffs: list[TargetDiff], counts: Mapping[str, int], refused: list[str], opened: Opened, *, json_: bool
) -> None:
    """Print the difference, and exit with 1 when something in it is refused."""
    if json_:
        click.echo(
            json.dumps(
                {
                    "ok": not refused,
                    "refused": refused,
                    **counts,
                    "deploy_first": deploy_first(diffs),
                    "values_first": values_first(diffs),
                    "targets": [as_data(one, opened.path) for one in diffs],
                },
                indent=2,
            )
        )
        sys.exit(bool(refused))
    for line in (line for one in diffs for line in in_words(one)):
        click.echo(printable(for_file(line, opened.path)))
    for number, line in enumerate(order_in_words(diffs)):
        click.echo(f"{'' if number else chr(10)}{printable(for_file(line, opened.path))}")
    click.echo(f"\n{summary(diffs)}")
    if counts["unlogged"] and opened.inventory is None:
        click.echo(for_file(_WITHOUT_INVENTORY, opened.path), err=True)
    for line in refused:
        click.echo(f"flowlog: {line}", err=True)
    sys.exit(bool(refused))

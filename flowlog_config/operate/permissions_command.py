"""``flowlog permissions``: the IAM policy each command that reads an account needs."""

import json
from pathlib import Path

import click

from flowlog_config.plan.commands import FILE, planned_or_exit

_PURPOSES = ("adopt", "diff", "discover", "drift", "init", "query", "s3")


@click.command()
@click.option(
    "--for",
    "purpose",
    type=click.Choice(_PURPOSES),
    default="discover",
    show_default=True,
    help="Command that is to run with them; s3 is for what flow logs need to deliver to a bucket.",
)
@FILE
def permissions(purpose: str, path: Path) -> None:
    """
    Print the IAM policy a command needs, as JSON. It changes nothing in the account.

    Give it to the credentials or role that look at a target. Whoever assumes that role also needs sts:AssumeRole on it.

    With --for s3 it reads the file, and prints what the owner of an existing bucket or key adds to its policy, so that the
    flow logs of all targets may deliver; nothing when there is nothing to add.

    \b
    Example:
      flowlog permissions > policy.json
      flowlog permissions --for drift
      flowlog permissions --for s3 | jq .bucket_policy
      aws iam put-role-policy --role-name flowlog-reader --policy-name reads --policy-document "$(flowlog permissions)"
    """
    if purpose == "s3":
        _show_s3(path)
        return
    from flowlog_config.discovery import calls as discovery  # noqa: PLC0415 - `--help` need not pay for it
    from flowlog_config.discovery.policy import policy  # noqa: PLC0415 - as above
    from flowlog_config.operate.adopt import calls as adopt  # noqa: PLC0415 - as above
    from flowlog_config.operate.diff import deployed as diff  # noqa: PLC0415 - as above
    from flowlog_config.operate.drift import calls as drift  # noqa: PLC0415 - as above
    from flowlog_config.operate.query import calls as query  # noqa: PLC0415 - as above

    special = {"adopt": adopt, "diff": diff, "drift": drift, "query": query}
    click.echo(json.dumps(policy(special.get(purpose, discovery).PERMISSIONS), indent=2))


def _show_s3(path: Path) -> None:
    from flowlog_config.operate.s3_permissions import NothingToAddError, s3_permissions  # noqa: PLC0415 - as above

    try:
        click.echo(json.dumps(s3_permissions(planned_or_exit(path, quiet=True).plan), indent=2))
    except NothingToAddError as error:
        click.echo(f"flowlog: nothing to add: {error}", err=True)

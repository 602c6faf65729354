"""``flowlog permissions``: the IAM policy each command that reads an account needs."""

import json

import click

_PURPOSES = ("diff", "discover", "drift", "init", "query")


@click.command()
@click.option(
    "--for",
    "purpose",
    type=click.Choice(_PURPOSES),
    default="discover",
    show_default=True,
    help="Command that is to run with them.",
)
def permissions(purpose: str) -> None:
    """
    Print the IAM policy a command needs, as JSON. It changes nothing in the account.

    Give it to the credentials or role that look at a target. Whoever assumes that role also needs sts:AssumeRole on it.

    \b
    Example:
      flowlog permissions > policy.json
      flowlog permissions --for drift
      aws iam put-role-policy --role-name flowlog-reader --policy-name reads --policy-document "$(flowlog permissions)"
    """
    from flowlog_config.discovery import calls as discovery  # noqa: PLC0415 - `--help` need not pay for it
    from flowlog_config.discovery.policy import policy  # noqa: PLC0415 - as above
    from flowlog_config.operate.diff import deployed as diff  # noqa: PLC0415 - as above
    from flowlog_config.operate.drift import calls as drift  # noqa: PLC0415 - as above
    from flowlog_config.operate.query import calls as query  # noqa: PLC0415 - as above

    special = {"diff": diff.PERMISSIONS, "drift": drift.PERMISSIONS, "query": query.PERMISSIONS}
    click.echo(json.dumps(policy(special.get(purpose, discovery.PERMISSIONS)), indent=2))

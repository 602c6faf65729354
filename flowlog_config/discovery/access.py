"""The options by which a command enters accounts, the same for all of them."""

from collections.abc import Callable
from typing import Any

import click


def access_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--role-name``, ``--external-id`` and ``--profile``."""
    for option in (
        click.option("--profile", default="", help="AWS profile to start from."),
        click.option("--external-id", default="", help="What the role asks for to be assumed."),
        click.option(
            "--role-name",
            "role",
            default="",
            help="Role to assume in each target's account: its name, or its ARN with {account} for the account.",
        ),
    ):
        command = option(command)
    return command


def check_access(role: str, external_id: str) -> None:
    """
    Refuse a role or external id that AWS would refuse.

    Raises:
        click.UsageError: With what is allowed.
    """
    from flowlog_config.discovery.sessions import EXTERNAL_ID, ROLE_ARN, ROLE_NAME  # noqa: PLC0415 - brings boto3

    if external_id and not role:
        raise click.UsageError("--external-id is for a role: give --role-name, too")
    if external_id and not EXTERNAL_ID.fullmatch(external_id):
        raise click.UsageError("--external-id takes 2 to 1224 letters, digits and + = , . @ : / -")
    if role and not (ROLE_NAME.fullmatch(role) or ROLE_ARN.fullmatch(role)):
        raise click.UsageError(
            "--role-name takes a role's name, such as flowlog-reader, or its ARN, such as "
            "arn:aws:iam::{account}:role/network/reader"
        )

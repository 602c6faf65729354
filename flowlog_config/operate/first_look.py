"""Reading the account that the credentials are of, before there is a file that names it."""

from collections.abc import Sequence
from typing import Any

from flowlog_config.discovery.calls import IDENTITY_PERMISSION
from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.progress import reporting
from flowlog_config.discovery.read import discover
from flowlog_config.discovery.sessions import ROLE_ARN, SessionError, Sessions, first_contact
from flowlog_config.inventory.model import Inventory
from flowlog_config.plan.model import Target

_NO_REGION = "no region is given; add --region, such as --region eu-west-1"


class LookError(Exception):
    """The account cannot be looked at; the message says why and what to do."""


def look(regions: Sequence[str], *, profile: str, role: str, external_id: str, today: str) -> Inventory:
    """
    Read an account in some regions.

    Args:
        regions: Where; empty for the region of the credentials.
        profile: AWS profile; empty for boto3's own choice.
        role: Complete ARN of a role in the account to look at; empty for the credentials' own account.
        external_id: What the role asks for.
        today: Day in UTC, ISO 8601, for the inventory.

    Raises:
        LookError: When something could not be read: a first file made of half an account would leave the rest out.
    """
    import boto3  # noqa: PLC0415 - where it is first needed
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - as above

    try:
        base = boto3.Session(profile_name=profile or None)
    except BotoCoreError as error:
        raise LookError(in_words(error, action=IDENTITY_PERMISSION, region="")) from error
    chosen = list(dict.fromkeys(regions)) or ([base.region_name] if base.region_name else [])
    if not chosen:
        raise LookError(_NO_REGION)
    account_id = _account(base, chosen[0]) if not role else _account_of(role)
    targets = [Target(account_id, region, f"{account_id}-{region}") for region in chosen]
    sessions = Sessions(profile=profile, role=role, external_id=external_id)
    with reporting(targets) as on_progress:
        found = discover(targets, session_for=sessions, on_progress=on_progress)
    missing = [f"{account} {region}: {reason}" for (account, region), reason in found.unread.items()]
    missing += [line for target in found.inventory.targets.values() for line in target.not_read]
    if missing:
        raise LookError(f"not everything could be read, so nothing is written: {'; '.join(missing)}")
    return Inventory(found.inventory.targets, today)


def _account(base: Any, region: str) -> str:
    try:
        client = base.client("sts", region_name=region, config=first_contact())
        return str(client.get_caller_identity()["Account"])
    except SessionError as error:
        raise LookError(str(error)) from error
    except UNDERSTOOD as error:
        raise LookError(in_words(error, action=IDENTITY_PERMISSION, region=region)) from error


def _account_of(role: str) -> str:
    if not ROLE_ARN.fullmatch(role) or "{account}" in role:
        raise LookError("--role-name takes a complete ARN here: it tells which account to look at")
    return role.split(":")[4]

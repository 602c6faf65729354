"""The AWS clients of the local tools: always against a local endpoint, never against a real account."""

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_ACCOUNT_DIGITS = 12


class EndpointError(ValueError):
    """The endpoint given is not on this machine."""


@dataclass(frozen=True)
class Clients:
    """
    One client a service, all of one account and region.

    ``endpoint_url`` is the engine's, ``account_id`` has 12 digits, and ``region`` is for instance ``eu-west-1``.
    """

    endpoint_url: str
    account_id: str
    region: str
    ec2: "EC2Client"
    firehose: "FirehoseClient"
    iam: "IAMClient"
    kms: Any
    logs: "CloudWatchLogsClient"
    s3: "S3Client"
    secretsmanager: "SecretsManagerClient"
    _known: dict[tuple[str, str], "Clients"] = field(default_factory=dict, repr=False, compare=False)

    def at(self, account_id: str, region: str) -> "Clients":
        """Give the clients of another account and region of the same engine."""
        place = (account_id, region)
        if place == (self.account_id, self.region):
            return self
        if place not in self._known:  # each of them reads a large model
            self._known[place] = connect(self.endpoint_url, account_id=account_id, region=region)
        return self._known[place]

    def of(self, arn: str) -> "Clients":
        """Give the clients of the account and region that an ARN names; where it names none, those are these clients' own."""
        region, account_id = arn.split(":")[3:5]
        return self.at(account_id or self.account_id, region or self.region)


def connect(endpoint_url: str, *, account_id: str, region: str) -> Clients:
    """
    Make the clients for an engine on this machine.

    The credentials are invented, with the account id as the access key id, which local engines take for the account; a
    user's own credentials and profile are never read.

    Args:
        endpoint_url: ``http://`` or ``https://`` address on loopback.
        account_id: 12 digits.
        region: For instance ``eu-west-1``.

    Raises:
        EndpointError: The address is not on loopback, or the account is not 12 digits.
    """
    host = urlsplit(endpoint_url).hostname or ""
    if not _is_loopback(host):
        raise EndpointError(
            f"{endpoint_url or 'no endpoint'} is not on this machine; the local tools write records and read secrets, "
            "so they only talk to an engine on 127.0.0.1. Start one with: flowlog local engine"
        )
    if len(account_id) != _ACCOUNT_DIGITS or not (account_id.isascii() and account_id.isdigit()):
        raise EndpointError(f"an account id has 12 digits, got {account_id!r}")
    from flowlog_config.local.engine.isolated_session import isolated_client  # noqa: PLC0415 - only when it runs

    names = ("ec2", "firehose", "iam", "kms", "logs", "s3", "secretsmanager")
    made: dict[str, Any] = {name: isolated_client(account_id, region, name, endpoint_url) for name in names}
    return Clients(endpoint_url, account_id, region, **made)


def default_account() -> str:
    """Return the account a local engine would take from the environment, or the sample network's."""
    given = os.environ.get("AWS_ACCESS_KEY_ID", "")
    return given if len(given) == _ACCOUNT_DIGITS and given.isdigit() else "111122223333"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

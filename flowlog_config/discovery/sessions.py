"""Whose eyes a target is read with: the default credentials, a profile, or a role in the target's account."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any, Protocol

import boto3
from botocore.config import Config

from flowlog_config.discovery.calls import ASSUME_ROLE_PERMISSION, IDENTITY_PERMISSION
from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.plan.model import Target

ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
"""Name of a role. Source: IAM API reference, CreateRole (checked 2026-11)."""
ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?:[0-9]{12}|\{account\}):role/[\w+=,.@/-]{1,512}", re.ASCII)
"""ARN of a role, with ``{account}`` for the target's account."""
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
"""What a role may ask for. Source: STS API reference, AssumeRole (checked 2026-11)."""

_MOST_ATTEMPTS = 10


class Session(Protocol):
    """What a target is read with. A ``boto3.Session`` of the target's region is one."""

    def client(self, service_name: Any, *, config: Any = None) -> Any:
        """Make a client of ``ec2`` or ``sts``."""


class SessionError(Exception):
    """A target cannot be entered; the message says why and what to do."""


def client_config(attempts: int = _MOST_ATTEMPTS, timeout_seconds: int = 60) -> Config:
    """
    Give the settings of every client: adaptive retries, which slow down when AWS throttles, and who we are.

    Args:
        attempts: Of a call, the first included.
        timeout_seconds: How long to wait for an answer; at most 10 for a connection.

    Source: botocore Config, "Retries" (checked 2026-11).
    """
    return Config(
        retries={"mode": "adaptive", "max_attempts": attempts},
        user_agent_extra=f"flowlog/{version('flowlog')}",
        connect_timeout=min(10, timeout_seconds),
        read_timeout=timeout_seconds,
        max_pool_connections=16,
    )


def first_contact() -> Config:
    """Give the settings of the call that only asks who we are, so that an AWS that cannot be reached is told in seconds."""
    return client_config(attempts=4, timeout_seconds=5)


@dataclass(frozen=True, slots=True)
class TargetSession:
    """
    Clients for one target. All targets share one boto3 session, since each session reads the service models anew.

    Attributes:
        base: The shared session.
        lock: Held while a client is made: boto3 sessions are not safe to use from several threads.
        region: Of the target.
        credentials: Of the assumed role, as arguments of a client; empty for those of the session. Never shown.
    """

    base: Any
    lock: threading.Lock
    region: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)

    def client(self, service_name: str, *, config: Any = None) -> Any:
        """Make a client of a service in the target's region."""
        with self.lock:
            return self.base.client(service_name, region_name=self.region, config=config, **self.credentials)


@dataclass(frozen=True)
class Sessions:
    """
    Makes the session of each target.

    Attributes:
        profile: AWS profile; empty for boto3's own choice.
        role: Name of a role that every target's account has, or its ARN with ``{account}``; empty for none.
        external_id: What the role asks for to be assumed; empty for nothing. Never shown.
    """

    profile: str = ""
    role: str = ""
    external_id: str = field(default="", repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def _base(self) -> Any:
        return boto3.Session(profile_name=self.profile or None)

    def __call__(self, target: Target) -> TargetSession:
        """
        Make the session of a target; a role's credentials last an hour, a target takes minutes.

        Raises:
            SessionError: When there are no credentials or the role cannot be assumed.
        """
        try:
            with self._lock:
                base = self._base
            own = TargetSession(base, self._lock, target.region)
            return own if not self.role else self._assumed(own, target)
        except UNDERSTOOD as error:
            action = ASSUME_ROLE_PERMISSION if self.role else IDENTITY_PERMISSION
            words = in_words(error, action=action, region=target.region)
            raise SessionError(f"{self.role_arn(target)}: {words}" if self.role else words) from error

    def role_arn(self, target: Target) -> str:
        """Give the ARN of the role in a target's account, in the partition of its region."""
        if ":" in self.role:
            return self.role.replace("{account}", target.account_id)
        partition = self._base.get_partition_for_region(target.region)
        return f"arn:{partition}:iam::{target.account_id}:role/{self.role}"

    def _assumed(self, own: TargetSession, target: Target) -> TargetSession:
        wanted = {"RoleArn": self.role_arn(target), "RoleSessionName": "flowlog-discover"}
        wanted |= {"ExternalId": self.external_id} if self.external_id else {}
        given = own.client("sts", config=first_contact()).assume_role(**wanted)["Credentials"]
        keys = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
        return TargetSession(own.base, self._lock, own.region, keys)


def check_account(session: Session, target: Target) -> None:
    """
    Make sure that a session sees the target's account, so that no account's resources are taken for another's.

    Raises:
        SessionError: When it is another account, or AWS does not say.
    """
    try:
        account_id = session.client("sts", config=first_contact()).get_caller_identity()["Account"]
    except UNDERSTOOD as error:
        raise SessionError(in_words(error, action=IDENTITY_PERMISSION, region=target.region)) from error
    if account_id != target.account_id:
        raise SessionError(
            f"the credentials are of account {account_id}, the target is {target.account_id}; read it as a role of that "
            "account (--role-name) or with its own credentials (--profile, and --target where the command has it)"
        )

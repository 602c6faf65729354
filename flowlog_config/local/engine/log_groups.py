"""
Log groups: deletion protection and the check of the key, which stock ministack does not know.

Source: CloudWatch Logs API CreateLogGroup, PutLogGroupDeletionProtection; user guide "Encrypt log data with KMS"
(checked 2026-11).
"""

import json
from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.state import own_arn, region
from flowlog_config.local.iam.role import together
from flowlog_config.local.iam.service import service_may

_FLAG = "deletionProtectionEnabled"
_KEY_ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")


def protect(name: str, *, enabled: bool) -> None:
    """Turn deletion protection of a group on or off."""
    seams.logs.log_groups[name][_FLAG] = enabled


def put_deletion_protection(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``PutLogGroupDeletionProtection``."""
    name = seams.logs.resolve_log_group_name(request)
    if name not in seams.logs.log_groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    protect(name, enabled=bool(request[_FLAG]))
    return {}


def check_key(key_arn: str, group_name: str) -> None:
    """
    Refuse a key CloudWatch Logs could not use for this group.

    Args:
        key_arn: ARN of a customer managed key.
        group_name: Group to encrypt; the key's policy may name it in a condition.

    Raises:
        AwsError: When the key is missing or disabled, or its policy does not let the regional service use it.
    """
    key = seams.kms.resolve_key(key_arn)
    if key is None or key.get("KeyState") != "Enabled":
        text = f"The specified KMS Key Id could not be found or is not enabled: {key_arn}"
        raise AwsError("InvalidParameterException", text)
    group_arn = own_arn("logs", f"log-group:{group_name}")
    policy, service = json.loads(key["Policy"]), f"logs.{region()}.amazonaws.com"
    context = {"kms:EncryptionContext:aws:logs:arn": group_arn}
    found = together(
        service_may(policy, name="the key policy", service=service, action=action, resource=key["Arn"], context=context)
        for action in _KEY_ACTIONS
    )
    if not found:
        text = f"The specified KMS key cannot be used for log group '{group_name}' (local engine: {found.why})"
        raise AwsError("InvalidParameterException", text)


def creating(stock: seams.Operation) -> seams.Operation:
    """Wrap ``CreateLogGroup`` so that the key is checked and protection asked for is kept."""

    def create(request: Mapping[str, Any]) -> Any:
        if request.get("kmsKeyId"):
            check_key(request["kmsKeyId"], request["logGroupName"])
        answer = stock(request)
        if answer[0] == 200 and request.get(_FLAG):  # noqa: PLR2004 - HTTP's success
            protect(request["logGroupName"], enabled=True)
        return answer

    return create


def deleting(stock: seams.Operation) -> seams.Operation:
    """Wrap ``DeleteLogGroup`` so that a protected group stays."""

    def delete(request: Mapping[str, Any]) -> Any:
        group = seams.logs.log_groups.get(request.get("logGroupName"))
        if group and group.get(_FLAG):
            raise AwsError("ValidationException", "Log group cannot be deleted while deletion protection is enabled")
        return stock(request)

    return delete


def describing(stock: seams.Operation) -> seams.Operation:
    """Wrap ``DescribeLogGroups`` so that it tells which groups are protected."""

    def describe(request: Mapping[str, Any]) -> Any:
        status, headers, body = stock(request)
        answer = json.loads(body)
        for each in answer.get("logGroups", []):
            each[_FLAG] = bool(seams.logs.log_groups[each["logGroupName"]].get(_FLAG))
        return status, headers, json.dumps(answer).encode()

    return describe


ACTIONS = {"PutLogGroupDeletionProtection": put_deletion_protection}

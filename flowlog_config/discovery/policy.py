"""The permissions of a command as an IAM policy, made from where they are declared."""

from collections.abc import Sequence
from typing import Any


def policy(permissions: Sequence[str]) -> dict[str, Any]:
    """
    Make the policy document that grants these permissions, each on everything.

    Args:
        permissions: IAM actions such as ``ec2:DescribeVpcs``.
    """
    statement = {"Sid": "FlowlogReads", "Effect": "Allow", "Action": sorted(permissions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}

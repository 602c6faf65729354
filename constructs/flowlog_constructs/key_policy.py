"""
What a KMS key's policy must say before log groups, delivery streams and buckets can use the key.

Plain data, without the CDK: print it for the owner of a key that is not made here.
"""

from collections.abc import Sequence
from typing import Any


def key_policy_statements(
    *,
    account_id: str,
    region: str,
    log_group_names: Sequence[str],
    partition: str = "aws",
    url_suffix: str = "amazonaws.com",
) -> list[dict[str, Any]]:
    """
    Write the statements a key's policy needs beside the one that gives the account's own administrators the key.

    Delivery streams and the bucket need none of their own: Firehose gets a grant from whoever deploys (who needs
    ``kms:CreateGrant`` and ``kms:DescribeKey``), and its role is allowed by IAM, which works while the key's policy
    trusts the account.

    Args:
        account_id: Of the log groups.
        region: Of the log groups and the key.
        log_group_names: Names, or patterns with ``*``, of the log groups that are encrypted. They must hold for log
            groups that are removed later but kept, or those can no longer be read.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
        url_suffix: ``amazonaws.com``, or ``amazonaws.com.cn`` in China, where CloudWatch Logs' principal ends so.

    Source: CloudWatch Logs User Guide, encrypt log data using KMS; the principal in China is that of aws-cdk-lib's
    region-info and of the Terraform provider's aws_service_principal, no page of AWS's was found (checked 2026-11).
    """
    group = f"arn:{partition}:logs:{region}:{account_id}:log-group:"
    return [
        {
            "Sid": "CloudWatchLogsUsesTheKeyForTheseLogGroups",
            "Effect": "Allow",
            "Principal": {"Service": f"logs.{region}.{url_suffix}"},
            "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            "Resource": "*",
            "Condition": {
                "ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"{group}{name}" for name in log_group_names]}
            },
        }
    ]

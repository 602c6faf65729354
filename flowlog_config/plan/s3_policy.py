"""
What the policies of a bucket and its key must say before flow logs can deliver files. Plain data: a stack writes it into its
own bucket, and ``flowlog permissions --for s3`` prints it for the owner of another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_SERVICE = "delivery.logs.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Sender:
    """
    Whose flow logs deliver.

    Attributes:
        account_id: 12 digits.
        region: Such as ``eu-west-1``.
    """

    account_id: str
    region: str


def bucket_statements(
    bucket_arn: str, *, folders: Sequence[str], senders: Iterable[Sender], partition: str = "aws"
) -> list[dict[str, Any]]:
    """
    Write the statements a bucket's policy needs. With them the service adds none of its own, one for each flow log.

    Args:
        bucket_arn: Of the bucket.
        folders: Where the service may write, each with ``/`` at the end; an empty one is the whole bucket.
        senders: Whose flow logs deliver.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.

    Source: VPC User Guide, publish flow logs to Amazon S3, bucket permissions and troubleshooting (checked 2026-11).
    """
    accounts, sources = _from(senders, partition)
    here = {"aws:SourceAccount": accounts}
    return [
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": "s3:PutObject",
            "Resource": [f"{bucket_arn}/{folder}*" for folder in folders],
            "Condition": {
                "StringEquals": here,
                # AWS's page demands the header; without ACLs (BucketOwnerEnforced) it is reported not to be sent.
                "StringEqualsIfExists": {"s3:x-amz-acl": "bucket-owner-full-control"},
                "ArnLike": {"aws:SourceArn": sources},
            },
        },
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": {"StringEquals": here, "ArnLike": {"aws:SourceArn": sources}},
        },
    ]


def key_statement(*, senders: Iterable[Sender], partition: str = "aws") -> dict[str, Any]:
    """
    Write the statement that the policy of a bucket's KMS key needs. The bucket must name the key by its ARN.

    Source: CloudWatch Logs User Guide, enable logging from AWS services, S3 with SSE-KMS (checked 2026-11).
    """
    accounts, sources = _from(senders, partition)
    return {
        "Sid": "LogDeliveryUsesTheKeyForItsFiles",
        "Effect": "Allow",
        "Principal": {"Service": _SERVICE},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": accounts}, "ArnLike": {"aws:SourceArn": sources}},
    }


def _from(senders: Iterable[Sender], partition: str) -> tuple[list[str], list[str]]:
    known = list(dict.fromkeys(senders))
    accounts = list(dict.fromkeys(one.account_id for one in known))
    # The condition on the account stands beside it, and a policy has no room for every account in every region.
    named = accounts[0] if len(accounts) == 1 else "*"
    regions = dict.fromkeys(one.region for one in known)
    return accounts, [f"arn:{partition}:logs:{region}:{named}:*" for region in regions]

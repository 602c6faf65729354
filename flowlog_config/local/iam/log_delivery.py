"""
May the log delivery service write files of flow logs into a bucket? By the policies of the bucket and of its key alone.

Source: VPC User Guide, "Publish flow logs to Amazon S3" (checked 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.local.iam.policy import Policy
from flowlog_config.local.iam.role import Decision, together
from flowlog_config.local.iam.service import service_may

_SERVICE = "delivery.logs.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    Files of one account and region.

    Attributes:
        account_id: Whose flow logs they are of.
        region: Of the flow logs.
        partition: AWS partition.
    """

    account_id: str
    region: str
    partition: str = "aws"

    def may_write(self, policy: Policy | None, bucket: str, key: str) -> Decision:
        """Judge the policy of a bucket, None when it has none, for a file with this key."""
        arn = f"arn:{self.partition}:s3:::{bucket}"
        wanted = (("s3:GetBucketAcl", arn), ("s3:ListBucket", arn), ("s3:PutObject", f"{arn}/{key}"))
        return together(self._may(policy, "the bucket policy", action, resource) for action, resource in wanted)

    def may_encrypt(self, policy: Policy, key_arn: str) -> Decision:
        """Judge the policy of the key that a bucket encrypts with."""
        actions = ("kms:GenerateDataKey", "kms:Decrypt")
        return together(self._may(policy, "the key policy", action, key_arn) for action in actions)

    def _may(self, policy: Policy | None, name: str, action: str, resource: str) -> Decision:
        return service_may(
            policy, name=name, service=_SERVICE, action=action, resource=resource, context=self._context()
        )

    def _context(self) -> Mapping[str, str]:
        return {
            "aws:SourceAccount": self.account_id,
            "aws:SourceArn": f"arn:{self.partition}:logs:{self.region}:{self.account_id}:*",
            "aws:SecureTransport": "true",
            "s3:x-amz-acl": "bucket-owner-full-control",
        }

"""The KMS key that encrypts records wherever they rest."""

from collections.abc import Mapping, Sequence

from aws_cdk import Aws, aws_kms
from constructs import Construct

from flowlog_constructs.deletion import keep
from flowlog_constructs.key_policy import key_policy_statements
from flowlog_constructs.tagging import cfn_tags

_PENDING_WINDOW_DAYS = 30


class EncryptionKey(aws_kms.CfnKey):
    """
    A symmetric key, rotated every year, that the account administers and CloudWatch Logs may use.

    To use a key of your own instead, add to its policy what
    :func:`flowlog_constructs.key_policy.key_policy_statements` gives.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        log_group_names: Names, or patterns with ``*``, of the log groups that are encrypted, also of those removed later.
        deletable: Delete the key with the stack, 30 days later. What it encrypts can then never be read again.
        tags: Of the key.

    Source: KMS Developer Guide, default key policy and key rotation (checked 2026-11).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_group_names: Sequence[str],
        deletable: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        administer = {
            "Sid": "AccountAdministersTheKey",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        use = key_policy_statements(
            account_id=Aws.ACCOUNT_ID,
            region=Aws.REGION,
            log_group_names=log_group_names,
            partition=Aws.PARTITION,
            url_suffix=Aws.URL_SUFFIX,
        )
        super().__init__(
            scope,
            construct_id,
            description="Encrypts flow log records",
            enable_key_rotation=True,
            pending_window_in_days=_PENDING_WINDOW_DAYS,
            key_policy={"Version": "2012-10-17", "Statement": [administer, *use]},
            tags=cfn_tags(tags),
        )
        keep(self, unless_deletable=deletable)

"""The KMS key that encrypts records wherever they rest."""

from collections.abc import Mapping, Sequence

from flowlog_config.plan.s3_policy import Sender, key_statement
from flowlog_constructs.key_policy import key_policy_statements
from flowlog_constructs.references import ACCOUNT_ID, PARTITION, REGION, URL_SUFFIX
from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.statements import document

_PENDING_WINDOW_DAYS = 30


class EncryptionKey(Resource):
    """
    A symmetric key, rotated every year, that the account administers and CloudWatch Logs may use.

    It is always kept: what rests on it may outlive the stack, and can never be read again without it.

    To use a key of your own instead, add to its policy what
    :func:`flowlog_constructs.key_policy.key_policy_statements` gives.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        log_group_names: Names, or patterns with ``*``, of the log groups that are encrypted, also of those removed later.
        senders: Whose flow logs deliver files to a bucket that it encrypts.
        tags: Of the key.

    Source: KMS Developer Guide, default key policy and key rotation (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        log_group_names: Sequence[str],
        senders: Sequence[Sender] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        administer = {
            "Sid": "AccountAdministersTheKey",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{PARTITION}:iam::{ACCOUNT_ID}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        use = key_policy_statements(
            account_id=ACCOUNT_ID,
            region=REGION,
            log_group_names=log_group_names,
            partition=PARTITION,
            url_suffix=URL_SUFFIX,
        )
        if senders:
            use.append(key_statement(senders=senders, partition=PARTITION))
        super().__init__(
            scope,
            construct_id,
            "AWS::KMS::Key",
            {
                "Description": "Encrypts flow log records",
                "EnableKeyRotation": True,
                "PendingWindowInDays": _PENDING_WINDOW_DAYS,
                "KeyPolicy": document([administer, *use]),
            },
            tags=tags,
            deletable=False,
        )

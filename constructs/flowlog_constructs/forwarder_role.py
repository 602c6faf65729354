"""The role with which the forwarder reads objects and the access key."""

from collections.abc import Mapping

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import ServiceRole
from flowlog_constructs.statements import ANY_KEY, allow, decrypt_secret, read_former, through_s3


class ForwarderRole(ServiceRole):
    """
    What the forwarder needs: objects below one prefix, two queues, one secret and its own log group.

    It may not list the bucket, so that S3 answers 403 and not 404 for an object that is gone.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        bucket_arn: Bucket to read.
        key_prefix: Beginning of the keys it may read.
        former_bucket_arn: Bucket of the same account that it read before, or a pattern for it: messages may still be about
            objects there. None when there is none.
        bucket_key_arn: KMS key of the bucket; None when S3's own.
        queue_arn: Gets notifications, and what is left of an object.
        dead_letter_queue_arn: Gets what can never be delivered.
        secret_arn: Secret with the access key; None when there is none.
        secret_of_others: The secret may be encrypted with a key that is not known here, so the role may decrypt with any
            key of the account, yet only through Secrets Manager and only that secret.
        log_group_arn: Its own, with ``:*`` at the end.
        tags: Of the role.

    Source: Lambda Developer Guide, execution role permissions for SQS event source mappings (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        bucket_arn: str,
        key_prefix: str,
        queue_arn: str,
        dead_letter_queue_arn: str,
        log_group_arn: str,
        former_bucket_arn: str | None = None,
        bucket_key_arn: str | None = None,
        secret_arn: str | None = None,
        secret_of_others: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        buckets = [bucket_arn, *([former_bucket_arn] if former_bucket_arn else [])]
        contexts = [context for one in buckets for context in (one, f"{one}/{key_prefix}*")]
        receive = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage")
        super().__init__(
            scope,
            construct_id,
            service="lambda.amazonaws.com",
            source_arn=None,
            statements=[
                allow(("s3:GetObject",), [f"{bucket_arn}/{key_prefix}*"]),
                *([read_former(former_bucket_arn, key_prefix)] if former_bucket_arn else ()),
                allow(receive, [queue_arn]),
                allow(("sqs:SendMessage",), [dead_letter_queue_arn]),
                allow(("logs:CreateLogStream", "logs:PutLogEvents"), [log_group_arn]),
                *([through_s3(("kms:Decrypt",), bucket_key_arn, contexts)] if bucket_key_arn else ()),
                *([allow(("secretsmanager:GetSecretValue",), [secret_arn])] if secret_arn else ()),
                *([decrypt_secret(secret_arn)] if secret_arn and secret_of_others else ()),
            ],
            description="The forwarder reads flow log objects and the access key",
            tags=tags,
        )
        for one in buckets:
            acknowledge_wildcard(
                self, f"{one}/{key_prefix}*", "Flow logs name the objects themselves, below this prefix."
            )
        if secret_arn and secret_of_others:
            acknowledge_wildcard(self, ANY_KEY, "Only through Secrets Manager, and only for that secret.")

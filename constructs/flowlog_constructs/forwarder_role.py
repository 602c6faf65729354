"""The role with which the forwarder reads objects and the access key."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.references import REGION, URL_SUFFIX
from flowlog_constructs.resource import Scope
from flowlog_constructs.service_role import ServiceRole, Statement, allow, arn, read_former


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
        objects = f"{bucket_arn}/{key_prefix}*"
        buckets = [bucket_arn, *([former_bucket_arn] if former_bucket_arn else [])]
        receive = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage")
        super().__init__(
            scope,
            construct_id,
            service="lambda.amazonaws.com",
            source_arn=None,
            statements=[
                allow(("s3:GetObject",), [objects]),
                *([read_former(former_bucket_arn, key_prefix)] if former_bucket_arn else ()),
                allow(receive, [queue_arn]),
                allow(("sqs:SendMessage",), [dead_letter_queue_arn]),
                allow(("logs:CreateLogStream", "logs:PutLogEvents"), [log_group_arn]),
                *(_decrypt_objects(bucket_key_arn, buckets, key_prefix) if bucket_key_arn else ()),
                *(_read_secret(secret_arn, of_others=secret_of_others) if secret_arn else ()),
            ],
            description="The forwarder reads flow log objects and the access key",
            tags=tags,
        )
        for one in buckets:
            acknowledge_wildcard(
                self, f"{one}/{key_prefix}*", "Flow logs name the objects themselves, below this prefix."
            )
        if secret_arn and secret_of_others:
            acknowledge_wildcard(self, arn("kms", "key/*"), "Only through Secrets Manager, and only for that secret.")


def _decrypt_objects(key_arn: str, bucket_arns: Sequence[str], prefix: str) -> Sequence[Statement]:
    contexts = [context for one in bucket_arns for context in (one, f"{one}/{prefix}*")]
    conditions = {
        "StringEquals": {"kms:ViaService": f"s3.{REGION}.{URL_SUFFIX}"},
        # The bucket's own ARN is the context when it has a bucket key; the object's when it has none.
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": contexts},
    }
    return (allow(("kms:Decrypt",), [key_arn], conditions),)


def _read_secret(secret_arn: str, *, of_others: bool) -> Sequence[Statement]:
    read = allow(("secretsmanager:GetSecretValue",), [secret_arn])
    conditions = {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{REGION}.{URL_SUFFIX}",
            "kms:EncryptionContext:SecretARN": secret_arn,
        }
    }
    return (read, allow(("kms:Decrypt",), [arn("kms", "key/*")], conditions)) if of_others else (read,)

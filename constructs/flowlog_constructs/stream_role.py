"""The role with which delivery streams read the access key, keep failed records and report errors."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import ServiceRole
from flowlog_constructs.statements import ANY_KEY, Statement, allow, arn, decrypt_secret, through_s3


class StreamRole(ServiceRole):
    """
    What the delivery streams of this account and region need beside their records.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        secret_arn: Secret with the access key.
        failed_records_bucket_arn: Bucket for records the endpoint did not take.
        failed_records_objects_arn: Everything in it: the bucket's ARN with ``/*`` at its end.
        error_log_group_arn: Log group for delivery errors, with ``:*`` at its end.
        key_arn: KMS key of the bucket; None when the bucket has none.
        secret_of_others: The secret may be encrypted with a key that is not known here, so the role may decrypt with
            any key of the account, yet only through Secrets Manager and only that secret.
        tags: Of the role.

    Source: Firehose Developer Guide, controlling access (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        secret_arn: str,
        failed_records_bucket_arn: str,
        failed_records_objects_arn: str,
        error_log_group_arn: str,
        key_arn: str | None = None,
        secret_of_others: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        statements = [
            allow(("secretsmanager:GetSecretValue",), [secret_arn]),
            *_keep_failed_records(failed_records_bucket_arn, failed_records_objects_arn),
            allow(("logs:PutLogEvents",), [error_log_group_arn]),
        ]
        if key_arn:
            bucket = [failed_records_bucket_arn, failed_records_objects_arn]
            statements.append(through_s3(("kms:Decrypt", "kms:GenerateDataKey"), key_arn, bucket))
        if secret_of_others:
            statements.append(decrypt_secret(secret_arn))
        super().__init__(
            scope,
            construct_id,
            service="firehose.amazonaws.com",
            source_arn=arn("firehose", "deliverystream/*"),
            statements=statements,
            description="Delivery streams read the access key, keep failed records and report errors",
            tags=tags,
        )
        acknowledge_wildcard(self, failed_records_objects_arn, "Firehose names the objects itself.")
        if secret_of_others:
            acknowledge_wildcard(self, ANY_KEY, "Only through Secrets Manager, and only for that secret.")


def _keep_failed_records(bucket_arn: str, objects_arn: str) -> Sequence[Statement]:
    on_bucket = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
    on_objects = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject")
    return allow(on_bucket, [bucket_arn]), allow(on_objects, [objects_arn])

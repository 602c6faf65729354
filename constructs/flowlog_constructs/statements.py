"""The language of policies: documents, statements, and ARNs that a template resolves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flowlog_constructs.references import ACCOUNT_ID, PARTITION, REGION, URL_SUFFIX

Statement = Mapping[str, Any]


def document(statements: Iterable[Statement]) -> dict[str, Any]:
    """Write a policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Sequence[str], resources: Sequence[str], conditions: Statement | None = None) -> Statement:
    """Write a statement that allows actions on resources."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, "Condition": conditions} if conditions else statement


def arn(service: str, resource: str) -> str:
    """Write the ARN of a resource of the stack's account and region; ``*`` in it makes a pattern."""
    return f"arn:{PARTITION}:{service}:{REGION}:{ACCOUNT_ID}:{resource}"


def read_former(bucket_arn: str, folder: str) -> Statement:
    """
    Write a statement that allows to read what lies in a bucket the stack had before, of which only a pattern may be known.

    Args:
        bucket_arn: Of the bucket; ``*`` in it makes a pattern, of which only buckets of the stack's account are meant.
        folder: Beginning of the keys.
    """
    return allow(("s3:GetObject",), [f"{bucket_arn}/{folder}*"], {"StringEquals": {"aws:ResourceAccount": ACCOUNT_ID}})


def through_s3(actions: Sequence[str], key_arn: str, arns: Sequence[str]) -> Statement:
    """
    Write a statement that allows to use a KMS key for objects of buckets, and for nothing else.

    Args:
        actions: Such as ``kms:Decrypt``.
        key_arn: Of the key.
        arns: Of the buckets and of what is in them: the bucket's own is the context when it has a bucket key, as ours do; the
            object's when it has none.
    """
    conditions = {
        "StringEquals": {"kms:ViaService": f"s3.{REGION}.{URL_SUFFIX}"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": list(arns)},
    }
    return allow(actions, [key_arn], conditions)


ANY_KEY = arn("kms", "key/*")
"""Keys of the account, for a secret of others: which one encrypts it is not known here."""


def decrypt_secret(secret_arn: str) -> Statement:
    """Write a statement that allows to decrypt one secret, with whatever key, through Secrets Manager alone."""
    conditions = {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{REGION}.{URL_SUFFIX}",
            "kms:EncryptionContext:SecretARN": secret_arn,
        }
    }
    return allow(("kms:Decrypt",), [ANY_KEY], conditions)

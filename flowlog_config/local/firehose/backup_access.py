"""
Whether a stream's role may write its backup: role, bucket policy, and key policy when the bucket is encrypted.

Source: Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination" (checked 2026-11).
"""

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.role import firehose_may, firehose_may_use_key
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.policy import Effect, Policy
from flowlog_config.local.iam.role import Decision, Role, RoleNotFoundError, load_role, resource_policy, together
from flowlog_config.local.iam.service import bucket_encryption, bucket_policy


def judge_backup(clients: Clients, stream: Stream, key: str) -> Decision:
    """
    Judge one object.

    Args:
        clients: Where role, bucket and key live.
        stream: Its S3 role, bucket and key are judged.
        key: Key of the object to write.
    """
    backup = stream.backup
    if not backup.bucket_arn or not backup.role_arn:
        return Decision(allowed=False, why="the stream has no backup bucket or no role for it")
    try:
        role = load_role(clients.iam, backup.role_arn)
    except RoleNotFoundError as error:
        return Decision(allowed=False, why=str(error))
    bucket, target = backup.bucket_arn, f"{backup.bucket_arn}/{key}"
    name = bucket.split(":::", 1)[-1]
    policy, encryption = bucket_policy(clients.s3, name), bucket_encryption(clients.s3, name)
    wanted = (
        ("s3:PutObject", target),
        ("s3:AbortMultipartUpload", target),
        ("s3:GetBucketLocation", bucket),
        ("s3:ListBucket", bucket),
        ("s3:ListBucketMultipartUploads", bucket),
    )
    decision = together(_judge_s3(policy, stream, role, action, resource) for action, resource in wanted)
    key_id = backup.kms_key_arn or encryption.get("KMSMasterKeyID", "")
    if not decision or not key_id or key_id.endswith("alias/aws/s3"):
        return decision
    return firehose_may_use_key(
        clients,
        role,
        stream,
        key_id,
        ("kms:GenerateDataKey", "kms:Decrypt"),
        service="s3",
        encryption={"aws:s3:arn": bucket if encryption.get("bucket_key") else target},
    )


def _judge_s3(policy: Policy | None, stream: Stream, role: Role, action: str, resource: str) -> Decision:
    """Judge one call: the bucket's policy may forbid it, and the role must allow it."""
    context = {"aws:SecureTransport": "true"}
    if policy is not None:
        seen = {**stream.context(), **context}
        found = resource_policy(
            policy, name="the bucket policy", caller=role, action=action, resource=resource, context=seen
        )
        if found.effect is Effect.DENY:
            return Decision(allowed=False, why=found.why)
    return firehose_may(role, stream, action, resource, context)

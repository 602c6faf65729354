"""
Whether a stream's role may write its backup: role, bucket policy, and key policy when the bucket is encrypted.

Source: Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination" (checked 2026-11).
"""

import json

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.role import firehose_may
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.policy import Effect
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
    encryption = bucket_encryption(clients.s3, bucket.split(":::", 1)[-1])
    wanted = (
        ("s3:PutObject", target),
        ("s3:AbortMultipartUpload", target),
        ("s3:GetBucketLocation", bucket),
        ("s3:ListBucket", bucket),
        ("s3:ListBucketMultipartUploads", bucket),
    )
    decision = together(_judge_s3(clients, stream, role, action, resource) for action, resource in wanted)
    key_id = backup.kms_key_arn or encryption.get("KMSMasterKeyID", "")
    if not decision or not key_id or key_id.endswith("alias/aws/s3"):
        return decision
    return _judge_key(clients, stream, role, key_id, bucket if encryption.get("bucket_key") else target)


def _judge_s3(clients: Clients, stream: Stream, role: Role, action: str, resource: str) -> Decision:
    bucket = resource.split(":::", 1)[-1].split("/", 1)[0]
    policy, context = bucket_policy(clients.s3, bucket), {"aws:SecureTransport": "true"}
    if policy is not None:
        seen = {**stream.context(), **context}
        found = resource_policy(
            policy, name="the bucket policy", caller=role, action=action, resource=resource, context=seen
        )
        if found.effect is Effect.DENY:
            return Decision(allowed=False, why=found.why)
    return firehose_may(role, stream, action, resource, context)


def _judge_key(clients: Clients, stream: Stream, role: Role, key_id: str, encrypted_arn: str) -> Decision:
    """Judge the key: its policy must let the role in, directly or by leaving it to IAM of the account."""
    metadata = clients.kms.describe_key(KeyId=key_id)["KeyMetadata"]
    if metadata.get("KeyState", "Enabled") != "Enabled":
        return Decision(allowed=False, why=f"the key {metadata['Arn']} is {metadata['KeyState']}")
    arn = metadata["Arn"]
    context = {
        **stream.context(),
        "kms:ViaService": f"s3.{stream.region}.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": encrypted_arn,
        "kms:CallerAccount": stream.account_id,
    }
    policy = json.loads(clients.kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"])

    def judged(action: str) -> Decision:
        found = resource_policy(
            policy, name="the key policy", caller=role, action=action, resource=arn, context=context
        )
        if found.effect is not Effect.ALLOW:
            return Decision(allowed=False, why=found.why)
        return firehose_may(role, stream, action, arn, context)

    return together(map(judged, ("kms:GenerateDataKey", "kms:Decrypt")))

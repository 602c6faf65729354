"""What the owner of a bucket or key that the stacks do not make has to add to its policy."""

from typing import Any

from flowlog_config.plan.model import Plan
from flowlog_config.plan.naming import bucket_folder_of
from flowlog_config.plan.s3_policy import Sender, bucket_statements, key_statement
from flowlog_config.schema.s3 import BUCKET_ARN, CREATE
from flowlog_config.schema.values import KMS_ARN


class NothingToAddError(Exception):
    """The stacks write every policy themselves."""


def s3_permissions(plan: Plan) -> dict[str, Any]:
    """
    Give the statements to add, by what they are for.

    Returns:
        ``bucket_policy`` with ``Version`` and ``Statement`` when the bucket exists already, and ``key_policy_statements`` by the
        key's ARN, for the keys the file names; for an existing bucket under ``the bucket's own key, if it has one``, too.

    Raises:
        NothingToAddError: No flow log goes to a bucket, or bucket and key are the stacks' own.
    """
    targets = [target for target in plan.targets if target.folders]
    if not targets:
        raise NothingToAddError("no flow log of this file goes to a bucket (route: s3)")
    senders = [Sender(target.target.account_id, target.target.region) for target in targets]
    found: dict[str, Any] = {}
    keys: dict[str, Any] = {}
    if match := BUCKET_ARN.fullmatch(plan.s3.bucket):
        partition, bucket = match["partition"], plan.s3.bucket.split("/")[0]
        folders = [bucket_folder_of(plan.s3.bucket)]
        statements = bucket_statements(bucket, folders=folders, senders=senders, partition=partition)
        found["bucket_policy"] = {"Version": "2012-10-17", "Statement": statements}
        keys["the bucket's own key, if it has one"] = key_statement(senders=senders, partition=partition)
    for target in plan.targets if plan.s3.bucket == CREATE else ():
        key = KMS_ARN.fullmatch(target.kms_key or "")
        if key and target.file_senders:
            own = [Sender(one.account_id, one.region) for one in target.file_senders]
            keys[key[0]] = key_statement(senders=own, partition=key[1])
    if not found and not keys:
        raise NothingToAddError("the stacks make the bucket, its policy and its key themselves")
    return found | ({"key_policy_statements": keys} if keys else {})

"""
Buckets that flow logs deliver to, also those of another account: whose they are, and whether they let the service write.

Source: VPC User Guide, "Publish flow logs to Amazon S3"; awsdocs/amazon-vpc-user-guide#28, where a key is what is in the way
(checked 2026-11).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.places import owner_of, place_of
from flowlog_config.local.engine.state import account_id, region
from flowlog_config.local.iam.log_delivery import Delivery

FIND_BUCKET = "FlowlogFindBucket"
"""An operation of this engine's own: AWS tells nobody whose a bucket is, and the log delivery service has to know."""
_KEY = re.compile(r"<KMSMasterKeyID>([^<]+)</KMSMasterKeyID>")


def find_bucket(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer ``FlowlogFindBucket``: account and region of a bucket, whoever asks; nothing when there is none."""
    name = request["bucket"]
    owner = seams.s3.bucket_owner_account(name)
    if owner is None:
        return {}
    with owner_of(name):
        return {"account": owner, "region": seams.s3.bucket_region(name)}


def bucket_problem(arn: str) -> str:
    """
    Tell why a flow log cannot be made that delivers here, or give an empty text.

    A bucket of the caller's own is accepted whatever its policy says, since AWS would add to that; one of another account must
    let the service write already.

    Args:
        arn: Of the bucket, with the folder.
    """
    bucket, _ = _split(arn)
    owner = seams.s3.bucket_owner_account(bucket)
    if owner is None:
        return f"LogDestination: {arn} does not exist"
    reason = "" if owner == account_id() else refusal(arn)
    text = f"Access Denied for LogDestination: {bucket}. Please check LogDestination permission"
    return f"{text} (local engine: {reason})" if reason else ""


def refusal(arn: str) -> str:
    """
    Tell why the log delivery service may not write for the calling account and region, or give an empty text.

    AWS adds to the policy when it may; here it never does, so that a policy the templates lack shows.
    """
    bucket, folder = _split(arn)
    with owner_of(bucket):
        policy = seams.s3.bucket_policies.get(bucket)
        key = _KEY.search(seams.s3.bucket_encryption.get(bucket) or "")
    delivery = Delivery(account_id(), region())
    file = f"{folder and f'{folder}/'}AWSLogs/{account_id()}/file"
    decision = delivery.may_write(json.loads(policy) if policy else None, bucket, file)
    if not decision:
        return decision.why
    return _key_refusal(key[1], delivery) if key else ""


def _key_refusal(key_arn: str, delivery: Delivery) -> str:
    if not key_arn.startswith("arn:"):
        return f"the bucket names its key {key_arn}, and the service needs its ARN"
    with place_of(key_arn):
        key = seams.kms.resolve_key(key_arn)
    if key is None or key.get("KeyState") != "Enabled":
        return f"the key {key_arn} is not there or not enabled"
    decision = delivery.may_encrypt(json.loads(key["Policy"]), key_arn)
    return "" if decision else decision.why


def _split(arn: str) -> tuple[str, str]:
    """Give bucket and folder."""
    bucket, _, folder = arn.partition(":::")[2].partition("/")
    return bucket, folder


ACTIONS = {FIND_BUCKET: find_bucket}

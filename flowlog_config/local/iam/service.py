"""May an AWS service do this by the resource's own policy alone, without a role?"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from flowlog_config.local.iam.policy import Effect, Policy, Request, judge
from flowlog_config.local.iam.role import Decision

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def service_may(
    policy: Policy | None, *, name: str, service: str, action: str, resource: str, context: Mapping[str, str]
) -> Decision:
    """
    Judge a call that a service makes in its own name.

    Args:
        policy: Of the bucket or key; None when it has none.
        name: What to call it in the reason, for instance ``the bucket policy``.
        service: Principal, such as ``delivery.logs.amazonaws.com``.
        action: IAM action.
        resource: Full ARN.
        context: Condition keys of the call.
    """
    if policy is None:
        return Decision(allowed=False, why=f"{name} is missing, and {service} may do nothing without")
    found = judge({name: policy}, Request(action, resource, context, (("Service", service),)))
    return Decision(allowed=found.effect is Effect.ALLOW, why=found.why)


def bucket_policy(s3: "S3Client", bucket: str) -> Policy | None:
    """Read a bucket's policy; None when it has none."""
    try:
        document: Policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchBucketPolicy":
            return None
        raise
    return document


def bucket_encryption(s3: "S3Client", bucket: str) -> dict[str, Any]:
    """Read a bucket's default SSE-KMS settings; empty without SSE-KMS."""
    try:
        answer = s3.get_bucket_encryption(Bucket=bucket)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "ServerSideEncryptionConfigurationNotFoundError":
            return {}
        raise
    for rule in answer["ServerSideEncryptionConfiguration"]["Rules"]:
        default = rule.get("ApplyServerSideEncryptionByDefault")
        if default and default["SSEAlgorithm"].startswith("aws:kms"):
            return {**default, "bucket_key": rule.get("BucketKeyEnabled", False)}
    return {}

"""
KubeSense's part for files in a bucket, as its own documentation has it: a source that lists a folder.

It is a dialect of KubeSense's own: Vector's ``aws_s3`` knows none of ``bucket``, ``key_prefix`` and ``poll_interval_secs``, and
wants a queue instead. Nothing of it could be tried.

Source: https://docs.kubesense.ai/docs/05-integrations/11-aws/03-vpc-flow-logs, method 2 (checked 2026-11).
"""

from typing import Any

from flowlog_config.aggregator.files import (
    BUCKET,
    KEY_ID,
    POLICY_OUTPUT,
    POLL_SECONDS,
    SECRET_KEY,
    credentials_secret,
    drawn_name,
    folders,
)
from flowlog_config.aggregator.install import namespace as namespace_of
from flowlog_config.plan import Plan

_DIALECT = (
    "The sources of type aws_s3 are KubeSense's own dialect, written as its documentation has them and not tried: look into the "
    "aggregator's log. A header line, which every file has, may come as a record that cannot be parsed."
)
_CREDENTIALS = (
    "They sign in to AWS with the Kubernetes secret {secret}: make an IAM user, attach the policy of each stack's output {policy} "
    "to it, and put its access key there by pipe: {command}"
)
_COMMAND = (
    "aws iam create-access-key --user-name USER --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text | "
    'awk \'{{print "{key_id}="$1"\\n{secret_key}="$2}}\' | '
    "kubectl create secret generic {secret} --namespace {namespace} --from-env-file=/dev/stdin"
)


def file_sources(plan: Plan) -> dict[str, Any]:
    """Give a source for each folder."""
    return {
        one.source: {
            "type": "aws_s3",
            "region": one.target.target.region,
            "bucket": one.bucket or f"${{{drawn_name(BUCKET, one.target)}}}",
            "key_prefix": one.destination.delivered_below,
            "poll_interval_secs": POLL_SECONDS,
            "auth": {"access_key_id": f"${{{KEY_ID}}}", "secret_access_key": f"${{{SECRET_KEY}}}"},
        }
        for one in folders(plan)
    }


def file_notes(plan: Plan) -> list[str]:
    """Say what the aggregator needs to read the files."""
    if not plan.aggregator_takes_files:
        return []
    secret, namespace = credentials_secret(plan), namespace_of(plan)
    command = _COMMAND.format(secret=secret, namespace=namespace, key_id=KEY_ID, secret_key=SECRET_KEY)
    return [_DIALECT, _CREDENTIALS.format(secret=secret, policy=POLICY_OUTPUT, command=command)]

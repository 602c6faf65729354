"""
Every call adopt makes, each with the permission it needs beside it. All of them only read, and none reads a secret's value.

Source: Service Authorization Reference of each service (checked 2026-11).
"""

from flowlog_config.discovery.calls import IDENTITY_PERMISSION
from flowlog_config.operate.drift import calls as drift
from flowlog_config.operate.drift.calls import Call

LOG_GROUPS, LOG_GROUP_TAGS, STREAM_TAGS = drift.LOG_GROUPS, drift.LOG_GROUP_TAGS, drift.STREAM_TAGS
STACKS = Call("cloudformation", "describe_stacks", "cloudformation:DescribeStacks", "stacks")
STACK_RESOURCES = Call(
    "cloudformation", "list_stack_resources", "cloudformation:ListStackResources", "what stacks have"
)
SECRETS = Call("secretsmanager", "list_secrets", "secretsmanager:ListSecrets", "secrets")
BUCKETS = Call("s3", "list_buckets", "s3:ListAllMyBuckets", "buckets")
BUCKET_TAGS = Call("s3", "get_bucket_tagging", "s3:GetBucketTagging", "tags of buckets")
BUCKET_POLICIES = Call("s3", "get_bucket_policy", "s3:GetBucketPolicy", "policies of buckets")
BUCKET_KEYS = Call("s3", "get_bucket_encryption", "s3:GetEncryptionConfiguration", "encryption of buckets")
KEYS = Call("kms", "describe_key", "kms:DescribeKey", "keys")
KEY_TAGS = Call("kms", "list_resource_tags", "kms:ListResourceTags", "tags of keys")

CALLS = (
    *(STACKS, STACK_RESOURCES, LOG_GROUPS, LOG_GROUP_TAGS, SECRETS, BUCKETS, BUCKET_TAGS, BUCKET_POLICIES, BUCKET_KEYS),
    *(KEYS, KEY_TAGS, STREAM_TAGS),
)
"""Every call of its own, once."""

PERMISSIONS = tuple(sorted({IDENTITY_PERMISSION, *(call.permission for call in (*CALLS, *drift.SHARED))}))
"""All that the credentials or role of a target need for ``flowlog adopt``; flow logs are read as drift reads them."""

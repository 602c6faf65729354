"""Each statement of the deployed roles is needed: without it records do not move, and the reason is told."""

import json

import pytest
from deployed_pipeline import ACCOUNT, BUCKET, REGION, STREAM_ARN, deploy

from flowlog_config.local.firehose.backup_access import judge_backup
from flowlog_config.local.firehose.failure import DeliveryError
from flowlog_config.local.firehose.key import CACHE_SECONDS, AccessKey
from flowlog_config.local.firehose.stream import StreamError, load_stream
from flowlog_config.local.subscription.filters import find_subscriptions, judge_subscription


def statements(clients, role):
    """Return the inline policy's statements of a role."""
    return clients.iam.get_role_policy(RoleName=role, PolicyName="inline")["PolicyDocument"]["Statement"]


def put_statements(clients, role, found):
    """Replace the inline policy of a role."""
    document = json.dumps({"Version": "2012-10-17", "Statement": found})
    clients.iam.put_role_policy(RoleName=role, PolicyName="inline", PolicyDocument=document)


def without_action(found, action):
    """Take one action out of all statements."""
    changed = []
    for statement in found:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        left = [one for one in actions if one != action]
        if left:
            changed.append(statement | {"Action": left})
    return changed


def judge_filter(clients):
    """Judge the one deployed subscription."""
    (subscription,) = find_subscriptions(clients)
    return judge_subscription(subscription, clients)


@pytest.mark.parametrize("action", ["firehose:PutRecord", "firehose:PutRecordBatch"])
def test_a_subscription_needs_both_put_calls(clients, action):
    """CloudWatch Logs uses either."""
    deploy(clients)
    assert judge_filter(clients)
    put_statements(clients, "subscription", without_action(statements(clients, "subscription"), action))
    decision = judge_filter(clients)
    assert not decision
    assert action in decision.why


@pytest.mark.parametrize(
    "change",
    [
        {"Principal": {"Service": "firehose.amazonaws.com"}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "999999999999"}}},
        {"Condition": {"StringLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:*"}}},
        {"Effect": "Deny"},
    ],
)
def test_a_subscription_needs_the_trust_of_its_role(clients, change):
    """A role that trusts another service, account or region moves nothing."""
    deploy(clients)
    document = clients.iam.get_role(RoleName="subscription")["Role"]["AssumeRolePolicyDocument"]
    document["Statement"] = [document["Statement"][0] | change]
    clients.iam.update_assume_role_policy(RoleName="subscription", PolicyDocument=json.dumps(document))
    assert not judge_filter(clients)


def test_a_subscription_needs_its_role(clients):
    """A deleted role is told by name."""
    deploy(clients)
    clients.iam.delete_role_policy(RoleName="subscription", PolicyName="inline")
    clients.iam.delete_role(RoleName="subscription")
    assert "does not exist" in judge_filter(clients).why


@pytest.mark.parametrize(
    "action",
    [
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
    ],
)
def test_a_backup_needs_each_documented_action(clients, action):
    """Firehose's list of S3 actions is complete or the backup does not happen."""
    deploy(clients)
    stream = load_stream(clients.firehose, STREAM_ARN)
    assert judge_backup(clients, stream, "failed/x")
    put_statements(clients, "firehose", without_action(statements(clients, "firehose"), action))
    decision = judge_backup(clients, stream, "failed/x")
    assert not decision
    assert action in decision.why


def test_a_bucket_policy_can_forbid_the_backup(clients):
    """An explicit deny in the bucket policy wins; one for plain http only does not matter."""
    deploy(clients)
    stream = load_stream(clients.firehose, STREAM_ARN)
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
    }
    for condition, allowed in (({"Bool": {"aws:SecureTransport": "false"}}, True), ({}, False)):
        statement = deny | ({"Condition": condition} if condition else {})
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        clients.s3.put_bucket_policy(Bucket=BUCKET, Policy=policy)
        assert judge_backup(clients, stream, "failed/x").allowed is allowed


def test_an_encrypted_bucket_needs_the_key_too(clients):
    """With SSE-KMS the role must be allowed by its own policy and by the key's."""
    deploy(clients)
    key = clients.kms.create_key()["KeyMetadata"]["Arn"]
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    clients.s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    stream = load_stream(clients.firehose, STREAM_ARN)
    assert "kms:GenerateDataKey" in judge_backup(clients, stream, "failed/x").why
    use_key = {
        "Effect": "Allow",
        "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
        "Resource": key,
        "Condition": {
            "StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{BUCKET}/*"},
        },
    }
    put_statements(clients, "firehose", [*statements(clients, "firehose"), use_key])
    assert judge_backup(clients, stream, "failed/x").allowed
    nobody = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "kms:*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [nobody | {"Resource": "*"}]})
    clients.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert "key policy" in judge_backup(clients, stream, "failed/x").why


def test_the_key_is_read_only_through_the_role_and_cached(clients, clock):
    """Without the statement there is no key; with it, the key is kept for ten minutes."""
    deploy(clients)
    stream = load_stream(clients.firehose, STREAM_ARN)
    good = statements(clients, "firehose")
    reader = AccessKey(clients, clock)
    put_statements(clients, "firehose", without_action(good, "secretsmanager:GetSecretValue"))
    with pytest.raises(DeliveryError, match="secretsmanager:GetSecretValue"):
        reader.get(stream)
    put_statements(clients, "firehose", good)
    first = reader.get(stream)
    clients.secretsmanager.put_secret_value(SecretId=stream.secret_arn, SecretString='{"api_key":"rotated"}')
    assert reader.get(stream) == first
    clock.seconds += CACHE_SECONDS
    assert reader.get(stream) == "rotated"


def test_a_stream_that_does_not_exist_is_told(clients):
    """The filter may point anywhere."""
    with pytest.raises(StreamError, match="does not exist"):
        load_stream(clients.firehose, STREAM_ARN + "-other")

"""The bucket of a stack, an existing one, and who reads either."""

import json

import pytest
from synthesised import KEY, flat

from flowlog_config.local.iam.service import service_may
from flowlog_config.plan.s3_policy import Sender, bucket_statements

ARN = "<FlowLogBucket.Arn>"
LOGS = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:*"


def _statement(document, sid):
    (found,) = [one for one in flat(document["Statement"]) if one.get("Sid") == sid]
    return found


def _policy(synthesised):
    return synthesised.resources("AWS::S3::BucketPolicy")["FlowLogBucketPolicy"]["Properties"]["PolicyDocument"]


def test_flow_logs_of_this_account_may_deliver(shape):
    """The two statements AWS documents, so that the service adds none of its own."""
    write = _statement(_policy(shape("s3")), "AWSLogDeliveryWrite")
    assert write["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert (write["Action"], write["Resource"]) == ("s3:PutObject", [f"{ARN}/*"])
    assert write["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ["<AWS::AccountId>"]},
        "StringEqualsIfExists": {"s3:x-amz-acl": "bucket-owner-full-control"},
        "ArnLike": {"aws:SourceArn": [LOGS]},
    }
    check = _statement(_policy(shape("s3")), "AWSLogDeliveryAclCheck")
    assert (check["Action"], check["Resource"]) == (["s3:GetBucketAcl", "s3:ListBucket"], ARN)
    assert check["Condition"]["ArnLike"] == {"aws:SourceArn": [LOGS]}


@pytest.mark.parametrize(
    ("sent", "let_in"),
    [({}, True), ({"s3:x-amz-acl": "bucket-owner-full-control"}, True), ({"s3:x-amz-acl": "public-read"}, False)],
)
def test_files_come_in_with_the_acl_that_aws_documents_and_without_one(sent, let_in):
    """A bucket without ACLs is reported to get none; a policy that insists on it would then refuse every file."""
    statements = bucket_statements("arn:aws:s3:::archive", senders=[Sender("111122223333", "eu-west-1")], folders=[""])
    judged = service_may(
        {"Version": "2012-10-17", "Statement": statements},
        name="the policy",
        service="delivery.logs.amazonaws.com",
        action="s3:PutObject",
        resource="arn:aws:s3:::archive/file",
        context={
            "aws:SourceAccount": "111122223333",
            "aws:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*",
            **sent,
        },
    )
    assert judged.allowed is let_in


@pytest.mark.parametrize("name", ["s3", "s3-rich", "combined"])
def test_bucket_is_private_and_over_tls_only(shape, name):
    """Nobody outside, no access lists, nothing in clear."""
    bucket = shape(name).resources("AWS::S3::Bucket")["FlowLogBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    refused = _statement(_policy(shape(name)), "RefuseWithoutTls")
    assert refused["Effect"] == "Deny"
    assert refused["Resource"] == [ARN, f"{ARN}/*"]
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_files_age_as_the_file_says(shape):
    """Nothing moves or goes unless it is asked for."""

    def rule(name):
        bucket = shape(name).resources("AWS::S3::Bucket")["FlowLogBucket"]["Properties"]
        (found,) = bucket["LifecycleConfiguration"]["Rules"]
        return found

    assert rule("s3-rich")["Transitions"] == [{"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 90}]
    assert rule("s3-rich")["ExpirationInDays"] == 400
    assert rule("s3").keys() == {"Id", "Status", "AbortIncompleteMultipartUpload"}


def test_key_of_the_stack_lets_the_service_encrypt(shape):
    """Without this statement no file arrives."""
    (key,) = shape("s3-rich").properties("AWS::KMS::Key")
    found = _statement(key["KeyPolicy"], "LogDeliveryUsesTheKeyForItsFiles")
    assert found["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert "kms:GenerateDataKey*" in found["Action"]
    assert found["Condition"]["ArnLike"] == {"aws:SourceArn": [LOGS]}
    assert "LogDeliveryUsesTheKeyForItsFiles" not in json.dumps(shape("firehose").properties("AWS::KMS::Key"))


def test_bucket_is_encrypted_with_a_given_key_by_its_arn(shape):
    """The service refuses a bucket that names its key otherwise."""
    bucket = shape("combined").resources("AWS::S3::Bucket")["FlowLogBucket"]["Properties"]
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}


def test_readers_take_their_role_with_their_external_id_only(shape):
    """Each has a role of its own, for reading this bucket and nothing else."""
    roles = shape("s3-rich").resources("AWS::IAM::Role")
    role = roles["ReaderObserver"]["Properties"]
    (trust,) = flat(role["AssumeRolePolicyDocument"]["Statement"])
    assert trust["Principal"] == {"AWS": ["arn:<AWS::Partition>:iam::834693425129:root"]}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": "company-17"}}
    statements = flat(role["Policies"][0]["PolicyDocument"]["Statement"])
    allowed = {action for one in statements for action in one["Action"]}
    assert allowed == {"s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject", "kms:Decrypt"}
    assert {resource for one in statements for resource in one["Resource"]} == {ARN, f"{ARN}/*", "<EncryptionKey.Arn>"}
    (other,) = flat(roles["ReaderAuditor"]["Properties"]["AssumeRolePolicyDocument"]["Statement"])
    assert other["Principal"] == {"AWS": ["arn:aws:iam::444455556666:role/audit"]}


def test_queue_tells_of_new_files_where_the_aggregator_is_vector(shape):
    """S3 checks that it may write when the bucket gets its notification, so the queue's policy comes first."""
    rich = shape("s3-rich")
    bucket = rich.resources("AWS::S3::Bucket")["FlowLogBucket"]
    (told,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert flat(told["Queue"]) == "<NewFiles.Arn>"
    assert told["Filter"] == {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".log.gz"}]}}
    assert "NewFilesPolicy" in bucket["DependsOn"]
    (policy,) = rich.properties("AWS::IAM::ManagedPolicy")
    queue = [s for s in flat(policy["PolicyDocument"]["Statement"]) if "sqs:ReceiveMessage" in s["Action"]]
    assert [one["Resource"] for one in queue] == [["<NewFiles.Arn>"]]
    assert queue[0]["Action"] == ["sqs:DeleteMessage", "sqs:ReceiveMessage"]


def test_vector_reads_what_the_queue_still_tells_of_the_bucket_of_before(shape):
    """Its name changes when others begin, or end, to deliver to the target; only a bucket of this account is meant."""
    made = shape("s3-rich")
    (policy,) = made.properties("AWS::IAM::ManagedPolicy")
    statements = flat(policy["PolicyDocument"]["Statement"])
    here = {"StringEquals": {"aws:ResourceAccount": "<AWS::AccountId>"}}
    bucket = "arn:<AWS::Partition>:s3:::flowlog-111122223333-eu-west-1"
    (former,) = [one for one in statements if one.get("Condition") == here]
    assert (former["Action"], former["Resource"]) == (["s3:GetObject"], [f"{bucket}/*"])
    contexts = [one["Condition"]["StringLike"] for one in statements if one["Action"] == ["kms:Decrypt"]]
    assert [bucket, f"{bucket}/*"] in [one["kms:EncryptionContext:aws:s3:arn"] for one in contexts]


def test_no_queue_where_nobody_asks_it(shape):
    """KubeSense lists the bucket, and an archive tells nobody."""
    assert not shape("s3").resources("AWS::SQS::Queue")
    assert not shape("s3-existing").resources("AWS::SQS::Queue")


def test_nothing_of_an_existing_bucket_is_changed(shape):
    """Flow logs go to a folder of it, and the aggregator may read there."""
    existing = shape("s3-existing")
    assert not existing.resources("AWS::S3::Bucket")
    assert not existing.resources("AWS::S3::BucketPolicy")
    places = [one["LogDestination"] for one in existing.properties("AWS::EC2::FlowLog")]
    assert {place.rpartition("/network/")[0] for place in places} == {"arn:aws:s3:::archive"}
    (policy,) = existing.properties("AWS::IAM::ManagedPolicy")
    resources = {r for s in flat(policy["PolicyDocument"]["Statement"]) for r in s["Resource"]}
    assert resources == {"arn:aws:s3:::archive", "arn:aws:s3:::archive/network/*"}
    (listing,) = [s for s in policy["PolicyDocument"]["Statement"] if "s3:ListBucket" in s["Action"]]
    assert listing["Condition"] == {"StringLike": {"s3:prefix": ["network/*"]}}


def test_stack_without_streams_has_nothing_of_firehose(shape):
    """Neither secret nor backup bucket, which would cost and hold nothing."""
    kinds = {one["Type"] for one in shape("s3").documents[0]["Resources"].values()}
    assert kinds == {"AWS::EC2::FlowLog", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"}
    assert "AccessKeySecretArn" not in shape("s3").documents[0]["Outputs"]

"""The way from the log groups to the aggregator."""

import json

import pytest
from aws_cdk.assertions import Match
from shapes import SHAPES
from synthesised import SECRET, flat

from flowlog_config.plan.naming import pascal

STREAM = "AWS::KinesisFirehose::DeliveryStream"
FILTER = "AWS::Logs::SubscriptionFilter"


def _http(synthesised):
    return [p["HttpEndpointDestinationConfiguration"] for p in synthesised.properties(STREAM)]


def test_every_log_group_of_records_is_forwarded_to_its_own_stream(rich):
    """One filter for each log group, and no stream gets the records of two."""
    filters = rich.properties(FILTER)
    groups = {flat(f["LogGroupName"]) for f in filters}
    assert groups == {flat(f["LogGroupName"]) for f in rich.properties("AWS::EC2::FlowLog")}
    assert len({flat(f["DestinationArn"]) for f in filters}) == len(filters) == len(groups)


def test_the_log_group_of_errors_is_not_forwarded(rich):
    """Errors forwarded to the stream that reports them would never end."""
    errors = {flat(http["CloudWatchLoggingOptions"]["LogGroupName"]) for http in _http(rich)}
    assert errors == {"<ErrorLogGroup>"}
    assert not errors & {flat(f["LogGroupName"]) for f in rich.properties(FILTER)}


def test_a_filter_waits_for_its_stream_and_for_a_role_that_may_use_it(rich):
    """CloudWatch Logs sends a test message at once; the role's permissions are part of the role."""
    roles = rich.resources("AWS::IAM::Role")
    for properties in rich.properties(FILTER):
        assert properties["DestinationArn"]["Fn::GetAtt"][0] in rich.resources(STREAM)
        role = roles[properties["RoleArn"]["Fn::GetAtt"][0]]
        assert "firehose:PutRecordBatch" in json.dumps(role["Properties"]["Policies"])


def test_forwards_everything_unless_the_file_says_otherwise(smallest):
    """The empty pattern lets every record through."""
    smallest.template.has_resource_properties(FILTER, {"FilterPattern": ""})


def test_forwards_only_what_the_file_asks_for(rich):
    """Conditions become a pattern that names every column."""
    patterns = {p["FilterPattern"] for p in rich.properties(FILTER)}
    assert any('action = "REJECT"' in p and "dstport = 22 || dstport = 3389" in p for p in patterns)


def test_reads_the_access_key_from_secrets_manager_only(rich):
    """The template has no access key, and no reference that CloudFormation would resolve to one."""
    for http in _http(rich):
        assert http["SecretsManagerConfiguration"]["Enabled"] is True
        assert http["SecretsManagerConfiguration"]["SecretARN"] == {"Ref": "AccessKeySecret"}
        assert "AccessKey" not in http["EndpointConfiguration"]


def test_lets_aws_make_the_access_key(smallest):
    """The secret has the shape Firehose reads, and its value is never seen here."""
    smallest.template.has_resource_properties(
        "AWS::SecretsManager::Secret",
        {
            "GenerateSecretString": {
                "SecretStringTemplate": "{}",
                "GenerateStringKey": "api_key",
                "PasswordLength": 64,
                "ExcludePunctuation": True,
            },
            "SecretString": Match.absent(),
        },
    )


@pytest.mark.parametrize("name", SHAPES)
def test_no_template_holds_a_secret(shape, name):
    """Neither a value, nor a reference that CloudFormation would resolve to one, nor an output of one."""
    text = json.dumps(shape(name).documents)
    assert not [word for word in ('"SecretString"', '"AccessKey"', "{{resolve:", "api_key=") if word in text]


def test_uses_an_existing_secret_and_makes_none(shape):
    """A secret given by its ARN is what Firehose reads."""
    own = shape("own-secret")
    own.template.resource_count_is("AWS::SecretsManager::Secret", 0)
    assert {http["SecretsManagerConfiguration"]["SecretARN"] for http in _http(own)} == {SECRET}


def test_delivers_as_the_file_says(rich):
    """Buffer, retry and encoding are those of the file."""
    rich.template.all_resources_properties(
        STREAM,
        {
            "DeliveryStreamType": "DirectPut",
            "HttpEndpointDestinationConfiguration": {
                "EndpointConfiguration": {"Url": "https://flowlogs.example.com/firehose"},
                "BufferingHints": {"IntervalInSeconds": 900, "SizeInMBs": 64},
                "RetryOptions": {"DurationInSeconds": 7200},
                "RequestConfiguration": {"ContentEncoding": "NONE"},
            },
        },
    )


def test_keeps_failed_records_where_one_finds_them(smallest):
    """Only failed records are kept, sorted by stream, kind of failure and hour."""
    (http,) = _http(smallest)
    assert http["S3BackupMode"] == "FailedDataOnly"
    s3 = http["S3Configuration"]
    assert s3["ErrorOutputPrefix"].startswith("stream=flowlog-vpc-")
    assert "/error=!{firehose:error-output-type}/year=!{timestamp:yyyy}/" in s3["ErrorOutputPrefix"]
    assert "error-output-type" not in s3["Prefix"]
    assert s3["BucketARN"] == {"Fn::GetAtt": ["FailedRecordsBucket", "Arn"]}


def test_errors_go_to_log_streams_that_exist_first(rich):
    """Firehose does not make the log streams, and drops errors without them."""
    streams = rich.resources("AWS::Logs::LogStream")
    for stream in rich.resources(STREAM).values():
        http = stream["Properties"]["HttpEndpointDestinationConfiguration"]
        used = {o["CloudWatchLoggingOptions"]["LogStreamName"] for o in (http, http["S3Configuration"])}
        assert used == {streams[id_]["Properties"]["LogStreamName"] for id_ in stream["DependsOn"]}
        assert len(used) == 2


def test_encrypts_records_in_the_stream(smallest, rich):
    """With AWS's key where the file names none, else with the key of the stack."""
    (plain,) = smallest.properties(STREAM)
    assert plain["DeliveryStreamEncryptionConfigurationInput"] == {"KeyType": "AWS_OWNED_CMK"}
    for properties in rich.properties(STREAM):
        assert properties["DeliveryStreamEncryptionConfigurationInput"] == {
            "KeyType": "CUSTOMER_MANAGED_CMK",
            "KeyARN": {"Fn::GetAtt": ["EncryptionKey", "Arn"]},
        }


def test_bucket_is_private_and_forgets(rich):
    """Nobody from outside reads failed records, nobody without TLS, and they do not stay for ever."""
    rich.template.has_resource_properties(
        "AWS::S3::Bucket",
        {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "LifecycleConfiguration": {
                "Rules": [
                    Match.object_like(
                        {
                            "Status": "Enabled",
                            "ExpirationInDays": 3650,
                            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                        }
                    )
                ]
            },
        },
    )
    (policy,) = rich.properties("AWS::S3::BucketPolicy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_bucket_uses_s3s_own_key_unless_there_is_one(smallest, rich):
    """A key of the customer's comes with a bucket key, which saves a request to KMS for each object."""
    (plain,), (own,) = smallest.properties("AWS::S3::Bucket"), rich.properties("AWS::S3::Bucket")
    (rule,) = plain["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    (rule,) = own["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def test_outputs_name_what_a_person_needs(smallest):
    """Log group, stream, bucket, endpoint and secret by name, and the command that reads the key."""
    outputs = smallest.documents[0]["Outputs"]
    (destination,) = smallest.plan.targets[0].destinations
    suffix = pascal(destination.id)
    assert set(outputs) == {
        "AccessKeySecretArn",
        "AggregatorEndpoint",
        "FailedRecordsBucketName",
        f"LogGroupName{suffix}",
        "ReadAccessKeyCommand",
        f"StreamName{suffix}",
    }
    command = flat(outputs["ReadAccessKeyCommand"]["Value"])
    assert command.startswith("aws secretsmanager get-secret-value --region eu-west-1 --secret-id <AccessKeySecret> ")

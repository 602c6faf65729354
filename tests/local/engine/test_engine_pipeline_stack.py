"""The whole pipeline as one stack: what CloudFormation makes is what the services then show."""

import re

import pytest
from pipeline_template import ACCOUNT, GATEWAY, REGION, VPC, pipeline

from flowlog_config.local.clients import connect
from flowlog_config.local.firehose.direct import read_held
from flowlog_config.local.firehose.stream import load_stream


def test_every_resource_of_the_pipeline_is_really_made(sampled, deploy):
    """Each type answers through its own service what the template asked for."""
    stack = deploy(pipeline())
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["Reasons"]
    flow_logs = {each["ResourceId"]: each for each in sampled.client("ec2").describe_flow_logs()["FlowLogs"]}
    assert flow_logs[VPC]["FlowLogId"] == stack["Values"]["FlowLogId"] == stack["Values"]["FlowLogIdByAttribute"]
    assert flow_logs[VPC]["DeliverLogsStatus"] == "SUCCESS"
    assert flow_logs[VPC]["LogGroupName"] == "/flowlog/production"
    assert {"Key": "Name", "Value": "production"} in flow_logs[VPC]["Tags"]
    assert "TrafficType" not in flow_logs[GATEWAY]
    assert flow_logs[GATEWAY]["DestinationOptions"]["PerHourPartition"] is True


def test_log_group_keeps_key_class_retention_and_tags(sampled, deploy):
    """Nothing the template says about a log group is dropped."""
    deploy(pipeline())
    logs = sampled.client("logs")
    group = logs.describe_log_groups(logGroupNamePrefix="/flowlog/production")["logGroups"][0]
    key = sampled.client("kms").describe_key(KeyId="alias/flow-logs")["KeyMetadata"]
    assert (group["retentionInDays"], group["logGroupClass"], group["kmsKeyId"]) == (30, "STANDARD", key["Arn"])
    arn = group["arn"].removesuffix(":*")
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"]["team"] == "payments"


def test_delivery_stream_is_described_in_full_but_for_its_key(sampled, deploy):
    """A carrier can read back everything it needs to deliver as Firehose would."""
    stack = deploy(pipeline())
    firehose = sampled.client("firehose")
    name = firehose.list_delivery_streams()["DeliveryStreamNames"][0]
    stream = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    http = stream["Destinations"][0]["HttpEndpointDestinationDescription"]
    assert stream["DeliveryStreamEncryptionConfiguration"] == {"KeyType": "AWS_OWNED_CMK", "Status": "ENABLED"}
    assert http["RequestConfiguration"]["ContentEncoding"] == "GZIP"
    assert http["RequestConfiguration"]["CommonAttributes"][0]["AttributeName"] == "env"
    assert http["RetryOptions"] == {"DurationInSeconds": 3600}
    assert http["SecretsManagerConfiguration"]["SecretARN"] == stack["Values"]["SecretArn"]
    assert http["S3DestinationDescription"]["BucketARN"].startswith("arn:aws:s3:::")
    assert http["CloudWatchLoggingOptions"]["LogStreamName"] == "http"
    tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
    assert {"Key": "team", "Value": "payments"} in tags


def test_what_a_stream_holds_outlives_an_update_of_it(sampled, deploy):
    """Firehose goes on to deliver it, by the new settings."""
    deploy(pipeline())
    clients = connect(sampled.endpoint_url, account_id=ACCOUNT, region=REGION)
    (name,) = clients.firehose.list_delivery_streams()["DeliveryStreamNames"]
    clients.firehose.put_record(DeliveryStreamName=name, Record={"Data": b"one record"})
    changed = pipeline()
    http = changed["Resources"]["Stream"]["Properties"]["HttpEndpointDestinationConfiguration"]
    http["BufferingHints"]["IntervalInSeconds"] = 30
    assert deploy(changed)["StackStatus"] == "UPDATE_COMPLETE"
    described = clients.firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    hints = described["Destinations"][0]["HttpEndpointDestinationDescription"]["BufferingHints"]
    assert hints["IntervalInSeconds"] == 30
    stream = load_stream(clients.firehose, described["DeliveryStreamARN"])
    assert [one.data for one in read_held(clients, stream)] == [b"one record"]


def test_generated_secret_obeys_its_options_and_ref_is_its_arn(sampled, deploy):
    """The key has the length and the alphabet asked for, in the JSON shape Firehose reads."""
    arn = deploy(pipeline())["Values"]["SecretArn"]
    text = sampled.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    assert arn.startswith(f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:")
    assert re.fullmatch(r'\{"api_key": "[A-Za-z0-9]{48}"\}', text)


def test_bucket_keeps_lifecycle_encryption_ownership_and_policy(sampled, deploy):
    """Nothing the template says about the backup bucket is dropped."""
    deploy(pipeline())
    s3 = sampled.client("s3")
    name = next(each["Name"] for each in s3.list_buckets()["Buckets"] if "backup" in each["Name"])
    rule = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"][0]
    assert (rule["Expiration"], rule["Filter"], rule["Status"]) == ({"Days": 30}, {"Prefix": "failed/"}, "Enabled")
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    ownership = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    assert ownership == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=name)["Policy"]
    assert s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]["BlockPublicAcls"] is True


def test_stack_id_splits_as_aws_shapes_it(deploy):
    """``Fn::Select`` on ``AWS::StackId`` gives the unique part, as names built from it need."""
    stack = deploy(pipeline())
    pattern = rf"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/pipeline/[0-9a-f-]{{36}}"
    assert re.fullmatch(pattern, stack["StackId"])
    assert stack["Values"]["StackUuid"] == stack["StackId"].rpartition("/")[2]


def test_query_definition_is_saved_with_its_groups(sampled, deploy):
    """A saved query can be read back."""
    deploy(pipeline())
    found = sampled.client("logs").describe_query_definitions(queryDefinitionNamePrefix="flowlog/")
    assert found["queryDefinitions"][0]["logGroupNames"] == ["/flowlog/production"]


def test_unknown_resource_type_is_refused_before_anything_is_made(sampled, deploy):
    """No type is skipped in silence."""
    template = pipeline()
    template["Resources"]["Odd"] = {"Type": "AWS::EC2::TrafficMirrorTarget", "Properties": {}}
    refused = sampled.client("cloudformation").exceptions.ClientError
    with pytest.raises(refused, match=r"Unrecognized resource types: \[AWS::EC2::TrafficMirrorTarget\]"):
        deploy(template)
    assert sampled.client("ec2").describe_flow_logs()["FlowLogs"] == []

"""The other resource types of templates, and what happens to data when stacks change, fail and go."""

import pytest
from pipeline_template import only, pipeline


def test_bucket_with_objects_stops_the_deletion_of_its_stack(sampled, deploy, remove):
    """Failed records in the backup bucket are never thrown away with the stack."""
    deploy(only("Backup"))
    s3 = sampled.client("s3")
    name = next(each["Name"] for each in s3.list_buckets()["Buckets"] if "backup" in each["Name"])
    s3.put_object(Bucket=name, Key="failed/records", Body=b"x")
    assert remove() == "DELETE_FAILED"
    assert s3.get_object(Bucket=name, Key="failed/records")["Body"].read() == b"x"
    s3.delete_object(Bucket=name, Key="failed/records")
    assert remove() == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("EndpointConfiguration", "Url"), "http://logs.example.com", "https://"),
        (("BufferingHints", "SizeInMBs"), 128, "1 to 64"),
        (("S3Configuration", "RoleARN"), "", "S3Configuration.RoleARN"),
    ],
)
def test_stream_firehose_would_refuse_fails_the_stack(deploy, path, value, part):
    """Ranges that templates and the CDK let through are refused by the service."""
    template = pipeline()
    http = template["Resources"]["Stream"]["Properties"]["HttpEndpointDestinationConfiguration"]
    http[path[0]][path[1]] = value
    stack = deploy(template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any(part in reason for reason in stack["Reasons"])


def test_stream_follows_an_update_with_tags_and_encryption(sampled, deploy):
    """An update in place reaches every part of the stream."""
    deploy(pipeline())
    deploy(pipeline(Stream={"Tags": [{"Key": "team", "Value": "renamed"}]}))
    firehose = sampled.client("firehose")
    name = firehose.list_delivery_streams()["DeliveryStreamNames"][0]
    tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
    assert {"Key": "team", "Value": "renamed"} in tags


@pytest.mark.parametrize("member", ["ObjectSizeGreaterThan", "ExpiredObjectDeleteMarker"])
def test_lifecycle_member_the_engine_does_not_translate_fails_the_stack(deploy, member):
    """A rule is refused rather than lost."""
    template = only("Backup")
    rule = template["Resources"]["Backup"]["Properties"]["LifecycleConfiguration"]["Rules"][0]
    rule[member] = "1"
    stack = deploy(template)
    assert any(member in reason for reason in stack["Reasons"])


def test_query_definition_changes_in_place(sampled, deploy, remove):
    """The same id after an update, nothing after a delete."""
    logs = sampled.client("logs")
    query = only("Query")
    query["Resources"]["Query"]["Properties"]["LogGroupNames"] = ["/flowlog/production"]
    deploy(query)
    first = logs.describe_query_definitions()["queryDefinitions"][0]
    query["Resources"]["Query"]["Properties"]["QueryString"] = "fields srcaddr"
    deploy(query)
    second = logs.describe_query_definitions()["queryDefinitions"][0]
    assert (second["queryDefinitionId"], second["queryString"]) == (first["queryDefinitionId"], "fields srcaddr")
    remove()
    assert logs.describe_query_definitions()["queryDefinitions"] == []


def test_query_definitions_come_in_pages(logs):
    """As the other listings."""
    for number in range(5):
        logs.put_query_definition(name=f"q{number}", queryString="fields srcaddr")
    first = logs.describe_query_definitions(maxResults=3)
    second = logs.describe_query_definitions(maxResults=3, nextToken=first["nextToken"])
    names = [each["name"] for page in (first, second) for each in page["queryDefinitions"]]
    assert names == [f"q{number}" for number in range(5)]


def test_kept_secret_is_never_overwritten_by_a_second_deploy(sampled, deploy, remove):
    """A name that the template leaves out is drawn anew, as AWS draws it; a change of the secret keeps it."""
    client = sampled.client("secretsmanager")

    def template(**properties):
        made = {"Type": "AWS::SecretsManager::Secret", "DeletionPolicy": "Retain", "Properties": properties}
        return {"Resources": {"Key": made}, "Outputs": {"Arn": {"Value": {"Ref": "Key"}}}}

    first = deploy(template(GenerateSecretString={}))["Values"]["Arn"]
    value = client.get_secret_value(SecretId=first)["SecretString"]
    changed = deploy(template(GenerateSecretString={}, Description="kept"))
    assert changed["Values"]["Arn"] == first
    assert client.get_secret_value(SecretId=first)["SecretString"] == value
    assert remove() == "DELETE_COMPLETE"
    second = deploy(template(GenerateSecretString={}))["Values"]["Arn"]
    assert second != first
    assert client.get_secret_value(SecretId=first)["SecretString"] == value


def test_a_bucket_whose_name_is_no_longer_said_becomes_another(sampled, deploy):
    """CloudFormation changes no name in place: a policy of today in the bucket of before would shut out its last files."""
    kept = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    outputs = {"Name": {"Value": {"Ref": "Bucket"}}}
    named = {"Resources": {"Bucket": {**kept, "Properties": {"BucketName": "mine"}}}, "Outputs": outputs}
    deploy(named)
    deploy({"Resources": {"Bucket": kept}, "Outputs": outputs})
    mine = {one["Name"] for one in sampled.client("s3").list_buckets()["Buckets"] if not one["Name"].startswith("cdk-")}
    assert "mine" in mine
    assert len(mine) == 2

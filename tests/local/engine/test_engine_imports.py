"""Importing into a stack what is there already: taken as it is, or refused as CloudFormation refuses it."""

import json

import pytest
from at_rest import at_rest

_FORMAT = "${srcaddr} ${dstaddr}"
_TYPES = {"Policy": "AWS::S3::BucketPolicy", "Secret": "AWS::SecretsManager::Secret", "Log": "AWS::EC2::FlowLog"}


def _template(kind, properties):
    resource = {"Type": _TYPES[kind], "DeletionPolicy": "Retain", "Properties": properties}
    return {"Resources": {kind: resource}}


@pytest.fixture
def bucket(sampled):
    """A bucket with a policy."""
    s3 = sampled.client("s3")
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    statement = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::kept/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket="kept", Policy=json.dumps(policy))
    return policy


@pytest.fixture
def imported(sampled):
    """Import a template's only resource; gives the stack's status and the physical ids it has then."""
    cloudformation = sampled.client("cloudformation")

    def act(template, identifier):
        ((logical_id, resource),) = template["Resources"].items()
        told = {"LogicalResourceId": logical_id, "ResourceType": resource["Type"], "ResourceIdentifier": identifier}
        name = {"StackName": "imported", "ChangeSetName": "import"}
        cloudformation.create_change_set(
            **name, ChangeSetType="IMPORT", TemplateBody=json.dumps(template), ResourcesToImport=[told]
        )
        cloudformation.execute_change_set(**name)
        status = at_rest(cloudformation, "imported")["StackStatus"]
        has = cloudformation.describe_stack_resources(StackName="imported")["StackResources"]
        return status, [one["PhysicalResourceId"] for one in has]

    return act


def test_a_second_policy_of_a_bucket_is_refused(sampled, deploy, bucket):
    """The first stays as it is."""
    stack = deploy(
        _template("Policy", {"Bucket": "kept", "PolicyDocument": {"Version": "2012-10-17", "Statement": []}})
    )
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("already exists on bucket kept" in reason for reason in stack["Reasons"])
    assert json.loads(sampled.client("s3").get_bucket_policy(Bucket="kept")["Policy"]) == bucket


def test_a_policy_is_imported_by_its_bucket(imported, bucket):
    """So that a kept bucket can come back with it."""
    template = _template("Policy", {"Bucket": "kept", "PolicyDocument": bucket})
    assert imported(template, {"Bucket": "kept"})[0] == "IMPORT_COMPLETE"


def test_a_secret_is_imported_by_its_arn_and_keeps_its_value(sampled, imported):
    """Although its template says that one is generated."""
    secrets = sampled.client("secretsmanager")
    arn = secrets.create_secret(Name="kept", SecretString="as it was")["ARN"]
    template = _template("Secret", {"GenerateSecretString": {"PasswordLength": 32}})
    assert imported(template, {"Id": arn}) == ("IMPORT_COMPLETE", [arn])
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "as it was"


@pytest.mark.parametrize(
    ("kind", "properties", "identifier"),
    [
        ("Policy", {"Bucket": "none", "PolicyDocument": {}}, {"Bucket": "none"}),
        ("Secret", {}, {"Id": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-AbCdEf"}),
        ("Log", {"ResourceId": "vpc-0", "ResourceType": "VPC", "LogFormat": _FORMAT}, {"Id": "fl-0123456789abcdef0"}),
    ],
)
def test_what_is_not_there_is_not_imported(imported, kind, properties, identifier):
    """The stack of a failed import has nothing."""
    assert imported(_template(kind, properties), identifier) == ("ROLLBACK_COMPLETE", [])

"""Log groups of stacks: made, changed in place, kept, and refused for the reasons AWS has."""

import pytest
from pipeline_template import only, pipeline


def test_kept_group_is_never_overwritten_by_a_second_deploy(sampled, deploy, remove):
    """A retained group makes the next deploy fail, and its records stay."""
    template = only("Key", "Group")
    deploy(template)
    logs = sampled.client("logs")
    logs.create_log_stream(logGroupName="/flowlog/production", logStreamName="kept")
    assert remove() == "DELETE_COMPLETE"
    stack = deploy(template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("already exists" in reason for reason in stack["Reasons"])
    streams = logs.describe_log_streams(logGroupName="/flowlog/production")["logStreams"]
    assert [each["logStreamName"] for each in streams] == ["kept"]


def test_group_made_by_a_failed_deploy_is_not_kept(sampled, deploy):
    """``RetainExceptOnCreate`` keeps a group from the first success on, not before."""
    template = pipeline(FlowLog={"LogFormat": "${bogus}"})
    assert deploy(template)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert sampled.client("logs").describe_log_groups()["logGroups"] == []


def test_retention_and_tags_change_in_place_and_a_new_name_keeps_the_old_group(sampled, deploy):
    """Records are not lost by an update."""
    logs = sampled.client("logs")
    deploy(only("Key", "Group"))
    logs.create_log_stream(logGroupName="/flowlog/production", logStreamName="kept")
    template = only("Key", "Group")
    template["Resources"]["Group"]["Properties"]["RetentionInDays"] = 90
    deploy(template)
    group = logs.describe_log_groups(logGroupNamePrefix="/flowlog/production")["logGroups"][0]
    assert group["retentionInDays"] == 90
    assert logs.describe_log_streams(logGroupName="/flowlog/production")["logStreams"]
    template["Resources"]["Group"]["Properties"]["LogGroupName"] = "/flowlog/renamed"
    deploy(template)
    names = [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]
    assert names == ["/flowlog/production", "/flowlog/renamed"]


@pytest.mark.parametrize(
    ("properties", "part"),
    [
        ({"KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/none"}, "KMS Key"),
        ({"RetentionInDays": 45}, "Invalid retentionInDays"),
        ({"FieldIndexPolicies": []}, "does not model FieldIndexPolicies"),
        ({"LogGroupClass": "CHEAP"}, "logGroupClass"),
    ],
)
def test_group_properties_aws_or_the_engine_cannot_honour_fail_the_stack(deploy, properties, part):
    """Nothing is dropped in silence."""
    template = only("Key", "Group")
    template["Resources"]["Group"]["Properties"].update(properties)
    stack = deploy(template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any(part in reason for reason in stack["Reasons"])


def test_protected_group_cannot_be_deleted(sampled, deploy):
    """Deletion protection of a template is real, and can be lifted through the API."""
    template = only("ErrorGroup")
    template["Resources"]["ErrorGroup"]["Properties"]["DeletionProtectionEnabled"] = True
    deploy(template)
    logs = sampled.client("logs")
    group = logs.describe_log_groups()["logGroups"][0]
    assert group["deletionProtectionEnabled"] is True
    with pytest.raises(logs.exceptions.ClientError, match="deletion protection"):
        logs.delete_log_group(logGroupName=group["logGroupName"])
    name = group["logGroupName"]
    for identifier, enabled in ((name, False), (group["arn"], True), (group["logGroupArn"], False)):
        logs.put_log_group_deletion_protection(logGroupIdentifier=identifier, deletionProtectionEnabled=enabled)
        assert logs.describe_log_groups()["logGroups"][0]["deletionProtectionEnabled"] is enabled
    logs.delete_log_group(logGroupName=name)


def test_group_fails_when_the_policy_of_its_key_does_not_let_the_service_use_it(deploy):
    """The statement for CloudWatch Logs is missing, or names another group."""
    template = only("Key", "Group")
    statements = template["Resources"]["Key"]["Properties"]["KeyPolicy"]["Statement"]
    template["Resources"]["Group"]["Properties"]["LogGroupName"] = "/elsewhere"
    assert any("KMS key cannot be used" in reason for reason in deploy(template, "named")["Reasons"])
    del statements[1]
    template["Resources"]["Group"]["Properties"]["LogGroupName"] = "/flowlog/production"
    assert any("KMS key cannot be used" in reason for reason in deploy(template, "missing")["Reasons"])

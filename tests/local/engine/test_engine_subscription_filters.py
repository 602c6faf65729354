"""Subscription filters: refused whenever CloudWatch Logs could not deliver its test message."""

import json

import pytest
from botocore.exceptions import ClientError
from pipeline_template import ACCOUNT, REGION, pipeline

from flowlog_config.local.engine import Settings

_GROUP = "/flowlog/production"
_NO_MESSAGE = "Could not deliver test message to specified Firehose stream"


@pytest.fixture
def parts(sampled, deploy):
    """The deployed pipeline, and what a filter of it needs."""
    deploy(pipeline())
    logs = sampled.client("logs")
    found = logs.describe_subscription_filters(logGroupName=_GROUP)["subscriptionFilters"][0]
    return sampled, {"destinationArn": found["destinationArn"], "roleArn": found["roleArn"]}


def _put(engine, name="other", **request):
    return engine.client("logs").put_subscription_filter(
        logGroupName=_GROUP, filterName=name, filterPattern="", **request
    )


def _refused(engine, **request):
    with pytest.raises(ClientError) as caught:
        _put(engine, **request)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_accepts_a_filter_whose_role_may_put_records(parts):
    """The role, the policy and the stream of the pipeline are enough."""
    engine, request = parts
    _put(engine, **request)


def test_refuses_a_stream_that_does_not_exist(parts):
    """The words are those of the service."""
    engine, request = parts
    arn = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/none"
    code, message = _refused(engine, **{**request, "destinationArn": arn})
    assert code == "InvalidParameterException"
    assert message.startswith(f"{_NO_MESSAGE}. Check if the given Firehose stream is in ACTIVE state.")


@pytest.mark.parametrize("place", [f"us-east-1:{ACCOUNT}", f"{REGION}:444455556666"])
def test_refuses_a_stream_of_another_account_or_region(parts, place):
    """Only a destination leads there; that the role would be allowed does not count."""
    engine, request = parts
    account, region = place.split(":")[1], place.split(":")[0]
    engine.client("firehose", account_id=account, region=region).create_delivery_stream(
        DeliveryStreamName="records",
        S3DestinationConfiguration={"RoleARN": request["roleArn"], "BucketARN": "arn:aws:s3:::any-bucket"},
    )
    arn = f"arn:aws:firehose:{place}:deliverystream/records"
    code, message = _refused(engine, **{**request, "destinationArn": arn})
    assert code == "InvalidParameterException"
    assert "not in account and region of the log group" in message


def test_refuses_a_role_that_does_not_exist(parts):
    """A role that is not there yet cannot send the test message."""
    engine, request = parts
    _, message = _refused(engine, **{**request, "roleArn": f"arn:aws:iam::{ACCOUNT}:role/none"})
    assert _NO_MESSAGE in message
    assert "does not exist" in message


def test_refuses_a_filter_without_a_role(parts):
    """Firehose is only reached through a role."""
    engine, request = parts
    _, message = _refused(engine, destinationArn=request["destinationArn"])
    assert "without roleArn" in message


@pytest.mark.parametrize("left", [[], ["firehose:PutRecord"], ["firehose:PutRecordBatch"], ["firehose:Describe*"]])
def test_refuses_a_role_whose_policy_lacks_an_action(parts, left):
    """Both ways to put records are needed."""
    engine, request = parts
    iam = engine.client("iam")
    role = request["roleArn"].rpartition("/")[2]
    name = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
    iam.delete_role_policy(RoleName=role, PolicyName=name)
    if left:
        statement = {"Effect": "Allow", "Action": left, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)
    _, message = _refused(engine, **request)
    assert _NO_MESSAGE in message


@pytest.mark.parametrize(
    "trust",
    [
        {"Principal": {"Service": "firehose.amazonaws.com"}},
        {
            "Principal": {"Service": "logs.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}},
        },
        {
            "Principal": {"Service": "logs.amazonaws.com"},
            "Condition": {"StringLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:*"}},
        },
    ],
    ids=["another service", "another account", "another region"],
)
def test_refuses_a_role_that_does_not_trust_cloudwatch_logs_here(parts, trust):
    """Trust is judged with the account and the log group it is asked for."""
    engine, request = parts
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **trust}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = request["roleArn"].rpartition("/")[2]
    engine.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=document)
    _, message = _refused(engine, **request)
    assert _NO_MESSAGE in message


def test_refuses_a_third_filter_but_not_a_change_of_the_second(parts):
    """A log group has two slots; replacing a filter by the same name needs none."""
    engine, request = parts
    _put(engine, **request)
    _put(engine, **request)
    code, _ = _refused(engine, name="third", **request)
    assert code == "LimitExceededException"


def test_refuses_a_pattern_that_is_too_long(parts):
    """CloudWatch Logs takes 1024 characters."""
    engine, request = parts
    put = engine.client("logs").put_subscription_filter
    put(logGroupName=_GROUP, filterName="other", filterPattern="x" * 1024, **request)
    with pytest.raises(ClientError, match="longer than 1024"):
        put(logGroupName=_GROUP, filterName="other", filterPattern="x" * 1025, **request)


def test_number_of_filters_is_a_setting(running_engine, deploy):
    """With one slot the second filter is refused."""
    running_engine.configure(Settings(sample_network=True, max_subscription_filters=1))
    deploy(pipeline())
    logs = running_engine.client("logs")
    found = logs.describe_subscription_filters(logGroupName=_GROUP)["subscriptionFilters"][0]
    code, _ = _refused(running_engine, destinationArn=found["destinationArn"], roleArn=found["roleArn"])
    assert code == "LimitExceededException"


def test_refuses_a_group_that_is_missing_or_of_another_class(parts):
    """Only groups of class STANDARD can be subscribed to."""
    engine, request = parts
    logs = engine.client("logs")
    logs.create_log_group(logGroupName="/cheap", logGroupClass="INFREQUENT_ACCESS")
    common = {"filterName": "f", "filterPattern": "", **request}
    with pytest.raises(logs.exceptions.InvalidOperationException, match="INFREQUENT_ACCESS"):
        logs.put_subscription_filter(logGroupName="/cheap", **common)
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.put_subscription_filter(logGroupName="/none", **common)


def test_stack_fails_when_the_filter_comes_before_the_policy_of_its_role(sampled, deploy):
    """The missing DependsOn shows at deploy, as it does in AWS, and the rollback leaves nothing."""
    template = pipeline()
    del template["Resources"]["Filter"]["DependsOn"]
    template["Resources"]["FilterPolicy"]["DependsOn"] = ["Filter"]
    stack = deploy(template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any(_NO_MESSAGE in reason for reason in stack["Reasons"])
    assert sampled.client("logs").describe_log_groups()["logGroups"] == []


def test_stack_fails_when_the_group_of_a_filter_is_missing(sampled, deploy):
    """No group is made up for it."""
    stack = deploy(pipeline(Filter={"LogGroupName": "/typo"}))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    groups = sampled.client("logs").describe_log_groups(logGroupNamePrefix="/typo")["logGroups"]
    assert groups == []

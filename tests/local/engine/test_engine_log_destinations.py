"""Destinations of CloudWatch Logs: who may subscribe, and what is refused when their role does not reach the stream."""

import json

import pytest
from botocore.exceptions import ClientError
from pipeline_template import ACCOUNT, REGION, pipeline

_SENDER = "444455556666"
_NAME = "sink"
_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:destination:{_NAME}"
_NO_MESSAGE = "Could not deliver test message to specified destination. Check if the destination is valid."


def _trusting(*accounts, service="logs.amazonaws.com"):
    sources = [f"arn:aws:logs:{REGION}:{one}:*" for one in accounts]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringLike": {"aws:SourceArn": sources}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _policy(principal=None, **more):
    statement = {
        "Effect": "Allow",
        "Principal": principal or {"AWS": _SENDER},
        "Action": "logs:PutSubscriptionFilter",
        "Resource": _ARN,
        **more,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def central(sampled, deploy):
    """An account with a stream and a role for a destination."""
    deploy(pipeline())
    (found,) = sampled.client("logs").describe_subscription_filters(logGroupName="/flowlog/production")[
        "subscriptionFilters"
    ]
    role = found["roleArn"].rpartition("/")[2]
    sampled.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=_trusting(ACCOUNT, _SENDER))
    request = {"targetArn": found["destinationArn"], "roleArn": found["roleArn"]}
    sampled.put = lambda name=_NAME, **more: sampled.client("logs").put_destination(
        destinationName=name, **{**request, **more}
    )
    sampled.role, sampled.request = role, request
    return sampled


@pytest.fixture
def subscribe(central):
    """Put a filter of another account, or of another region, on a log group of its own."""

    def put(arn=_ARN, *, account=_SENDER, region=REGION, **more):
        logs = central.client("logs", account_id=account, region=region)
        logs.create_log_group(logGroupName="/theirs")
        logs.put_subscription_filter(
            logGroupName="/theirs", filterName="f", filterPattern="", destinationArn=arn, **more
        )

    return put


def _refused(call, *arguments, **named):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **named)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def _set_policy(central, **more):
    central.client("logs").put_destination_policy(destinationName=_NAME, **more)


def test_an_account_the_policy_names_subscribes(central, subscribe):
    """By its id, as AWS writes it, and with no role of its own."""
    made = central.put()["destination"]
    assert made["arn"] == _ARN
    _set_policy(central, accessPolicy=_policy())
    subscribe()


@pytest.mark.parametrize(
    "policy",
    [
        None,
        _policy({"AWS": "777788889999"}),
        _policy({"AWS": f"arn:aws:iam::{_SENDER}:root"}),
        _policy(Action="logs:PutDestination"),
        _policy(Resource=f"{_ARN}-other"),
    ],
    ids=["no policy", "another account", "an ARN in the place of the id", "another action", "another destination"],
)
def test_nobody_else_subscribes(central, subscribe, policy):
    """The words are those of the service."""
    central.put()
    if policy:
        _set_policy(central, accessPolicy=policy)
    code, message = _refused(subscribe)
    assert code == "AccessDeniedException"
    text = (
        f"User with accountId: {_SENDER} is not authorized to perform: logs:PutSubscriptionFilter on resource: {_ARN}"
    )
    assert message.startswith(text)


def test_the_account_itself_needs_the_policy_too(central, subscribe):
    """A destination without one takes nobody."""
    central.put()
    assert _refused(subscribe, account=ACCOUNT)[0] == "AccessDeniedException"


def test_a_destination_that_is_not_there_and_one_of_another_region_are_refused(central, subscribe):
    """A filter and its destination are in one region."""
    assert _refused(subscribe)[0] == "ResourceNotFoundException"
    central.put()
    _set_policy(central, accessPolicy=_policy())
    code, message = _refused(subscribe, region="us-east-1")
    assert code == "InvalidParameterException"
    assert "not in the region" in message


def test_the_role_must_be_taken_for_the_account_that_sends(central, subscribe):
    """Else the test message of the filter does not come through, though that of the destination did."""
    central.client("iam").update_assume_role_policy(RoleName=central.role, PolicyDocument=_trusting(ACCOUNT))
    central.put()
    _set_policy(central, accessPolicy=_policy())
    code, message = _refused(subscribe)
    assert code == "InvalidParameterException"
    assert message.startswith(_NO_MESSAGE)
    assert _SENDER in message


def test_a_policy_for_an_organization_wants_a_role_with_the_filter(central, subscribe):
    """And it lets in whoever the engine knows to be of it, which is nobody."""
    central.put()
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    _set_policy(central, accessPolicy=_policy("*", Condition=condition))
    assert _refused(subscribe)[0] == "AccessDeniedException"
    condition = {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    _set_policy(central, accessPolicy=_policy("*", Condition=condition))
    code, message = _refused(
        central.client("logs", account_id=_SENDER).put_subscription_filter,
        logGroupName="/theirs",
        filterName="f",
        filterPattern="",
        destinationArn=_ARN,
    )
    assert code == "InvalidParameterException"
    assert message.startswith("Role ARN is required")


@pytest.mark.parametrize(
    "change",
    [
        {"targetArn": f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/none"},
        {"targetArn": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/some"},
        {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/none"},
    ],
    ids=["no such stream", "not modelled", "no such role"],
)
def test_a_destination_that_does_not_reach_its_stream_is_refused(central, change):
    """A test message is sent when it is put."""
    code, message = _refused(central.put, **change)
    assert code == "InvalidParameterException"
    assert message.startswith(_NO_MESSAGE)
    assert central.client("logs").describe_destinations()["destinations"] == []


def test_a_destination_put_again_keeps_its_policy(central):
    """Only ``PutDestinationPolicy`` changes it."""
    central.put()
    _set_policy(central, accessPolicy=_policy())
    central.put()
    (found,) = central.client("logs").describe_destinations(DestinationNamePrefix=_NAME)["destinations"]
    assert found["accessPolicy"] == _policy()


@pytest.mark.parametrize("policy", ["no policy", '{"Version": "2012-10-17"}', _policy(Sid="x" * 5120)])
def test_what_is_no_policy_or_too_long_is_refused(central, policy):
    """5,120 bytes is all there is room for."""
    central.put()
    assert _refused(_set_policy, central, accessPolicy=policy)[0] == "InvalidParameterException"


def test_a_template_makes_changes_and_removes_one(central, deploy, remove):
    """Its policy changes in place; a name that is taken is refused."""
    logs = central.client("logs")

    def template(account):
        properties = {
            "DestinationName": _NAME,
            "TargetArn": central.request["targetArn"],
            "RoleArn": central.request["roleArn"],
            "DestinationPolicy": _policy({"AWS": account}),
        }
        made = {"Type": "AWS::Logs::Destination", "Properties": properties}
        return {"Resources": {"Sink": made}, "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Sink", "Arn"]}}}}

    assert deploy(template(_SENDER), name="sinks")["Values"] == {"Arn": _ARN}
    assert deploy(template("777788889999"), name="sinks")["StackStatus"] == "UPDATE_COMPLETE"
    (found,) = logs.describe_destinations()["destinations"]
    assert found["accessPolicy"] == _policy({"AWS": "777788889999"})
    second = deploy(template(_SENDER), name="others")
    assert second["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("already exists" in reason for reason in second["Reasons"])
    assert len(logs.describe_destinations()["destinations"]) == 1
    assert remove("sinks") == "DELETE_COMPLETE"
    assert logs.describe_destinations()["destinations"] == []

"""The judge of deployed roles: allowed, and refused for each part that is missing."""

import copy
import json

import boto3
import pytest
from moto import mock_aws

from flowlog_config.local.iam.policy import Effect
from flowlog_config.local.iam.role import Role, RoleNotFoundError, allows, load_role, resource_policy

ACCOUNT = "111122223333"
STREAM = f"arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/flow"
SOURCE = {
    "aws:SourceAccount": ACCOUNT,
    "aws:SourceArn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/flow:*",
}
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "logs.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "StringLike": {"aws:SourceArn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:*"},
    },
}
PUT = {
    "Sid": "Put",
    "Effect": "Allow",
    "Action": ["firehose:PutRecord", "firehose:PutRecordBatch"],
    "Resource": STREAM,
}


def role(*statements, trust=TRUST, boundary=None):
    """Make a role with the given statements."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Role(
        arn=f"arn:aws:iam::{ACCOUNT}:role/sub",
        trust={"Version": "2012-10-17", "Statement": [trust]},
        policies={"inline policy put": document},
        boundary=boundary,
    )


def ask(a_role, *, service="logs.amazonaws.com", action="firehose:PutRecord", resource=STREAM, context=SOURCE):
    """Judge one call, by default the one the role is made for."""
    return allows(a_role, principal_service=service, action=action, resource=resource, context=context)


def without(statement, *path):
    """Copy a statement without one element."""
    changed = copy.deepcopy(statement)
    place = changed
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return changed


def test_allows_what_trust_and_policy_allow():
    """The documented role of a subscription may put records."""
    assert ask(role(PUT)).allowed


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"service": "firehose.amazonaws.com"}, "firehose.amazonaws.com may not assume"),
        ({"action": "firehose:DeleteDeliveryStream"}, "no statement allows"),
        ({"resource": STREAM + "-other"}, "Resource"),
        ({"context": {**SOURCE, "aws:SourceAccount": "999999999999"}}, "wants 111122223333"),
        ({"context": {"aws:SourceArn": SOURCE["aws:SourceArn"]}}, "has no aws:SourceAccount"),
        ({"context": {**SOURCE, "aws:SourceArn": "arn:aws:logs:us-east-1:1:x"}}, "StringLike"),
    ],
)
def test_refuses_each_part_that_does_not_fit(changes, word):
    """Wrong service, action, stream, account or source are each refused in words."""
    decision = ask(role(PUT), **changes)
    assert not decision.allowed
    assert word in decision.why


@pytest.mark.parametrize(
    "statement", [without(PUT, "Resource"), without(PUT, "Action"), without(PUT, "Effect"), {**PUT, "Odd": 1}]
)
def test_refuses_when_a_statement_element_is_missing_or_strange(statement):
    """Nothing is granted by a statement that is not understood."""
    assert not ask(role(statement)).allowed


@pytest.mark.parametrize(
    "trust",
    [
        *(without(TRUST, "Principal"), without(TRUST, "Effect"), without(TRUST, "Action"), PUT),
        TRUST | {"Principal": "logs.amazonaws.com"},
    ],
)
def test_refuses_when_the_trust_policy_lacks_a_part(trust):
    """A trust statement without principal, effect or action trusts nobody."""
    assert not ask(role(PUT, trust=trust)).allowed


def test_refuses_a_role_without_statements():
    """No policy means no permission."""
    decision = ask(role())
    assert not decision
    assert "no statement allows firehose:PutRecord" in decision.why


@pytest.mark.parametrize("action", ["firehose:*", "firehose:Put*", "FIREHOSE:PUTRECORD", "*", "firehose:PutRecor?"])
def test_matches_actions_with_wildcards_and_any_case(action):
    """Action names have wildcards and no case."""
    assert ask(role({**PUT, "Action": action})).allowed


def test_matches_resources_with_case():
    """ARNs are compared with case."""
    assert not ask(role({**PUT, "Resource": STREAM.upper()})).allowed


def test_not_action_grants_the_rest():
    """NotAction grants what is not listed, and only that."""
    statement = {**without(PUT, "Action"), "NotAction": "firehose:Delete*"}
    assert ask(role(statement)).allowed
    assert not ask(role(statement), action="firehose:DeleteDeliveryStream").allowed


def test_not_resource_grants_the_rest():
    """NotResource grants elsewhere, not here."""
    assert not ask(role({**without(PUT, "Resource"), "NotResource": STREAM})).allowed


def test_explicit_deny_wins():
    """A Deny beats any Allow."""
    deny = {"Effect": "Deny", "Action": "firehose:*", "Resource": "*"}
    decision = ask(role(PUT, deny))
    assert not decision.allowed
    assert "denies" in decision.why


def test_unknown_condition_denies_in_a_deny_and_grants_nothing_in_an_allow():
    """An operator the judge does not know closes both ways and is named."""
    odd = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    refused = ask(role({**PUT, "Condition": odd}))
    assert not refused.allowed
    assert "IpAddress" in refused.why
    denied = ask(role(PUT, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": odd}))
    assert not denied.allowed
    assert "IpAddress" in denied.why


def test_policy_variables_grant_nothing():
    """A ${variable} in a resource is not guessed at."""
    decision = ask(role({**PUT, "Resource": "arn:aws:firehose:eu-west-1:${aws:PrincipalAccount}:*"}))
    assert not decision.allowed
    assert "variable" in decision.why


def test_boundary_limits_what_the_policy_grants():
    """A permissions boundary that is silent refuses."""
    boundary = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    assert "boundary" in ask(role(PUT, boundary=boundary)).why
    assert ask(role(PUT, boundary={"Statement": [PUT]})).allowed


def test_source_conditions_do_not_hold_after_assuming():
    """The calls of an assumed role carry no aws:SourceAccount."""
    statement = {**PUT, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    assert not ask(role(statement)).allowed


def test_accepts_the_older_regional_name_of_cloudwatch_logs_in_its_region_only():
    """logs.eu-west-1 is accepted for a group in eu-west-1, logs.us-east-1 is not."""
    for region, expected in (("eu-west-1", True), ("us-east-1", False)):
        trust = {**TRUST, "Principal": {"Service": f"logs.{region}.amazonaws.com"}}
        assert ask(role(PUT, trust=trust)).allowed is expected


def test_bucket_policy_denies_plain_http_only():
    """The usual SecureTransport statement stops http and lets https through to the role's own policy."""
    policy = {
        "Statement": {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }
    for secure, effect in (("true", Effect.SILENT), ("false", Effect.DENY)):
        found = resource_policy(
            policy,
            name="the bucket policy",
            caller=role(PUT),
            action="s3:PutObject",
            resource="arn:aws:s3:::b/key",
            context={"aws:SecureTransport": secure},
        )
        assert found.effect is effect


def test_loads_trust_inline_and_attached_policies():
    """A role read from IAM is judged with everything attached to it."""
    with mock_aws():
        iam = boto3.client("iam", region_name="eu-west-1")
        arn = iam.create_role(RoleName="sub", Path="/a/", AssumeRolePolicyDocument=json.dumps({"Statement": [TRUST]}))[
            "Role"
        ]["Arn"]
        assert not ask(load_role(iam, arn)).allowed
        iam.put_role_policy(
            RoleName="sub",
            PolicyName="p",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [PUT]}),
        )
        assert ask(load_role(iam, arn)).allowed
        deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
        managed = iam.create_policy(
            PolicyName="stop", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [deny]})
        )["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="sub", PolicyArn=managed)
        assert "managed policy stop" in ask(load_role(iam, arn)).why


def test_says_when_a_role_does_not_exist():
    """A role of another name or another account is not found, nor one without a name."""
    with mock_aws():
        iam = boto3.client("iam", region_name="eu-west-1")
        iam.create_role(RoleName="sub", AssumeRolePolicyDocument=json.dumps({"Statement": [TRUST]}))
        begin = "arn:aws:iam::123456789012:role/"
        for arn in (f"{begin}none", "arn:aws:iam::999999999999:role/sub", begin, ""):
            with pytest.raises(RoleNotFoundError):
                load_role(iam, arn)

"""Who may do what: no more than records need to travel."""

import fnmatch

import pytest
from shapes import SHAPES
from synthesised import KEY, SECRET, flat

HERE = "<AWS::Region>:<AWS::AccountId>"
ALLOWED_WILDCARDS = {
    f"arn:<AWS::Partition>:logs:{HERE}:log-group:*-LogGroup*:*",  # only log groups this stack has made
    f"arn:<AWS::Partition>:firehose:{HERE}:deliverystream/*-vpc-*",  # only streams of this project
    f"arn:<AWS::Partition>:firehose:{HERE}:deliverystream/*-tgw-*",
    "<FailedRecordsBucket.Arn>/*",
    "<FlowLogBucket.Arn>/*",  # only files of flow logs are in it
    "<FlowLogBucket.Arn>/forwarded/*",
    "<ForwarderLog.Arn>",  # the streams of one log group
    "arn:aws:s3:::archive/network/*",
    f"arn:<AWS::Partition>:kms:{HERE}:key/*",  # bound to one secret by its conditions
}
FORMER_BUCKETS = {
    "arn:<AWS::Partition>:s3:::*-flowlogbucket-*/*",
    "arn:<AWS::Partition>:s3:::flowlog-[0-9]*-*-[0-9]/*",
}
"""What the bucket of a stack may have been called before, in its own account only."""
WITHOUT_ARN = {"logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries"}
"""Actions that IAM lets a policy allow on ``*`` only. Source: Service Authorization Reference, CloudWatch Logs (2026-11)."""
ACROSS_ACCOUNTS = {"central", "central-posted", "sender"}
"""Shapes with roles that other accounts take, which test_central_account and test_central_forwarding are about."""


def _statements(synthesised):
    for role in synthesised.properties("AWS::IAM::Role"):
        for policy in role["Policies"]:
            yield from flat(policy["PolicyDocument"]["Statement"])
    for policy in synthesised.properties("AWS::IAM::ManagedPolicy"):
        yield from flat(policy["PolicyDocument"]["Statement"])


def _may(synthesised, action):
    return [s for s in _statements(synthesised) if action in s["Action"]]


@pytest.mark.parametrize("name", SHAPES)
def test_roles_name_every_action_and_resource(shape, name):
    """No role may do ``*`` or act on ``*``; the wildcards in ARNs are those listed with their reason."""
    for statement in _statements(shape(name)):
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        for resource in statement["Resource"]:
            if "*" in resource and not set(statement["Action"]) <= WITHOUT_ARN:
                here = statement.get("Condition") == {"StringEquals": {"aws:ResourceAccount": "<AWS::AccountId>"}}
                known = FORMER_BUCKETS if here else ALLOWED_WILDCARDS
                assert any(fnmatch.fnmatchcase(resource, one) for one in known), resource
                assert resource != "*"


@pytest.mark.parametrize("name", sorted(SHAPES.keys() - ACROSS_ACCOUNTS))
def test_services_take_a_role_only_for_this_account(shape, name):
    """Every trust names one service and, but for Lambda, this account and the kind of resource, against the confused deputy."""
    roles = shape(name).resources("AWS::IAM::Role")
    of_services = {id_: role for id_, role in roles.items() if not id_.startswith("Reader")}
    ways = {"FlowLogRole", "SubscriptionRole"} if shape(name).resources("AWS::Logs::SubscriptionFilter") else set()
    streams = {"StreamRole"} if shape(name).resources("AWS::KinesisFirehose::DeliveryStream") else set()
    functions = {"ForwarderRole"} if shape(name).resources("AWS::Lambda::Function") else set()
    assert of_services.keys() == ways | streams | functions
    for role in of_services.values():
        (statement,) = flat(role["Properties"]["AssumeRolePolicyDocument"]["Statement"])
        assert statement["Principal"].keys() == {"Service"}
        if statement["Principal"]["Service"] == "lambda.amazonaws.com":
            assert "Condition" not in statement  # Lambda is not said to give what it could ask for
            continue
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "<AWS::AccountId>"}
        assert statement["Condition"]["ArnLike"]["aws:SourceArn"].startswith("arn:<AWS::Partition>:")
        assert f":{HERE}:" in statement["Condition"]["ArnLike"]["aws:SourceArn"]


@pytest.mark.parametrize(
    ("role", "service", "source"),
    [
        ("FlowLogRole", "vpc-flow-logs.amazonaws.com", "ec2:<AWS::Region>:<AWS::AccountId>:vpc-flow-log/*"),
        ("SubscriptionRole", "logs.amazonaws.com", "logs:<AWS::Region>:<AWS::AccountId>:*"),
        ("StreamRole", "firehose.amazonaws.com", "firehose:<AWS::Region>:<AWS::AccountId>:deliverystream/*"),
    ],
)
def test_each_role_is_for_one_service(smallest, role, service, source):
    """The service and the ARNs it acts for are those AWS documents."""
    properties = smallest.resources("AWS::IAM::Role")[role]["Properties"]
    (statement,) = flat(properties["AssumeRolePolicyDocument"]["Statement"])
    assert statement["Principal"]["Service"] == service
    assert statement["Condition"]["ArnLike"]["aws:SourceArn"] == f"arn:<AWS::Partition>:{source}"


def test_flow_logs_may_not_create_log_groups(rich):
    """With that right the service would make a deleted log group again, without retention and key."""
    assert not _may(rich, "logs:CreateLogGroup")
    (statement,) = _may(rich, "logs:CreateLogStream")
    assert set(statement["Action"]) == {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}


def test_flow_logs_may_write_to_every_log_group_of_the_stack(rich):
    """The pattern holds for each group, and for groups of the stack that are no longer in the template."""
    (statement,) = _may(rich, "logs:CreateLogStream")
    (pattern,) = statement["Resource"]
    start = f"arn:<AWS::Partition>:logs:{HERE}:log-group:"
    stack = "network-111122223333-eu-west-1"
    ids = {flow_log["LogGroupName"]["Ref"] for flow_log in rich.properties("AWS::EC2::FlowLog")}
    for id_ in (*ids, "LogGroupVpc00000000"):
        assert fnmatch.fnmatchcase(f"{start}{stack}-{id_}-aB3:log-stream:eni-1-all", pattern)
    for other in (f"{stack}-ErrorLogGroup-aB3", f"{stack}-2-LogGroupVpc00000000-aB3", "/aws/lambda/other"):
        assert not fnmatch.fnmatchcase(f"{start}{other}:log-stream:eni-1-all", pattern)


def test_filters_may_put_into_every_stream_of_the_project(rich):
    """A stream that is removed gets its last records; streams of others get none."""
    (statement,) = _may(rich, "firehose:PutRecordBatch")
    start = f"arn:<AWS::Partition>:firehose:{HERE}:deliverystream/"
    names = [stream["DeliveryStreamName"] for stream in rich.properties("AWS::KinesisFirehose::DeliveryStream")]
    for name in names:
        assert any(fnmatch.fnmatchcase(start + name, pattern) for pattern in statement["Resource"])
    assert not any(fnmatch.fnmatchcase(f"{start}other-vpc-1", pattern) for pattern in statement["Resource"])


def test_streams_read_one_secret(smallest, shape):
    """The secret of the stack, or the one the file gives."""
    (statement,) = _may(smallest, "secretsmanager:GetSecretValue")
    assert statement["Resource"] == ["<AccessKeySecret>"]
    (statement,) = _may(shape("own-secret"), "secretsmanager:GetSecretValue")
    assert statement["Resource"] == [SECRET]


def test_streams_decrypt_an_existing_secret_and_nothing_else(smallest, shape):
    """Its key is not known, so any key, yet only through Secrets Manager and only for that secret."""
    assert not _may(smallest, "kms:Decrypt")
    (statement,) = _may(shape("own-secret"), "kms:Decrypt")
    equals = statement["Condition"]["StringEquals"]
    assert equals["kms:EncryptionContext:SecretARN"] == SECRET
    assert equals["kms:ViaService"] == "secretsmanager.<AWS::Region>.<AWS::URLSuffix>"


def test_streams_use_a_given_key_for_the_bucket_only(shape):
    """The key is named, and works through S3 for this bucket alone."""
    (statement,) = _may(shape("own-key"), "kms:GenerateDataKey")
    assert statement["Resource"] == [KEY]
    assert statement["Condition"]["StringEquals"] == {"kms:ViaService": "s3.<AWS::Region>.<AWS::URLSuffix>"}
    context = statement["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"]
    assert context == ["<FailedRecordsBucket.Arn>", "<FailedRecordsBucket.Arn>/*"]

"""The KMS key that encrypts records, in every partition."""

import fnmatch
import json

import pytest
from synthesised import HEAD, KEY, flat

from flowlog_config.inventory import Assignment, Inventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from flowlog_constructs.key_policy import key_policy_statements
from stacks.templates import templates_of

KEY_TYPE = "AWS::KMS::Key"


def _logs_statement(synthesised):
    (key,) = synthesised.properties(KEY_TYPE)
    return flat(key["KeyPolicy"]["Statement"])[1]


def test_makes_no_key_unless_asked(smallest):
    """A key costs money; AWS's own keys encrypt at no cost."""
    smallest.template.resource_count_is(KEY_TYPE, 0)
    assert all("KmsKeyId" not in group for group in smallest.properties("AWS::Logs::LogGroup"))


def test_a_made_key_is_rotated_and_administered_by_the_account(rich):
    """Without the account's statement nobody could ever change the key."""
    rich.template.has_resource_properties(KEY_TYPE, {"EnableKeyRotation": True})
    (key,) = rich.properties(KEY_TYPE)
    administer = flat(key["KeyPolicy"]["Statement"])[0]
    assert administer["Principal"] == {"AWS": "arn:<AWS::Partition>:iam::<AWS::AccountId>:root"}
    assert administer["Action"] == "kms:*"


def test_cloudwatch_logs_uses_the_key_for_every_log_group_of_the_stack_only(rich):
    """The encryption context binds the service to these log groups, also when they are no longer in the template."""
    statement = _logs_statement(rich)
    assert statement["Principal"] == {"Service": "logs.<AWS::Region>.<AWS::URLSuffix>"}
    patterns = statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    start = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:"
    stack = "network-111122223333-eu-west-1"

    def may_use(name):
        return any(fnmatch.fnmatchcase(start + name, pattern) for pattern in patterns)

    assert all(may_use(f"{stack}-{id_}-aB3") for id_ in rich.resources("AWS::Logs::LogGroup"))
    assert may_use(f"{stack}-LogGroupVpc00000000-aB3")
    assert not may_use("/aws/lambda/other")
    assert not may_use(f"{stack}-2-LogGroupVpc00000000-aB3")


def test_a_given_key_encrypts_log_groups_stream_and_bucket(shape):
    """No key is made, and everything that holds records uses the given one."""
    own = shape("own-key")
    own.template.resource_count_is(KEY_TYPE, 0)
    assert {group["KmsKeyId"] for group in own.properties("AWS::Logs::LogGroup")} == {KEY}
    (stream,) = own.properties("AWS::KinesisFirehose::DeliveryStream")
    assert stream["DeliveryStreamEncryptionConfigurationInput"]["KeyARN"] == KEY
    backup = stream["HttpEndpointDestinationConfiguration"]["S3Configuration"]["EncryptionConfiguration"]
    assert backup == {"KMSEncryptionConfig": {"AWSKMSKeyARN": KEY}}
    (bucket,) = own.properties("AWS::S3::Bucket")
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == KEY


def test_tells_the_owner_of_a_key_what_its_policy_needs():
    """The statements are plain JSON for a person to paste, without a token of the CDK's."""
    (statement,) = key_policy_statements(account_id="111122223333", region="eu-west-1", log_group_names=["/flowlog/*"])
    assert "Token" not in json.dumps(statement)
    assert statement["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"] == [
        "arn:aws:logs:eu-west-1:111122223333:log-group:/flowlog/*"
    ]


@pytest.mark.parametrize("name", ["china", "us-government"])
def test_templates_of_other_partitions_name_no_partition(shape, name):
    """ARNs and principals take partition and domain from where the stack is, so nothing says arn:aws:."""
    assert "arn:aws:" not in json.dumps(shape(name).documents)


@pytest.mark.parametrize("bucket", ["create", "arn:aws:s3:::archive/a/"])
@pytest.mark.parametrize("others", ["", ", deliver_to: there"])
@pytest.mark.parametrize("routes", ["cloudwatch", "firehose", "s3", "[firehose, s3]", "[cloudwatch, s3]"])
def test_a_key_is_made_where_something_uses_it_and_its_absence_is_said(routes, others, bucket):
    """It costs 1 USD a month; the warning and the template agree."""
    text = f"""{HEAD}
targets:
  - {{name: here, account: "111122223333", region: eu-west-1, kms_key: create{others}}}
  - {{name: there, account: "999988887777", region: eu-west-1, kms_key: create}}
s3: {{bucket: "{bucket}"}}
flow_logs: [{{name: a, targets: here, select: vpc-0ed6e0000000000a1, route: {routes}}}]
"""
    planned = make_plan(load("test.yaml", text))
    idle = {one.path[1] for one in planned.warnings if one.kind.id == "FL333" and one.path[-1] == "kms_key"}
    found = {name: one["Resources"] for ones in templates_of(planned.plan).values() for name, one in ones.items()}
    resources = list(found.values())
    made = {i for i, one in enumerate(resources) if "EncryptionKey" in one}
    used = {i for i, one in enumerate(resources) if '"EncryptionKey"' in json.dumps(list(map(dict, one.values())))}
    nothing_there = set() if others else {1}
    assert made == used == {0, 1} - idle - nothing_there
    assert planned.resources == {name: len(one) for name, one in found.items()}


def test_the_first_stack_makes_the_key_that_others_alone_use():
    """Also where its own flow logs write into a bucket that exists."""
    text = f"""{HEAD}
targets: [{{account: "111122223333", region: eu-west-1, kms_key: create}}]
s3: {{bucket: "arn:aws:s3:::archive/a/"}}
flow_logs:
  - {{name: a, select: vpc-0ed6e0000000000a1, route: s3}}
  - {{name: b, select: vpc-0ed6e0000000000a2}}
"""
    loaded = load("test.yaml", text)
    ((place, once),) = make_plan(loaded, recording=True).assigned.items()
    apart = Assignment(2, {row: 1 + row[0].endswith("2") for row in once.stacks})
    plan = make_plan(loaded, Inventory({}, assigned={place: apart})).plan
    first, second = templates_of(plan)[place].values()
    assert "EncryptionKey" in first["Resources"]
    assert "EncryptionKeyArn" in json.dumps(second["Resources"]["ErrorLogGroup"])

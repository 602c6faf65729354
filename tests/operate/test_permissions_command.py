"""`flowlog permissions` for every command that reads an account."""

import json

import pytest
from click.testing import CliRunner

from flowlog_config.discovery import calls as discovery
from flowlog_config.operate.drift import calls as drift
from flowlog_config.operate.permissions_command import permissions
from flowlog_config.operate.query import calls as query


@pytest.mark.parametrize(
    ("arguments", "actions"),
    [
        ([], discovery.PERMISSIONS),
        (["--for", "init"], discovery.PERMISSIONS),
        (["--for", "drift"], drift.PERMISSIONS),
        (["--for", "query"], query.PERMISSIONS),
    ],
)
def test_prints_a_policy_of_exactly_the_declared_permissions(arguments, actions):
    """Nothing that writes, and no wildcard."""
    (statement,) = json.loads(CliRunner().invoke(permissions, arguments).stdout)["Statement"]
    assert statement["Action"] == sorted(actions)
    assert statement["Effect"] == "Allow"
    assert not [one for one in statement["Action"] if "*" in one]


BUCKET = "arn:aws:s3:::archive/network/"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets:
  - {{account: "111122223333", region: eu-west-1, name: first{key}}}
  - {{account: "111122223333", region: us-east-1, name: second}}
s3: {{bucket: "{bucket}"}}
flow_logs:
  - {{name: a, select: vpc-0ed6e0000000000a1, targets: first, route: {route}}}
  - {{name: b, select: vpc-0ed6e0000000000a2, targets: second, route: {route}}}
"""


def _s3(tmp_path, bucket=BUCKET, key="", route="s3"):
    file = tmp_path / "flowlogs.yaml"
    file.write_text(FILE.format(bucket=bucket, key=key, route=route), encoding="utf-8")
    return CliRunner().invoke(permissions, ["--for", "s3", "--file", str(file)])


def test_prints_the_policy_of_an_existing_bucket(tmp_path):
    """For the flow logs of every target, into the folder of the file and no other."""
    shown = json.loads(_s3(tmp_path).stdout)
    write, check = shown["bucket_policy"]["Statement"]
    assert write["Resource"] == ["arn:aws:s3:::archive/network/*"]
    assert check["Resource"] == "arn:aws:s3:::archive"
    for statement in (write, check, *shown["key_policy_statements"].values()):
        assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == ["111122223333"]
        sources = statement["Condition"]["ArnLike"]["aws:SourceArn"]
        assert sources == [f"arn:aws:logs:{region}:111122223333:*" for region in ("eu-west-1", "us-east-1")]


def test_prints_what_a_key_of_the_user_s_needs(tmp_path):
    """The bucket is the stack's own, and its policy is nobody else's business."""
    shown = json.loads(_s3(tmp_path, bucket="create", key=f', kms_key: "{KEY}"').stdout)
    assert shown.keys() == {"key_policy_statements"}
    assert shown["key_policy_statements"][KEY]["Condition"]["ArnLike"] == {
        "aws:SourceArn": ["arn:aws:logs:eu-west-1:111122223333:*"]
    }


@pytest.mark.parametrize(
    ("bucket", "route", "why"), [("create", "s3", "themselves"), (BUCKET, "firehose", "route: s3")]
)
def test_says_when_there_is_nothing_to_add(tmp_path, bucket, route, why):
    """On standard error and without a policy; that there is nothing to do is no fault."""
    result = _s3(tmp_path, bucket=bucket, route=route)
    assert (result.exit_code, result.stdout) == (0, "")
    assert why in result.stderr

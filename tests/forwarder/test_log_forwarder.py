"""The construct: what is deployed, who may do what, and that the code that is uploaded is whole."""

import ast
import json
import sys
from pathlib import Path

import pytest
from aws_cdk import App, Stack, Validations
from aws_cdk.assertions import Match, Template
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint_all

from flowlog_config.formats.catalogue import FIELDS
from flowlog_constructs.batch import Batch
from flowlog_constructs.forwarder.body_format import BodyFormat
from flowlog_constructs.forwarder.settings import Forwarding
from flowlog_constructs.forwarder_code import ForwarderCode
from flowlog_constructs.log_forwarder import LogForwarder
from flowlog_constructs.references import resolved
from flowlog_constructs.resource import Resource

FORWARDER = Path(__file__).parents[2] / "constructs/flowlog_constructs/forwarder"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:signoz-AbCdEf"  # noqa: S105 - a name, no secret
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
PREFIX = "AWSLogs/111122223333/"
SMALLEST = {
    "bucket_arn": "arn:aws:s3:::flow-log-files",
    "key_prefix": PREFIX,
    "forwarding": Forwarding(
        url="https://ingest.eu.signoz.cloud/logs/json",
        body_format=BodyFormat.JSON_ARRAY,
        headers={"signoz-ingestion-key": "{api_key}"},
    ),
    "secret_arn": SECRET,
}
RICH = {
    **SMALLEST,
    "secret_of_others": True,
    "bucket_key_arn": KEY,
    "tags": {"a": "b"},
}


def _stack(folder, **more):
    stack = Stack(App(outdir=str(folder), builtin_cloud_formation_validation=False), "Theirs")
    code = ForwarderCode(stack, "Code")
    given = {"code_bucket": code.s3_bucket_name, "code_key": code.s3_object_key, **SMALLEST, **more}
    return stack, LogForwarder(stack, "Forwarder", **given)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The smallest forwarder: its template and the folder it is in."""
    folder = tmp_path_factory.mktemp("made")
    stack, _ = _stack(folder)
    return Template.from_stack(stack), folder


def _statements(template):
    (role,) = template.find_resources("AWS::IAM::Role").values()
    return role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]


def test_messages_are_seen_again_after_six_timeouts(made):
    """Lambda asks for it, and reports each message by itself."""
    template, _ = made
    (function,) = template.find_resources("AWS::Lambda::Function").values()
    queue = {
        "VisibilityTimeout": 6 * function["Properties"]["Timeout"],
        "RedrivePolicy": Match.object_like({"maxReceiveCount": 100}),
    }
    template.has_resource_properties("AWS::SQS::Queue", queue)
    mapping = {"FunctionResponseTypes": ["ReportBatchItemFailures"], "ScalingConfig": {"MaximumConcurrency": 10}}
    template.has_resource_properties("AWS::Lambda::EventSourceMapping", mapping)


def test_function_may_send_itself_what_is_left(made):
    """Without this Lambda would end the loop after 16 rounds and with it a large object."""
    made[0].has_resource_properties("AWS::Lambda::Function", {"RecursiveLoop": "Allow", "Architectures": ["arm64"]})


def test_role_reads_objects_below_the_prefix_and_nothing_else_of_s3(made):
    """No listing, no wildcard action, no other bucket."""
    actions = {action: one["Resource"] for one in _statements(made[0]) for action in one["Action"]}
    assert {action for action in actions if action.startswith("s3:")} == {"s3:GetObject"}
    assert actions["s3:GetObject"] == [f"arn:aws:s3:::flow-log-files/{PREFIX}*"]
    assert actions["secretsmanager:GetSecretValue"] == [SECRET]
    assert not [action for action in actions if "*" in action]
    assert not [action for action in actions if action.startswith("kms:")]


def test_role_decrypts_through_s3_and_secrets_manager_only(tmp_path):
    """The bucket's key for these objects, any key for this secret."""
    stack, _ = _stack(tmp_path, **RICH)
    objects, secret = [one for one in _statements(Template.from_stack(stack)) if one["Action"] == ["kms:Decrypt"]]
    assert objects["Resource"] == [KEY]
    arns = objects["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"]
    assert arns == ["arn:aws:s3:::flow-log-files", f"arn:aws:s3:::flow-log-files/{PREFIX}*"]
    assert secret["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"] == SECRET


def test_only_the_bucket_may_write_and_nobody_without_tls(made):
    """S3 in the name of this bucket and its owner; both queues refuse plain HTTP."""
    policies = [
        one["Properties"]["PolicyDocument"]["Statement"]
        for one in made[0].find_resources("AWS::SQS::QueuePolicy").values()
    ]
    assert len(policies) == 2
    allowed = [one for statements in policies for one in statements if one["Effect"] == "Allow"]
    assert [one["Condition"] for one in allowed] == [
        {
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::flow-log-files"},
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        }
    ]
    for statements in policies:
        assert [one["Condition"] for one in statements if one["Effect"] == "Deny"] == [
            {"Bool": {"aws:SecureTransport": "false"}}
        ]


def test_notification_is_what_a_bucket_takes(tmp_path):
    """New objects below the prefix, to the queue; the bucket waits for the policy."""
    stack, forwarder = _stack(tmp_path)
    notification = {"QueueConfigurations": [forwarder.queue.notification(prefix=PREFIX, suffix=".log.gz")]}
    properties = {"NotificationConfiguration": notification}
    Resource(stack, "Bucket", "AWS::S3::Bucket", properties, depends_on=[forwarder.queue.policy])
    (bucket,) = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    assert bucket["DependsOn"] == ["ForwarderQueuePolicy"]
    (written,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert written == {
        "Event": "s3:ObjectCreated:*",
        "Queue": {"Fn::GetAtt": ["ForwarderQueue", "Arn"]},
        "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": PREFIX}, {"Name": "suffix", "Value": ".log.gz"}]}},
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"key_prefix": ""}, "neither an empty prefix"),
        ({"bucket_arn": "arn:aws:s3:::flow-*"}, "nor a pattern"),
        ({"secret_arn": None}, "no secret it could stand for"),
    ],
)
def test_refuses_what_the_function_would_refuse(tmp_path, change, told):
    """At synthesis, and not in the first invocation."""
    with pytest.raises(ValueError, match=told):
        _stack(tmp_path, **change)


def test_a_batch_holds_the_same(tmp_path):
    """As data or as typed resources, the template is one."""
    code = {"code_bucket": "assets", "code_key": "code.zip"}
    batch = Batch()
    LogForwarder(batch, "Forwarder", **RICH, **code)
    typed = Template.from_stack(_stack(tmp_path, **RICH, **code)[0]).to_json()["Resources"]
    assert resolved(batch.resources) == typed


@pytest.mark.parametrize("more", [{}, RICH], ids=["smallest", "rich"])
def test_cfn_lint_and_cdk_nag_find_nothing(tmp_path, more):
    """Schemas and rules; what stays is acknowledged beside its resource."""
    stack, _ = _stack(tmp_path, **more)
    app = stack.node.root
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
    (report,) = json.loads((tmp_path / "validation-report.json").read_text())["pluginReports"]
    assert report["violations"] == []
    found = lint_all((tmp_path / stack.template_file).read_text())
    assert [str(one) for one in found if not one.rule.id.startswith("I")] == []


def test_asset_is_the_folder_and_nothing_else(made):
    """Every module and the types, no cache of Python's and none of the other constructs."""
    (asset,) = made[1].glob("asset.*")
    packed = {str(file.relative_to(asset)) for file in asset.rglob("*") if file.is_file()}
    assert packed == {f"forwarder/{file.name}" for file in FORWARDER.iterdir() if file.suffix in {".py", ".json"}}


def test_code_imports_only_what_the_runtime_has():
    """The standard library, boto3 with botocore, and its own folder; types are for mypy and not for Lambda."""
    for file in FORWARDER.glob("*.py"):
        tree = ast.parse(file.read_text())
        for node in (node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if not (isinstance(node, ast.ImportFrom) and node.level):
                assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"boto3", "botocore"}, (
                    file.name
                )


def test_field_types_are_those_of_the_catalogue(request):
    """The function cannot import the catalogue, so it has a copy; ``make snapshots`` writes it anew."""
    fresh = json.dumps({name: field.type for name, field in FIELDS.items()}, indent=1) + "\n"
    copy = FORWARDER / "field_types.json"
    if request.config.getoption("--snapshot-update"):
        copy.write_text(fresh)
    assert copy.read_text() == fresh

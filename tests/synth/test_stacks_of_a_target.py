"""A target with several stacks: each stands alone but for what the target has once."""

import json
from dataclasses import replace

import pytest
from cfnlint.api import lint_all
from synthesised import HEAD, TARGET, Synthesised, flat

from flowlog_config.formats import Family, fields_of
from flowlog_config.inventory import Assignment, Inventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.context import TYPED

ONCE = {"AccessKeySecret", "EncryptionKey", "FailedRecordsBucket", "FailedRecordsBucketPolicy", "FlowLogBucket"}


def _entry(count, more=""):
    ids = ", ".join(f"eni-{i:017x}" for i in range(count))
    return f"flow_logs: [{{name: a, select: [{ids}]{more}}}]\n"


def _synthesise(text, directory, recorded=None, **context):
    plan = make_plan(load("test.yaml", text), Inventory({}, assigned=recorded or {}), recording=True).plan
    app = make_app(outdir=str(directory), context=context)
    stacks = add_stacks(app, plan)
    app.synth()
    return Synthesised(plan, stacks, directory)


TWO = HEAD + TARGET.replace("eu-west-1", "eu-west-1, kms_key: create") + _entry(600, ", route: [cloudwatch, s3]")


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Synthesise a target with three stacks, 1,200 flow logs on two routes and a key."""
    return _synthesise(TWO, tmp_path_factory.mktemp("several"))


def _functions(value, name):
    """Give the arguments of a function of CloudFormation's, wherever in a template it stands."""
    if isinstance(value, dict):
        own = [value[name]] if name in value else []
        return own + [found for one in value.values() for found in _functions(one, name)]
    return [found for one in value for found in _functions(one, name)] if isinstance(value, list) else []


def test_every_flow_log_is_in_one_stack(several):
    """None is lost between them, and none is made twice."""
    logged = [
        (one["Properties"]["ResourceId"], one["Properties"]["LogDestinationType"])
        for document in several.documents
        for one in document["Resources"].values()
        if one["Type"] == "AWS::EC2::FlowLog"
    ]
    assert len(logged) == len(set(logged)) == 1200


def test_only_the_first_stack_has_what_a_target_has_once(several):
    """One secret for the aggregator to accept, one key to pay for, one bucket to look into."""
    first, *others = (set(document["Resources"]) for document in several.documents)
    assert first >= ONCE
    assert all(other.isdisjoint(ONCE) for other in others)
    assert all({"FlowLogRole", "StreamRole"} <= other for other in others if any("LogGroupVpc" in id_ for id_ in other))


def test_stacks_read_what_a_target_has_once_from_the_first(several):
    """From outputs that are there, and each is of something that only the first has."""
    first, *others = several.documents
    read = [one for document in others for one in _functions(document, "Fn::GetStackOutput")]
    assert {one["StackName"] for one in read} == {several.stacks[0].stack_name}
    outputs = {one["OutputName"] for one in read}
    made = {flat(first["Outputs"][output]["Value"]).strip("<>").split(".")[0] for output in outputs}
    assert made == ONCE - {"FailedRecordsBucketPolicy"}
    assert _functions(first, "Fn::GetStackOutput") == []


def test_an_output_of_the_first_is_a_whole_value_but_for_folders_of_its_bucket(several):
    """Not every region is known to take the function inside another one, or in outputs."""
    _, *others = several.documents
    assert _functions([one.get("Outputs", {}) for one in others], "Fn::GetStackOutput") == []
    inside = _functions(_functions(others, "Fn::Join"), "Fn::GetStackOutput")
    assert {one["OutputName"] for one in inside} == {"FlowLogBucketName"}
    read = {one["OutputName"] for one in _functions(others, "Fn::GetStackOutput")}
    assert {"AccessKeySecretArn", "FailedRecordsBucketArn", "FailedRecordsObjectsArn"} <= read


def test_what_a_target_has_once_is_in_the_outputs_of_the_first_alone(several):
    """Whoever looks for the access key or for failed records finds one place."""
    first, *others = (document.get("Outputs", {}).keys() for document in several.documents)
    once = {"AggregatorEndpoint", "AccessKeySecretArn", "ReadAccessKeyCommand", "FailedRecordsBucketName"}
    assert once <= first
    assert any(others)
    assert all(once.isdisjoint(one) for one in others)


def test_no_stack_holds_another_one_fast(several):
    """CloudFormation neither changes nor removes an export in use, so that a change of the file could not be deployed."""
    for document in several.documents:
        assert _functions(document, "Fn::ImportValue") == _functions(document, "Export") == []


def test_a_bucket_that_is_there_is_named_in_every_stack(tmp_path):
    """Read from the first stack, another bucket would leave the other templates, and so what is deployed, as they are."""
    existing = "s3: {bucket: 'arn:aws:s3:::archive/a/'}\n"
    first, second = _synthesise(f"{HEAD}{TARGET}{existing}{_entry(600, ', route: s3')}", tmp_path).documents
    for document in (first, second):
        to = [one["Properties"]["LogDestination"] for one in document["Resources"].values()]
        assert {flat(one).split("/")[0].rpartition(":")[2] for one in to} == {"archive"}


def test_what_a_target_has_once_is_kept_while_it_has_several_stacks(tmp_path):
    """The first would delete it before the others, deployed next, stop using it; deletion of the rest is as told."""
    made = _synthesise(TWO + "on_delete: delete\n", tmp_path, **{"flowlog:allow-deletion": "true"})
    kept = {id_: one.get("DeletionPolicy") for document in made.documents for id_, one in document["Resources"].items()}
    once = {*ONCE, "FlowLogBucketPolicy"}
    assert {id_: kept[id_] for id_ in once} == dict.fromkeys(once, "RetainExceptOnCreate")
    assert {policy for id_, policy in kept.items() if id_.startswith("LogGroup")} == {"Delete"}


def test_the_others_wait_for_the_first_only(several):
    """So they deploy beside each other."""
    first, *others = several.stacks
    assert first.dependencies == []
    assert [[one.stack_name for one in other.dependencies] for other in others] == [[first.stack_name]] * len(others)


def test_log_groups_of_all_stacks_may_use_the_key(several):
    """The key's policy names them by pattern, since the groups are not known to the stack with the key."""
    key = several.documents[0]["Resources"]["EncryptionKey"]["Properties"]
    patterns = json.dumps(flat(key["KeyPolicy"]))
    assert "log-group:flowlog-111122223333-eu-west-1-LogGroup*" in patterns
    assert "log-group:flowlog-111122223333-eu-west-1--*" in patterns


def test_streams_have_names_of_their_own(several):
    """A name is taken once in an account and region."""
    names = [
        one["Properties"]["DeliveryStreamName"]
        for document in several.documents
        for one in document["Resources"].values()
        if one["Type"] == "AWS::KinesisFirehose::DeliveryStream"
    ]
    assert len(names) == len(set(names)) > 1
    assert all(len(name) <= 64 for name in names)


def test_no_stack_is_anything_that_cfn_lint_knows_to_be_wrong(tmp_path):
    """Where an output of the first stack stands, too, alone and inside a longer text."""
    text = (
        HEAD
        + TARGET.replace("eu-west-1", "eu-west-1, kms_key: create")
        + _entry(2, ", route: [cloudwatch, s3, firehose]")
    )
    once = make_plan(load("test.yaml", text), recording=True).assigned
    recorded = {
        key: Assignment(2, {row: 1 + row[0].endswith("1") for row in assignment.stacks})
        for key, assignment in once.items()
    }
    made = _synthesise(text, tmp_path, recorded)
    assert len(made.stacks) == 2
    for document in made.documents:
        found = lint_all(json.dumps(document))
        assert [str(one) for one in found if not one.rule.id.startswith("I")] == []
    assert _functions(made.documents[1], "Fn::GetStackOutput")
    broken = json.dumps(made.documents[1]).replace('"OutputName"', '"Output"')
    assert any("OutputName" in one.message for one in lint_all(broken))


def test_the_audit_gives_the_same_templates(several, tmp_path):
    """Imports and exports, too."""
    assert _synthesise(TWO, tmp_path, **{TYPED: "true"}).documents == several.documents


EVERY_FIELD = ", ".join(name for name, one in fields_of(Family.VPC).items() if "tag" not in name)
MANY_TAGS = ", ".join(f"tag{i}: {'v' * 200}" for i in range(30))


SHORT_TAGS = ", ".join(f"tag{i}: é" for i in range(45))


@pytest.mark.parametrize(
    ("more", "tags"),
    [
        ("", ""),
        (f", format: [{EVERY_FIELD}]", ""),
        (f", tags: {{{MANY_TAGS}}}", ""),
        ("", MANY_TAGS),
        ("", SHORT_TAGS),
    ],
    ids=["default", "every-field", "many-tags", "many-tags-of-the-file", "short-tags-of-the-file"],
)
def test_templates_are_no_larger_than_cloudformation_takes(tmp_path, more, tags):
    """The plan estimates, and must never estimate too little."""
    made = _synthesise(f"{HEAD}{TARGET}tags: {{{tags}}}\n{_entry(700, more)}", tmp_path)
    sizes = [(made.directory / stack.template_file).stat().st_size for stack in made.stacks]
    assert max(sizes) <= 1_000_000
    assert max(len(document["Resources"]) for document in made.documents) <= 500
    assert len(sizes) > 1


def test_a_full_stack_whose_route_retires_is_no_larger_than_cloudformation_takes(tmp_path):
    """Both log groups are in it."""
    retired = _entry(600, ", traffic_type: REJECT, retiring: [{to: cloudwatch, traffic_type: ALL}]")
    made = _synthesise(HEAD + TARGET + retired, tmp_path)
    assert 470 < max(len(document["Resources"]) for document in made.documents) <= 500


def test_a_stack_that_became_empty_has_no_resource(tmp_path):
    """``cdk deploy`` then removes the stack, and with it what it had."""
    plan = make_plan(load("test.yaml", HEAD + TARGET + _entry(3))).plan
    app = make_app(outdir=str(tmp_path))
    emptied = replace(plan, targets=(replace(plan.targets[0], opened=2),))
    _, empty = add_stacks(app, emptied)
    app.synth()
    assert "Resources" not in json.loads((tmp_path / empty.template_file).read_text())

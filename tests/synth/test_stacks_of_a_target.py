"""A target with several stacks: each stands alone but for what the target has once."""

import json
from dataclasses import replace

import pytest
from synthesised import HEAD, TARGET, Synthesised, flat

from flowlog_config.formats import Family, fields_of
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.application import TYPED, add_stacks, make_app

ONCE = {"AccessKeySecret", "EncryptionKey", "FailedRecordsBucket", "FailedRecordsBucketPolicy", "FlowLogBucket"}


def _entry(count, more=""):
    ids = ", ".join(f"eni-{i:017x}" for i in range(count))
    return f"flow_logs: [{{name: a, select: [{ids}]{more}}}]\n"


def _synthesise(text, directory, **context):
    plan = make_plan(load("test.yaml", text), recording=True).plan
    app = make_app(outdir=str(directory), context=context)
    stacks = add_stacks(app, plan)
    app.synth()
    return Synthesised(plan, stacks, directory)


TWO = HEAD + TARGET.replace("eu-west-1", "eu-west-1, kms_key: create") + _entry(600, ", route: [cloudwatch, s3]")


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Synthesise a target with three stacks, 1,200 flow logs on two routes and a key."""
    return _synthesise(TWO, tmp_path_factory.mktemp("several"))


def _imports(value):
    if isinstance(value, dict):
        return {value["Fn::ImportValue"]} if "Fn::ImportValue" in value else set().union(*map(_imports, value.values()))
    return set().union(*map(_imports, value)) if isinstance(value, list) else set()


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


def test_stacks_import_nothing_that_ever_changes(several):
    """CloudFormation neither changes nor removes an export in use, so nothing of a single entry may be one."""
    first, *others = several.documents
    exported = {one["Export"]["Name"]: one["Value"] for one in first["Outputs"].values() if "Export" in one}
    assert {flat(value).strip("<>").split(".")[0] for value in exported.values()} == ONCE - {
        "FailedRecordsBucketPolicy"
    }
    assert set().union(*map(_imports, others)) <= exported.keys()
    assert _imports(first) == set()


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
    """Both log groups are in it, with their saved queries."""
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

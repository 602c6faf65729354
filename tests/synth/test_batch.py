"""Resources as plain data: the same templates as typed constructs give, and what the CDK checks only for those."""

import json

import aws_cdk
import jsii
import pytest
from aws_cdk import App, Tags, aws_logs
from aws_cdk.assertions import Template
from shapes import SHAPES
from synthesised import SMALLEST, synthesise

from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load
from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_stack import BatchStack
from flowlog_constructs.output import add_output
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.references import output_of, reference, resolved
from flowlog_constructs.resource import Resource
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.context import TYPED


@pytest.mark.parametrize("name", SHAPES)
def test_the_audit_gives_the_same_template(shape, tmp_path, name):
    """A construct of every resource, so that rules see all of them, and not one property is another."""
    assert synthesise(SHAPES[name], tmp_path, context={TYPED: "true"}).documents == shape(name).documents


def test_the_audit_really_has_constructs(tmp_path):
    """One for each resource in the template but those of the bootstrap check."""
    made = synthesise(SMALLEST, tmp_path, context={TYPED: "true"})
    typed = [one for one in made.stacks[0].node.find_all() if isinstance(one, aws_cdk.CfnResource)]
    assert len(typed) == len(made.documents[0]["Resources"])


def test_template_assertions_see_what_is_data(tmp_path):
    """``Template.from_stack`` is what others test with."""
    app = make_app(outdir=str(tmp_path))
    (stack,) = add_stacks(app, make_plan(load("test.yaml", SMALLEST)).plan)
    Template.from_stack(stack).resource_count_is("AWS::EC2::FlowLog", 1)


def _tagged(directory, *, typed):
    """Synthesise with tags from all around, some of which meet a resource's own."""
    app = make_app(outdir=str(directory), context={TYPED: str(typed)})
    (stack,) = add_stacks(app, make_plan(load("test.yaml", SHAPES["rich"])).plan)
    Tags.of(app).add("cost-centre", "app")
    Tags.of(app).add("team", "from the app", exclude_resource_types=["AWS::EC2::FlowLog"])
    Tags.of(app).add("early", "x", priority=10)
    Tags.of(app).add("team", "too early for a resource's own", priority=10)
    Tags.of(stack).add("cost-centre", "stack")
    Tags.of(stack).add("only", "groups", include_resource_types=["AWS::Logs::LogGroup"])
    Tags.of(stack).remove("flowlog:entry")
    app.synth()
    return json.loads((directory / stack.template_file).read_text())


def test_tags_of_app_and_stack_reach_what_is_data(tmp_path):
    """By the CDK's own rules of precedence: all is as if each resource were a construct."""
    typed = _tagged(tmp_path / "typed", typed=True)
    assert _tagged(tmp_path / "data", typed=False) == typed
    assert "cost-centre" in json.dumps(typed)


def test_tags_have_one_order_whatever_their_keys(tmp_path):
    """The CDK sorts by the rules of a language, in which ``_`` comes before ``-``, and é beside e."""
    tags = "tags: {a_b: x, a-b: x, 'a:b': x, a.b: x, équipe: x, era: x, f: x, aB: x, Ab2: x, λ: x}\n"
    data = synthesise(SMALLEST + tags, tmp_path / "data")
    typed = synthesise(SMALLEST + tags, tmp_path / "typed", context={TYPED: "true"})
    assert typed.documents == data.documents
    assert "équipe" in json.dumps(typed.documents, ensure_ascii=False)


@jsii.implements(aws_cdk.IAspect)
class _Nothing:
    def visit(self, node):
        """Do nothing."""


def test_another_aspect_is_an_error_that_says_what_to_do(tmp_path):
    """It would pass over what is data without a word."""
    app = make_app(outdir=str(tmp_path))
    add_stacks(app, make_plan(load("test.yaml", SMALLEST)).plan)
    aws_cdk.Aspects.of(app).add(_Nothing())
    with pytest.raises(RuntimeError, match="flowlog:typed=true"):
        app.synth()


@pytest.fixture
def batch():
    """Give an empty batch."""
    return Batch()


@pytest.fixture
def stack(tmp_path, batch):
    """Give a stack with that batch."""
    app = App(outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    return BatchStack(app, "Theirs", batch=batch)


def test_a_stack_may_hold_both(stack, batch):
    """Constructs and data refer to each other; the logical ids are plain."""
    group = RecordLogGroup(batch, "Group", retention_days=7)
    aws_logs.CfnLogStream(stack, "Stream", log_group_name=group.ref)
    add_output(batch, "Name", group.ref, "Of the group")
    found = Template.from_stack(stack).to_json()
    assert found["Resources"]["Stream"]["Properties"] == {"LogGroupName": {"Ref": "Group"}}
    assert found["Outputs"]["Name"]["Value"] == {"Ref": "Group"}


def test_an_id_is_given_once(stack, batch):
    """Of two resources with one id, one would vanish."""
    RecordLogGroup(batch, "Group", retention_days=7)
    with pytest.raises(ValueError, match="two resources Group"):
        RecordLogGroup(batch, "Group", retention_days=7)
    RecordLogGroup(stack, "Group", retention_days=7)
    with pytest.raises(RuntimeError, match="Group is both a construct and in the batch"):
        stack.node.root.synth()


@pytest.mark.parametrize(("count", "length", "fault"), [(501, 1, "501 resources"), (10, 100_000, "bytes")])
def test_the_quotas_of_a_template_are_checked(stack, batch, count, length, fault):
    """The CDK counts its own constructs only, and CloudFormation would refuse the template."""
    for i in range(count):
        Resource(batch, f"Group{i}", "AWS::Logs::LogGroup", {"LogGroupName": f"{i}".zfill(length)})
    with pytest.raises(RuntimeError, match=fault):
        stack.node.root.synth()


def test_a_token_that_nobody_resolves_is_found(stack, batch):
    """What a typed construct gives cannot be written into data."""
    theirs = aws_logs.CfnLogGroup(stack, "TheirGroup")
    RecordLogGroup(batch, "Group", retention_days=7, key_arn=theirs.attr_arn)
    with pytest.raises(RuntimeError, match=r'a token of the CDK: "Group"'):
        stack.node.root.synth()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (reference("A"), {"Ref": "A"}),
        (reference("A", "Arn"), {"Fn::GetAtt": ["A", "Arn"]}),
        (reference("AWS::Region"), {"Ref": "AWS::Region"}),
        (
            output_of("a-b", "Their"),
            {"Fn::GetStackOutput": {"StackName": "a-b", "OutputName": "Their"}},
        ),
        (f"{reference('A', 'Arn')}/*", {"Fn::Join": ["", [{"Fn::GetAtt": ["A", "Arn"]}, "/*"]]}),
        (f"{reference('A')}{reference('B')}", {"Fn::Join": ["", [{"Ref": "A"}, {"Ref": "B"}]]}),
        (
            f'"{reference("A")}"\\ ${{x}} \N{SNOWMAN}\n',
            {"Fn::Join": ["", ['"', {"Ref": "A"}, '"\\ ${x} \N{SNOWMAN}\n']]},
        ),
        ("no reference: ${version}", "no reference: ${version}"),
    ],
)
def test_references_become_what_cloudformation_reads(text, value):
    """Alone or inside a text, beside quotes, backslashes and whatever else JSON has to escape."""
    assert resolved({"a": ["plain", text], "b": {"c": text}}) == {"a": ["plain", value], "b": {"c": value}}


@pytest.mark.parametrize("where", ["{}", "'{}'", '"{}"'])
def test_no_file_can_hold_a_reference(where):
    """Its marks are characters that neither a file nor an escape in one can give, so no value of a user's becomes a function."""
    for mark in set(reference("A")) - {"A"}:
        with pytest.raises(UnicodeEncodeError):
            mark.encode()
        for text in (mark, f"\\u{ord(mark):04x}") if '"' in where else (mark,):
            with pytest.raises(InvalidConfigError) as refused:
                load("test.yaml", SMALLEST + f"name: {where.format(text)}\n")
            assert [one.kind.id for one in refused.value.problems] == ["FL101"]


@pytest.mark.parametrize("value", ["\ue000A\ue001", "\ue000A.Arn\ue001/*"])
def test_any_character_of_a_file_is_a_text(value):
    """Those of the private use area, too."""
    assert resolved({"a": value}) == {"a": value}


def test_a_property_the_cdk_does_not_know_is_an_error(stack):
    """A misspelt one would otherwise be left out in silence."""
    with pytest.raises(ValueError, match="CfnLogGroup has no property Colour"):
        Resource(stack, "Group", "AWS::Logs::LogGroup", {"Colour": "red"})

"""What is deployed of an organization, as it is read from its account: whoever wrote it, and whatever it is called."""

import json

import pytest
from compared_files import CENTRAL, EAST, GATEWAYS, VPCS, organization, state, templates

from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.templates import templates_of


def test_a_deployed_organization_changes_nothing(run):
    """Read from its account, without any target; without a way in nothing is claimed."""
    ran = run(organization(VPCS, GATEWAYS), organization(VPCS, GATEWAYS), "--check")
    assert (ran.exit_code, ran.stdout) == (0, f"{CENTRAL} eu-west-1\n  nothing changes\n\nno flow logs\n")
    closed = run(organization(), organization(), closed=(CENTRAL,))
    assert (closed.exit_code, "cannot tell what is deployed" in closed.stderr) == (1, True)


def test_templates_that_the_cdk_makes_say_the_same(tmp_path):
    """The stack set's template is text in the other's."""
    plan = make_plan(load("f", organization(VPCS, GATEWAYS, regions=f"eu-west-1, {EAST}"))).plan
    app = make_app(outdir=str(tmp_path / "cdk.out"))
    add_stacks(app, plan)
    app.synth()
    assert read_assembly(tmp_path / "cdk.out")[plan.name] == states_of(templates_of(plan), project=plan.name)


def test_an_organization_that_left_the_file_goes_on(run, tmp_path):
    """No deployment touches its stacks."""
    target = 'targets: [{account: "111122223333", region: eu-west-1}]\nflow_logs: [{name: a, select: vpc-00000000}]'
    (tmp_path / "old.yaml").write_text(organization(more=target))
    after = organization(more=target).partition("\norganization")[0]
    ran = run(after, after, "--from", "old.yaml")
    assert ran.exit_code == 0
    assert "1 flow log unchanged" in ran.stdout
    assert (
        "the rules of flowlog-organization are not in the file and go on; `flowlog helm` no longer gives" in ran.stdout
    )
    assert run(after, after, "--from", "old.yaml", "--check").exit_code == 1
    assert run(after, after, "--from", "old.yaml", "--check", "--allow-unlogged").exit_code == 0
    assert (
        "flowlog-organization has no flow logs; with it stays as it is: the stack set flowlog-organization, whose rules go on in "
        "every account\n"
    ) in ran.stdout


def test_a_renamed_file_leaves_the_organization_of_its_former_name(run):
    """Nothing collides, and every account logs twice, with access keys that the new values do not have."""
    regions = f"eu-west-1, {EAST}"
    ran = run(organization(regions=regions), organization(regions=regions, more="name: firm"), "--check")
    stays = "of a file named flowlog, stays: it"
    assert (
        f"stack flowlog-organization, {stays}s rules go on in every account, and what both log is billed" in ran.stdout
    )
    for region in ("eu-west-1", EAST):
        goes_on = f"stack flowlog-organization-{region}, {stays} goes on taking records of the organization"
        assert f"{goes_on}, and `flowlog helm` gives the aggregator the access key of the new stack alone" in ran.stdout
    assert ran.stdout.count("Renaming a target or the file") == 3
    other = organization(regions=regions).replace("o-a1b2c3d4e5", "o-a1b2c3d4e6") + "name: firm\n"
    assert "goes on taking records" not in run(organization(regions=regions), other).stdout


def test_rules_of_another_version_are_not_taken_for_none():
    """Whoever cannot read them does not know what is lost."""
    made, name = templates(organization())
    stack_set = made[CENTRAL, "eu-west-1"]["flowlog-organization"]["Resources"]["StackSet"]["Properties"]
    stack_set["TemplateBody"] = stack_set["TemplateBody"].replace("SETTINGS = json.loads", "RULES = parsed")
    before = states_of(made, project=name)

    def told(after):
        found = compare(before, state(after), Coverage(None).verdict)
        return [(one.text, one.lost) for one in found[0].members if one.text.startswith("rule")]

    assert told(organization(GATEWAYS)) == [
        ("rules: cannot be compared, since another version of flowlog wrote them", True)
    ]
    assert told(organization()) == []


def test_a_stack_that_the_stack_set_made_is_none_of_the_file(run):
    """It is told by what the stack set carries; the account of the receivers can be in a unit, too."""
    made = "StackSet-flowlog-organization-0a1b2c3d-aaaa-bbbb-cccc-000011112222"
    ran = run(organization(), organization(), more={(CENTRAL, "eu-west-1"): {made: {}}})
    assert (ran.exit_code, "StackSet-" in ran.stdout) == (0, False)


@pytest.mark.parametrize(
    "target", ["", ", name: production", ", name: production-0a1b2c3d-aaaa-bbbb-cccc-000011112222"]
)
def test_a_file_may_be_called_as_stack_sets_call_their_stacks(run, target):
    """Its stacks are seen all the same."""
    head, _, _ = organization().partition("organization:")
    text = f"{head}name: StackSet\ntargets: [{{account: '111122223333', region: eu-west-1{target}}}]\n"
    text += "flow_logs: [{name: a, select: vpc-0ed6e0000000000a1}]\n"
    ran = run(text, text, "--check")
    assert (ran.exit_code, "1 flow log unchanged" in ran.stdout) == (0, True), ran.output


def test_what_cloudformation_gives_back_as_question_marks_is_no_change():
    """How many for a character it does not say, nor which question marks were always there."""
    text = organization("{name: a, every: vpc, tags: {log: [日本?, z]}}", more='tags: {owner: "Zürich 本"}')
    made, name = templates(text)
    given = json.dumps(made[CENTRAL, "eu-west-1"], ensure_ascii=False)
    given = "".join(one if one.isascii() else "??" for one in given)
    before = states_of({(CENTRAL, "eu-west-1"): json.loads(given)}, project=name)
    (found,) = compare(before, state(text), Coverage(None).verdict)
    assert (found.members, found.differs) == ((), False)
    (other,) = compare(before, state(text.replace("日本?, z", "日本?, y")), Coverage(None).verdict)
    assert [one.text for one in other.members if one.lost] == ['rule "a": selects others; no rule logs all that it did']

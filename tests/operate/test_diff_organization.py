"""What a deployment changes in every account of an organization: rules, units, regions, log groups, and what receives them."""

import json
from dataclasses import replace

import pytest
from compared_files import CENTRAL, deployed, diff, state, templates, words

from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.member_changes import member_changes
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.templates import templates_of

EAST = "us-east-1"
VPCS = "{name: vpcs, every: vpc}"
GATEWAYS = "{name: gateways, every: transit-gateway}"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run ``flowlog diff`` for a file, with another one deployed."""
    return deployed(tmp_path, monkeypatch)


def organization(*rules, units="ou-ab12-c3d4e5f6", regions="eu-west-1", section="", more=""):
    """Write a file that has an organization alone."""
    section = f'id: o-a1b2c3d4e5, account: "{CENTRAL}", region: eu-west-1, regions: [{regions}]{section}'
    head = 'version: 1\naggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}\n'
    rules = ", ".join(rules or (VPCS,))
    return f"{head}{more}\norganization: {{{section}, organizational_units: [{units}], rules: [{rules}]}}\n"


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


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (organization(VPCS, GATEWAYS), organization(VPCS), 'rule "gateways": ends; no rule logs all that it did'),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, tags: {log: yes-please}}"),
            'rule "a": selects others; no rule logs all that it did',
        ),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, traffic_type: REJECT}"),
            'rule "a": its flow logs are replaced: traffic_type (ALL → REJECT); no rule logs all that it did',
        ),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, forward: {action: REJECT}}"),
            'rule "a": forwards others; the aggregator no longer gets all of it',
        ),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, format: security}"),
            "receivers are deployed before the accounts, and refuse what these still send of the former log group",
        ),
        (
            organization(units="ou-ab12-c3d4e5f6, ou-ab12-00000000"),
            organization(),
            "unit ou-ab12-00000000: leaves; the stacks of its accounts are deleted, and their flow logs end",
        ),
        (organization(regions=f"eu-west-1, {EAST}"), organization(), f"region {EAST}: leaves"),
        (
            organization(),
            organization(units="r-ab12"),
            "and their flow logs end; a new unit that has these accounts gives them new stacks only then",
        ),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, without_tags: [mine]}"),
            'rule "a": selects others; no rule logs all that it did',
        ),
        (
            organization("{name: a, every: vpc, tags: {log: [x, y]}}"),
            organization("{name: a, every: vpc, tags: {log: x}}", "{name: b, every: vpc, tags: {log: z}}"),
            'rule "a": selects others; no rule logs all that it did',
        ),
        (
            organization("{name: a, every: vpc, tags: {log: [x, y]}}"),
            organization(
                "{name: a, every: vpc, tags: {log: x}}",
                "{name: b, every: vpc, tags: {log: y}, traffic_type: REJECT}",
            ),
            'rule "a": selects others; no rule logs all that it did',
        ),
    ],
    ids=[
        "rule",
        "fewer-resources",
        "rejected-only",
        "forwarded-in-part",
        "refused-meanwhile",
        "unit",
        "region",
        "root",
        "without-tags",
        "value",
        "value-in-part",
    ],
)
def test_what_is_logged_or_received_no_more_needs_a_word(run, before, after, said):
    """In accounts that nobody looks at one by one."""
    ran = run(before, after, "--check")
    assert (ran.exit_code, said in ran.stdout) == (1, True), ran.output
    assert "1 change of the organization's would leave something unlogged, or not received" in ran.stderr
    assert run(before, after, "--check", "--allow-unlogged").exit_code == 0
    told = json.loads(run(before, after, "--json").stdout)
    assert [one["lost"] for target in told["targets"] for one in target["members"]].count(True) == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (organization(VPCS), organization(VPCS, GATEWAYS), 'rule "gateways": new'),
        (organization(VPCS), organization(VPCS.replace("vpcs", "networks")), 'rule "vpcs": ends\n'),
        (
            organization("{name: a, every: vpc, tags: {log: [a, b]}}"),
            organization("{name: a, every: vpc, tags: {log: '*'}}"),
            'rule "a": selects others\n',
        ),
        (
            organization("{name: a, every: vpc}"),
            organization("{name: a, every: vpc, format: security, retiring: [{format: default}]}"),
            'rule "a": its flow logs are replaced: format (',
        ),
        (organization(), organization(regions=f"eu-west-1, {EAST}"), f"region {EAST}: new"),
        (organization(), organization(units="ou-ab12-c3d4e5f6, ou-ab12-00000000"), "unit ou-ab12-00000000: new"),
        (
            organization("{name: a, every: vpc, without_tags: [mine]}"),
            organization("{name: a, every: vpc}"),
            'rule "a": selects others\n',
        ),
        (
            organization("{name: a, every: vpc, tags: {log: [x, y]}}"),
            organization("{name: a, every: vpc, tags: {log: x}}", "{name: b, every: vpc, tags: {log: y}}"),
            'rule "a": selects others\n',
        ),
        (
            organization("{name: a, every: vpc, tags: {log: [x, y], of: [v, w]}}"),
            organization(
                "{name: b, every: vpc, tags: {log: [x, y], of: v}}", "{name: c, every: vpc, tags: {log: '*', of: w}}"
            ),
            'rule "a": ends\n',
        ),
        (
            organization(),
            organization(section=", on_leaving: retain"),
            "an account that leaves keeps its stack from now on",
        ),
        (
            organization(section=", on_leaving: retain"),
            organization(),
            "an account that leaves loses its stack from now on",
        ),
    ],
    ids=[
        "more",
        "renamed",
        "wider",
        "retiring",
        "region",
        "unit",
        "without-tags",
        "values",
        "values-of-one-tag",
        "keeps",
        "loses",
    ],
)
def test_what_loses_nothing_needs_none(run, before, after, said):
    """Said all the same."""
    ran = run(before, after, "--check")
    assert (ran.exit_code, said in ran.stdout) == (0, True), ran.output


@pytest.mark.parametrize(
    "former",
    ["every: vpc", "every: vpc, retention_days: 30, forward: {dstport: 22}, log_group: mine", "every: transit-gateway"],
)
def test_what_it_says_to_add_keeps_the_former_way(run, former):
    """As it is printed; then nothing is refused meanwhile, and the log group is known."""
    kind, _, rest = former.partition(",")
    before = organization(f"{{name: a, {former}}}")
    rule = f"{{name: a, {kind}, format: [version, start]{rest and ', retention_days: 90'}"
    ran = run(before, organization(rule + "}"), "--check")
    assert (
        "accounts, and refuse what these still send of the former log group, but for `retiring: [{format: def"
        in ran.stdout
    )
    assert "nothing writes to it" not in ran.stdout
    printed = ran.stdout.partition(", but for `")[2].partition("` in the rule")[0]
    kept = run(before, organization(f"{rule}, {printed}}}"), "--check")
    assert (kept.exit_code, "refuse" in kept.stdout, "resources removed" in kept.stdout) == (0, False, False), (
        kept.output
    )
    assert "stays with the records it has" not in kept.stdout


def test_every_resource_that_differs_is_named_and_streams_of_the_receivers_are_said():
    """The receivers are stacks like any other."""
    found = diff(organization(VPCS, GATEWAYS), organization(VPCS, "{name: gateways, every: vpc, log_group: x}"))[
        CENTRAL
    ]
    said = words(found)
    assert "resources new: ForwardingLogGroupXVpc" in said
    assert "resources removed: ForwardingLogGroupTgw9822c72e, LogGroupTgw9822c72e" in said
    assert "resources changed: FlowLogs" in said
    assert "stream flowlog-organization-tgw-9822c72e: ends" in said
    assert "log group flowlog-organization-LogGroupTgw9822c72e-…: stays with the records it has" in said


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("retention_days: 30", "retention_days: 14", "log group or bucket would delete records that are older"),
        ("log_group: mine", "log_group: other", "log group or key would be deleted"),
    ],
)
def test_records_of_accounts_are_not_deleted_without_a_word(run, before, after, what):
    """By a shorter time, or with the log group."""
    old, new = (organization(f"{{name: a, every: vpc, {said}}}", more="on_delete: delete") for said in (before, after))
    ran = run(old, new, "--check", "--allow-unlogged")
    assert (ran.exit_code, what in ran.stderr) == (1, True), ran.output
    assert run(old, new, "--check", "--allow-unlogged", "--allow-deletion").exit_code == 0


@pytest.mark.parametrize(
    "before",
    [
        organization(VPCS, GATEWAYS, units="ou-ab12-c3d4e5f6, ou-ab12-00000000", more="on_delete: delete"),
        organization(VPCS, GATEWAYS, regions=f"eu-west-1, {EAST}", more="on_delete: delete"),
        organization(VPCS, GATEWAYS, units="r-ab12", more="on_delete: delete"),
    ],
    ids=["unit", "region", "root"],
)
def test_records_of_accounts_that_leave_are_not_deleted_without_a_word(run, before):
    """CloudFormation deletes the stacks of accounts, and with them log groups that it was told not to keep."""
    after = organization(VPCS, GATEWAYS, more="on_delete: delete")
    ran = run(before, after, "--check", "--allow-unlogged")
    assert (ran.exit_code, "2 log groups or keys would be deleted" in ran.stderr) == (1, True), ran.output
    assert "; DELETED with all records they have: flowlog-organization-LogGroup" in ran.stdout
    assert run(before, after, "--check", "--allow-deletion").exit_code == 1
    assert run(before, after, "--check", "--allow-unlogged", "--allow-deletion").exit_code == 0
    kept = run(before.replace("on_delete: delete", ""), after.replace("on_delete: delete", ""), "--check", "--json")
    assert (json.loads(kept.stdout)["deleted"], "DELETED" in kept.stdout) == (0, False)
    more = organization(
        VPCS, GATEWAYS, units="ou-ab12-c3d4e5f6, r-ab12", regions=f"eu-west-1, {EAST}", more="on_delete: delete"
    )
    assert "DELETED" not in run(after, more).stdout


def test_log_groups_of_accounts_that_can_be_deleted_from_now_on_are_said():
    """Nobody is asked once an account leaves."""
    kept, deletable = organization(), organization(more="on_delete: delete")
    (more, _) = diff(kept, deletable)[CENTRAL].members
    assert more.text.startswith("can be deleted from now on, log groups with their records, if deployed with")
    assert "LogGroupVpc8f306327, each when it leaves the stack or the stack ends" in more.text
    (less, _) = diff(deletable, kept)[CENTRAL].members
    assert less.text == "stay from now on when they leave the stack: LogGroupVpc8f306327"


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


@pytest.mark.parametrize(
    ("less", "stands_in"),
    [("", True), (", retention_days: 1, log_group: short", False), (", format: [version, srcaddr]", False)],
)
def test_another_rule_stands_in_with_all_fields_and_as_long(less, stands_in):
    """What a rule gives up itself is said as its change; of another one it must have all."""
    other, ended = f"{{name: other, every: vpc{less}}}", "{name: vpcs, every: vpc, max_aggregation_interval: 600}"
    found = diff(organization(ended, other), organization(other))[CENTRAL]
    (ends,) = [one for one in found.members if one.text.startswith('rule "vpcs": ends')]
    assert ("no rule logs all that it did" not in ends.text) is stands_in


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


def test_order_of_values_is_no_change(run):
    """Any of them may match."""
    one, other = (organization(f"{{name: a, every: vpc, tags: {{log: [{said}]}}}}") for said in ("x, y", "y, x"))
    assert "selects others" not in run(one, other, "--check").stdout


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


def test_a_log_group_that_forwards_nothing_any_more_reaches_nobody():
    """Its filter is gone, so that no condition is left that a record could fail."""
    members = state(organization())[CENTRAL, "eu-west-1"]["flowlog-organization"].members
    groups = {id_: replace(one, filter_pattern=None) for id_, one in members.stack.log_groups.items()}
    silent = replace(members, stack=replace(members.stack, log_groups=groups))
    (found,) = member_changes(members, silent)
    assert (found.text, found.lost) == ('rule "vpcs": forwards others; the aggregator no longer gets all of it', True)
    (back,) = member_changes(silent, members)
    assert not back.lost


def test_a_log_group_of_a_new_rule_is_written_to_by_it():
    """What rules write to stands in the code of the function that follows them."""
    attached = "{name: attached, every: transit-gateway-attachment, log_group: att}"
    said = words(diff(organization(VPCS), organization(VPCS, attached))[CENTRAL])
    assert "LogGroupAttTgw" in said
    assert "nothing writes to it" not in said
    former = organization("{name: vpcs, every: vpc, retiring: [{format: security}]}")
    assert "new, and nothing writes to it" in words(diff(organization(VPCS), former)[CENTRAL])

"""Log groups in the accounts of an organization: which are new, stay, or are deleted with their records."""

import json

import pytest
from compared_files import CENTRAL, EAST, GATEWAYS, VPCS, diff, organization, words


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


def test_a_rule_that_changes_only_how_long_records_are_kept_says_so(run):
    """It has nothing else to say."""
    old, new = (organization(f"{{name: a, every: vpc, retention_days: {days}}}") for days in (30, 90))
    assert 'rule "a": keeps records 90 days, until now 30 days\n' in run(old, new).stdout


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


def test_a_log_group_of_a_new_rule_is_written_to_by_it():
    """What rules write to stands in the code of the function that follows them."""
    attached = "{name: attached, every: transit-gateway-attachment, log_group: att}"
    said = words(diff(organization(VPCS), organization(VPCS, attached))[CENTRAL])
    assert "LogGroupAttTgw" in said
    assert "nothing writes to it" not in said
    former = organization("{name: vpcs, every: vpc, retiring: [{format: security}]}")
    assert "new, and nothing writes to it" in words(diff(organization(VPCS), former)[CENTRAL])

"""What a change of an organization leaves unlogged, or not received, in accounts that nobody looks at; and what loses nothing."""

import json
from dataclasses import replace

import pytest
from compared_files import CENTRAL, EAST, GATEWAYS, VPCS, diff, organization, state

from flowlog_config.operate.diff.member_changes import member_changes


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
        (
            organization(),
            organization().replace("o-a1b2c3d4e5", "o-a1b2c3d4e6"),
            "(o-a1b2c3d4e5 → o-a1b2c3d4e6): flowlog-organization-eu-west-1 takes records of no account of o-a1b2c3d4e5 any more",
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
        "id",
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
    ("less", "stands_in"),
    [("", True), (", retention_days: 1, log_group: short", False), (", format: [version, srcaddr]", False)],
)
def test_another_rule_stands_in_with_all_fields_and_as_long(less, stands_in):
    """What a rule gives up itself is said as its change; of another one it must have all."""
    other, ended = f"{{name: other, every: vpc{less}}}", "{name: vpcs, every: vpc, max_aggregation_interval: 600}"
    found = diff(organization(ended, other), organization(other))[CENTRAL]
    (ends,) = [one for one in found.members if one.text.startswith('rule "vpcs": ends')]
    assert ("no rule logs all that it did" not in ends.text) is stands_in


def test_order_of_values_is_no_change(run):
    """Any of them may match."""
    one, other = (organization(f"{{name: a, every: vpc, tags: {{log: [{said}]}}}}") for said in ("x, y", "y, x"))
    assert "selects others" not in run(one, other, "--check").stdout


def test_a_log_group_that_forwards_nothing_any_more_reaches_nobody():
    """Its filter is gone, so that no condition is left that a record could fail."""
    members = state(organization())[CENTRAL, "eu-west-1"]["flowlog-organization"].members
    groups = {id_: replace(one, filter_pattern=None) for id_, one in members.stack.log_groups.items()}
    silent = replace(members, stack=replace(members.stack, log_groups=groups))
    (found,) = member_changes(members, silent)
    assert (found.text, found.lost) == ('rule "vpcs": forwards others; the aggregator no longer gets all of it', True)
    (back,) = member_changes(silent, members)
    assert not back.lost

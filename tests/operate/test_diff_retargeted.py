"""What is said of an entry that is for other targets from now on, while its former one stays in the file."""

import pytest
from compared_files import file
from small_network import VPC, WEB

A, B = '{name: a, account: "111122223333", region: eu-west-1}', '{name: b, account: "444455556666", region: eu-west-1}'
ADVICE = '"moving": its `targets` are b now, and no longer a (for these to stay logged, add that, too)'
OTHER_VPC, OTHER_WEB = VPC.replace("a", "b"), WEB.replace("a", "b")


def text(*moving, rest=""):
    """Write a file in which an entry stays in each of two targets, and another one is as given."""
    staying = (("one", VPC, f", targets: [a]{rest}"), ("two", OTHER_VPC, ", targets: [b]"))
    return file(*staying, *(("moving", select, more) for select, more in moving), targets=f"{A}, {B}")


BEFORE = text((WEB, ", targets: [a]"))


def test_what_an_entry_leaves_with_its_former_target_is_told_with_what_keeps_it(run):
    """The target stays, so that nothing else says why: not that what is logged is elsewhere now."""
    ran = run(BEFORE, text((OTHER_WEB, ", targets: [b]")), "--check")
    assert ran.exit_code == 1
    said = ran.stdout.partition("444455556666 eu-west-1\n")
    assert f"No longer logged: 1\n    {ADVICE}\n      {WEB}" in said[0]
    assert "New flow logs: 1" in said[2]


def test_it_is_told_beside_what_else_logs_a_part(run):
    """Both are true."""
    rest = ", traffic_type: REJECT"
    before, after = text((VPC, ", targets: [a]"), rest=rest), text((OTHER_WEB, ", targets: [b]"), rest=rest)
    assert f"{ADVICE}, another flow log on it stays, but only REJECT traffic\n" in run(before, after).stdout


@pytest.mark.parametrize(
    "after",
    [text(), text((OTHER_WEB, ", targets: [a]")), text((OTHER_WEB, ", targets: [b]")).replace("moving", "other")],
    ids=["the-entry-is-gone", "it-selects-something-else", "another-entry"],
)
def test_nothing_is_told_of_targets_where_they_are_not_why(run, after):
    """There is nothing to add then."""
    ran = run(BEFORE, after)
    assert "No longer logged: 1" in ran.stdout
    assert "`targets` are" not in ran.stdout

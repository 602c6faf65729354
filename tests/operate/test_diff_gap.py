"""Records with nowhere to go between two stacks of a deployment, and the order in which none are."""

import json

import pytest
import yaml
from compared_files import CENTRAL, SENDER, diff, file, state
from small_network import VPC, WEB

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.order import deploy_first
from flowlog_config.operate.diff.unlogged import Coverage

OTHER, SECOND = "555566667777", "222233334444"
ALL = "[cloudwatch, firehose, s3]"


def accounts(sender="", second="", *, route=ALL, more="", rest=""):
    """Write a file of two accounts that can be delivered to, ``one`` and ``two``, and of two that may deliver."""
    named = {"one": (CENTRAL, ""), "two": (OTHER, ""), "sender": (SENDER, sender), "second": (SECOND, second)}
    targets = ", ".join(
        f'{{name: {name}, account: "{account}", region: eu-west-1{f", deliver_to: {to}" if to else ""}}}'
        for name, (account, to) in named.items()
    )
    entries = [("mine", VPC, f", targets: sender{rest}"), ("other", WEB, ", targets: second")]
    return file(*entries, targets=targets, more=f"{more}\ndefaults: {{route: {route}}}")


@pytest.mark.parametrize("route", ["cloudwatch", "firehose"])
@pytest.mark.parametrize(
    ("after", "first"),
    [("two", "flowlog-two flowlog-sender"), ("", "flowlog-sender")],
    ids=["another-receiver", "none"],
)
def test_the_order_that_refuses_nothing_is_printed(run, route, after, first):
    """The stack delivered to before is updated first, and takes the records no more."""
    ran = run(accounts("one", route=route), accounts(after, route=route), "--check")
    assert ran.exit_code == 1, ran.output
    assert f"Refused until its own stacks follow, in the minutes after flowlog-one: 1\n    {VPC}\n" in ran.stdout
    assert f"\n  npx cdk deploy --exclusively {first}\n  npx cdk deploy --all\n" in ran.stdout
    assert "and some minutes later, when the former streams have delivered what they have, the rest\n" in ran.stdout
    assert "refuses nothing" not in ran.stdout
    assert "1 resource would have records refused until its stack follows" in ran.stderr
    assert run(accounts("one"), accounts(after), "--check", "--allow-unlogged").exit_code == 0


@pytest.mark.parametrize("after", ["two", ""])
def test_in_that_order_nothing_is_refused_in_between(after):
    """Neither by the stacks that go first, nor by the rest."""
    old, new = state(accounts("one")), state(accounts(after))
    judge = Coverage(None).verdict
    first = deploy_first(compare(old, new, judge))
    between = {
        place: ones | {name: one for name, one in new[place].items() if name in first} for place, ones in old.items()
    }
    assert not any(one.gap or one.of(Kind.UNLOGGED) for one in compare(old, between, judge))
    assert not any(one.gap or one.of(Kind.UNLOGGED) for one in compare(between, new, judge))


def test_a_program_is_told_the_same(run):
    """Of each account what is refused, and of all of them what goes first."""
    told = json.loads(run(accounts("one"), accounts("two"), "--json").stdout)
    assert (told["refused_meanwhile"], told["deploy_first"]) == (1, ["flowlog-two", "flowlog-sender"])
    refused = {one["account"]: one["refused_meanwhile"] for one in told["targets"]}
    assert refused == {CENTRAL: [], OTHER: [], SENDER: [VPC], SECOND: []}


def test_a_bucket_that_stays_for_another_sender_refuses_the_one_that_moves(run):
    """Alone it leaves the stack with its policy, and takes files as before."""
    assert run(accounts("one", route="s3"), accounts("two", route="s3"), "--check").exit_code == 0
    ran = run(accounts("one", "one", route="s3"), accounts("two", "one", route="s3"), "--check")
    assert (ran.exit_code, "--exclusively flowlog-two flowlog-sender\n" in ran.stdout) == (1, True), ran.output


@pytest.mark.parametrize("after", [accounts("two", route="firehose"), accounts("one", route="firehose")])
def test_what_begins_to_deliver_or_goes_on_is_refused_nowhere(run, after):
    """Its own streams are in its own stack, which makes the new way first."""
    before = accounts(route="firehose") if "deliver_to: two" in after else after
    ran = run(before, after, "--check")
    assert (ran.exit_code, "Refused" in ran.stdout) == (0, False), ran.output


def test_two_that_change_places_have_no_order(run):
    """Each receiver would have to be both first and last; one after the other works."""
    ran = run(accounts("one", "two"), accounts("two", "one"), "--check")
    assert ran.exit_code == 1
    assert "Records are refused meanwhile in any order" in ran.stdout
    assert "npx cdk deploy" not in ran.stdout
    between = run(accounts("one", "two"), accounts("two", "two"))
    assert "--exclusively flowlog-two flowlog-sender\n" in between.stdout


@pytest.mark.parametrize("route", ["cloudwatch", "firehose"])
def test_another_format_is_refused_nowhere_with_what_is_printed(route):
    """The receiver ends the former stream before the sender has the new flow log, but for `retiring`."""
    before, after = accounts("one", route=route), accounts("one", route=route, rest=", format: security")
    found = diff(before, after)[SENDER]
    assert found.gap.source_ids == (VPC,)
    (way,) = found.retiring["mine"]
    assert yaml.safe_load(way)["to"] == route
    kept = accounts("one", route=route, rest=f", format: security, retiring: [{way}]")
    assert diff(before, kept)[SENDER].gap is None


def test_files_for_a_bucket_that_stays_for_others_are_let_in_as_long_as_the_former_way():
    """Without, the bucket's policy ends before the flow log does, and refuses the last files."""
    before = accounts("one", "one", route="s3")
    after = accounts("one", "one", route="s3", rest=", route: cloudwatch")
    found = diff(before, after)[SENDER]
    assert (found.gap.source_ids, found.retiring["mine"]) == ((VPC,), ("{to: s3, format: default}",))
    kept = accounts("one", "one", route="s3", rest=", route: cloudwatch, retiring: [{to: s3, format: default}]")
    assert diff(before, kept)[SENDER].gap is None

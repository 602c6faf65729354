"""Whether what goes on sending is still let in: senders that left the file, also those whose account is not asked or not open."""

import json

import pytest
from compared_files import CENTRAL, SENDER, diff, file, hub, words
from small_network import WEB

from flowlog_config.operate.diff.change import Kind


@pytest.mark.parametrize("route", ["cloudwatch", "firehose", "s3"])
def test_a_sender_that_left_the_file_is_no_longer_let_in(route):
    """Its stack goes on, and what it sends is refused, though the central one keeps every stream for another sender."""
    found = diff(hub(SENDER, "111122223333", route=route), hub("111122223333", route=route))
    assert [one.source_id for one in found[SENDER].of(Kind.UNLOGGED)] == [f"vpc-{SENDER[:8]}"]
    assert not found["111122223333"].of(Kind.UNLOGGED)


def alone(*senders, more=""):
    """Write a file of a central target without flow logs, and of files that these deliver to it."""
    targets = [f'{{name: central, account: "{CENTRAL}", region: eu-west-1{more}}}']
    targets += [f'{{name: t{one}, account: "{one}", region: eu-west-1, deliver_to: central}}' for one in senders]
    entries = [(f"e{one}", f"vpc-{one[:8]}", f", targets: t{one}, route: s3") for one in senders]
    entries += [] if senders else [("other", WEB, ", targets: central")]
    return file(*entries, targets=", ".join(targets))


def test_a_bucket_that_leaves_its_stack_takes_files_as_before(run):
    """Its policy stays with it, and so whoever writes into it is not refused, but billed."""
    ran = run(alone(SENDER), alone(), "--check")
    assert ran.exit_code == 0, ran.output
    assert "Left behind, still logging: 1" in ran.stdout
    assert "stays with its policy: files can still be written into it, and are billed" in ran.stdout
    assert run(alone(SENDER), alone(), "--check", closed=(SENDER,)).exit_code == 0


def test_with_a_key_that_stays_in_the_stack_files_are_refused(run):
    """The key takes what the file says; and one that leaves with its bucket stays as it was, too."""
    key = ", kms_key: create"
    ran = run(alone(SENDER, more=key), alone(more=key), "--check")
    assert (ran.exit_code, "no longer takes its records in" in ran.stdout) == (1, True), ran.output
    assert run(alone(SENDER, more=key), alone(), "--check").exit_code == 0


def test_with_a_policy_that_is_deleted_with_its_bucket_files_are_refused():
    """The file lets both be deleted."""
    before, after = (f"{one}on_delete: delete\n" for one in (alone(SENDER), alone()))
    (lost,) = diff(before, after)[SENDER].of(Kind.UNLOGGED)
    assert "no longer takes its records in" in lost.why[0]


def test_with_the_central_target_left_behind_too_its_senders_go_on():
    """No deployment touches either."""
    found = diff(hub(SENDER), file(("other", WEB, "")))
    assert len(found[SENDER].of(Kind.LEFT_BEHIND)) == 2


def test_accounts_that_left_the_file_are_read_when_they_are_no_longer_let_in(run):
    """Their flow logs go on sending, and `--check` must know."""
    ran = run(hub(SENDER), hub(), "--check")
    assert ran.exit_code == 1
    assert (
        f"{SENDER} eu-west-1\n  Not in the file, with the same `name`, and no deployment touches it: flowlog-t{SENDER}\n"
        in ran.stdout
    )
    assert run(hub(SENDER), hub(), "--check", "--allow-unlogged").exit_code == 0


def test_an_account_that_cannot_be_read_is_not_taken_for_empty(run):
    """Nobody knows whether it still sends."""
    ran = run(hub(SENDER), hub(), "--check", closed=(SENDER,))
    assert ran.exit_code == 1
    assert "whether any flow log there goes on sending could not be read:\n    no way in" in ran.stdout
    assert "1 account would no longer be let in" in ran.stderr
    told = json.loads(run(hub(SENDER), hub(), "--check", "--json", closed=(SENDER,)).stdout)
    assert (told["ok"], told["unread"], told["targets"][-1]["unread"]) == (False, 1, "no way in")
    assert run(hub(SENDER), hub(), "--check", "--allow-unlogged", closed=(SENDER,)).exit_code == 0


def test_a_stack_that_was_destroyed_first_is_no_loss(run):
    """As the guide says: destroy, and then take the target out of the file."""
    ran = run(hub(SENDER), hub(), "--check", gone=(SENDER,))
    assert (ran.exit_code, SENDER in ran.stdout) == (0, False)


def test_a_target_without_flow_logs_that_left_the_file_is_said_with_what_stays():
    """Its bucket, and who delivers to it, are in nobody's file any more."""
    after = file((f"e{SENDER}", "vpc-44445555", ", route: s3"), targets=f'{{account: "{SENDER}", region: eu-west-1}}')
    found = diff(alone(SENDER), after)[CENTRAL]
    assert found.left_stacks == ("flowlog-central",)
    assert (
        "flowlog-central has no flow logs; with it stays as it is: bucket flowlog-999988887777-eu-west-1, records of 444455556666 "
        "that are delivered to it\n"
    ) in words(found)
    assert "nothing changes" not in words(found)


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("", False),
        ("s3: {aggregator_reads: true}", True),
        ('s3: {readers: [{name: siem, principals: ["arn:aws:iam::222233334444:root"], external_id: x-1234}]}', True),
    ],
    ids=["nobody", "aggregator", "outsider"],
)
def test_who_may_read_a_bucket_that_stays_is_said(reading, said):
    """They go on reading what is delivered to it."""
    after = file((f"e{SENDER}", "vpc-44445555", ", route: s3"), targets=f'{{account: "{SENDER}", region: eu-west-1}}')
    found = diff(f"{alone(SENDER)}{reading}\n", after)[CENTRAL]
    assert ("delivered to it, who may read its bucket\n" in words(found)) == said

"""Stacks that are not in the file: of a renamed target, of a renamed file, of somebody else's file, or never finished."""

import json

import pytest
from click.testing import CliRunner
from compared_files import CENTRAL, SENDER, diff, file, hub
from small_network import VPC, WEB

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.receivers import Receiver
from flowlog_config.operate.diff.refusals import counted, refusals
from stacks.commands import diff as command

HERE = '{account: "111122223333", region: eu-west-1, name: %s}'
ONE = ("one", VPC, "")


def named(target, *entries, name=""):
    """Write a file of one target."""
    return file(*(entries or (ONE,)), targets=HERE % target, more=f"name: {name}" if name else "")


def test_a_renamed_target_cannot_be_deployed_beside_the_old_one(run):
    """Streams have names that can be there once; the check says so before CloudFormation does."""
    ran = run(named("production"), named("prod"), "--check")
    assert ran.exit_code == 1
    assert "flowlog-prod cannot be deployed: stack flowlog-production has stream flowlog-vpc-8f306327" in ran.stdout
    assert "1 stack could not be deployed: a stack that is not in the file has its names" in ran.stderr
    assert run(named("production"), named("prod"), "--check", "--allow-unlogged", "--allow-deletion").exit_code == 1
    assert run(named("production"), named("prod", ("one", VPC, ", format: security")), "--check").exit_code == 0


def test_a_stack_that_is_not_in_the_file_is_not_first_of_all_to_be_deleted(run):
    """It may be of another file with the same `name`; the command has its real name and region."""
    said = run(named("production"), named("other", ("one", WEB, ", format: cost"))).stdout
    first, last = said.index("another file with this `name`"), said.index("delete-stack")
    assert first < said.index("a target that was renamed") < last
    assert first < said.index("keep both in the file, deploy, and then take this one out") < last
    assert "aws cloudformation delete-stack --region eu-west-1 --stack-name flowlog-production" in said


def test_a_renamed_file_leaves_the_stack_of_its_former_name(run, tmp_path):
    """Nothing collides, and everything is logged, billed and delivered twice."""
    ran = run(named("production"), named("production", name="corp"), "--check")
    assert ran.exit_code == 0
    assert "stack flowlog-production, of a file named flowlog, stays and logs 1 of the same resources" in ran.stdout
    other = run(named("production"), named("production", ("one", WEB, ""), name="corp"))
    assert "of a file named flowlog" not in other.stdout
    (tmp_path / "old.yaml").write_text(named("production"))
    (tmp_path / "flowlogs.yaml").write_text(named("production", name="corp"))
    compared = CliRunner().invoke(command, ["--from", "old.yaml"], catch_exceptions=False)
    assert "of a file named flowlog, stays and logs 1 of" in compared.stdout
    (target,) = json.loads(run(named("production"), named("production", name="corp"), "--json").stdout)["targets"]
    assert len(target["beside"]) == 1


def test_stacks_of_other_files_that_cannot_be_read_are_said_and_stop_nothing(run):
    """Their templates may be none of one's business."""
    ran = run(named("production"), named("production", name="corp"), "--check", refuses={"GetTemplate"})
    assert ran.exit_code == 0
    assert "not looked at: stacks of files with another name (cloudformation:GetTemplate: " in ran.stdout


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "DELETE_COMPLETE"])
def test_a_stack_without_resources_is_a_new_stack(run, status):
    """Its template is still there; what it describes was never made, or is gone."""
    ran = run(named("production"), named("production"), status=status)
    assert "new stack flowlog-production" in ran.stdout
    assert "1 created" in ran.stdout
    assert "1 kept" in run(named("production"), named("production"), status="UPDATE_ROLLBACK_COMPLETE").stdout


@pytest.mark.parametrize(
    ("status", "do"),
    [
        (
            "DELETE_FAILED",
            "end it (aws cloudformation delete-stack --region eu-west-1 --stack-name flowlog-production)",
        ),
        ("UPDATE_ROLLBACK_FAILED", "bring it into order first"),
    ],
)
def test_a_stack_that_takes_no_deployment_is_told_and_refused(run, status, do):
    """Its template is as the file says, and what it has need not be."""
    ran = run(named("production"), named("production"), "--check", "--allow-unlogged", status=status)
    assert f"flowlog-production: its status is {status}; what it " in ran.stdout
    assert do in ran.stdout
    assert (
        ran.exit_code,
        "1 stack left half done by CloudFormation" in ran.stderr,
    ) == (1, True)
    assert run(named("production"), named("production"), "--check", status="UPDATE_IN_PROGRESS").exit_code == 0


@pytest.mark.parametrize(
    ("target", "name"), [("prod", ""), ("production", "company"), ("prod", "company")], ids=["target", "file", "both"]
)
def test_a_renamed_one_cannot_deliver_into_the_folder_of_the_old_one(run, target, name):
    """The old flow log goes on, in a bucket that is of neither; another folder, or a bucket of its own, is another place."""
    entry = ("one", VPC, ", route: s3")
    bucket = 's3: {bucket: "arn:aws:s3:::archive/%s/"}'

    def renamed(folder):
        text = file(entry, targets=HERE % target, more=bucket % folder if folder else "")
        return text + f"name: {name}\n" if name else text

    before = file(entry, targets=HERE % "production", more=bucket % "a")
    ran = run(before, renamed("a"), "--check", "--allow-unlogged")
    assert ran.exit_code == 1, ran.output
    assert "into the same folder, where AWS takes no second one alike: give `s3.bucket` another folder" in ran.stdout
    assert "1 stack could not be deployed: AWS takes no second flow log alike" in ran.stderr
    assert run(before, renamed("b"), "--check").exit_code == 0
    own = file(entry, targets=HERE % "production")
    assert run(own, renamed(""), "--check").exit_code == 0
    assert json.loads(run(before, renamed("a"), "--json").stdout)["folders_taken"] == 1


@pytest.mark.parametrize("route", ["cloudwatch", "firehose", "s3"])
def test_a_target_that_leaves_the_file_is_no_longer_heard_by_the_aggregator(route):
    """Its stack goes on logging; the values have neither its access key nor its bucket any more."""
    more = f"defaults: {{route: {route}}}\ns3: {{aggregator_reads: true}}"
    two = '{name: here, account: "111122223333", region: eu-west-1}, {name: t, account: "%s", region: eu-west-1}'
    entries = (("one", VPC, ", targets: here"), ("two", "vpc-0000000000000000b", ", targets: t"))
    before = file(*entries, targets=two % SENDER, more=more)
    alone, moved = file(ONE, more=more, targets=HERE % "here"), file(*entries, targets=two % CENTRAL, more=more)
    for after in (alone, moved):
        (one,) = diff(before, after)[SENDER].of(Kind.LEFT_BEHIND)
        assert one.lost_by == (Receiver.AGGREGATOR,)
        assert ("no longer gives the aggregator its access key" in " ".join(one.why)) == (route != "s3")
        said = refusals(counted(diff(before, after).values()), allow_unlogged=False, allow_deletion=False)
        assert len(said) == 1
        assert said[0].startswith("1 resource would be logged, and whoever gets the records now would not")
    renamed = before.replace("name: t", "name: u").replace("targets: t", "targets: u")
    assert not any(one.lost_by for one in diff(before, renamed)[SENDER].of(Kind.LEFT_BEHIND))


def test_a_receiver_that_is_in_the_file_no_more_is_looked_at_where_deployed_stacks_send(run):
    """Its stack stays, with streams, secret, bucket and who may deliver; the senders' templates say where it is."""
    before = hub(SENDER, route="[firehose, s3]")
    after = before.replace(CENTRAL, "999988886666")
    told = run(before, after).stdout.partition(f"\n{CENTRAL} eu-west-1\n")[2]
    assert told.startswith("  Not in the file, with the same `name`, and no deployment touches it: flowlog-central\n")
    assert f"records of {SENDER} that are delivered to it" not in told  # it logs itself, and is told by that
    alone = before.replace("targets: central", "targets: t" + SENDER)
    told = run(alone, alone.replace(CENTRAL, "999988886666")).stdout
    assert f"records of {SENDER} that are delivered to it" in told
    closed = run(before, after, closed=(CENTRAL,))
    assert closed.exit_code == 0
    assert (
        f"{CENTRAL} eu-west-1 takes records of deployed stacks and is not in the file; what stays there is not known"
        in (closed.stderr)
    )


def test_a_bucket_that_the_values_leave_out_is_read_no_more():
    """The policy of the former receiver stays; the aggregator is told of the new one, or of none."""
    reads = "s3: {aggregator_reads: true}"
    before = hub(SENDER, route="s3", more=reads)
    after = hub(SENDER, route="s3").replace(CENTRAL, "999988886666")
    (found,) = (one for one in diff(before, after).values() if one.place[0] == SENDER)
    assert [one.lost_by for one in found.of(Kind.REPLACED)] == [(Receiver.AGGREGATOR,)]

"""What ``flowlog diff`` prints, where it once said what was not so or left out what to do."""

import json

import pytest
from compared_files import CENTRAL, SENDER, diff, file, hub, words
from small_network import KEY, VPC

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.refusals import counted, refusals
from flowlog_config.operate.diff.state import Logged, StackState
from flowlog_config.operate.diff.unlogged import Coverage

ONE = ("one", VPC, "")


def kept(days):
    """Write a file whose records are kept for so long."""
    return file(("one", VPC, f", retention_days: {days}"))


def test_what_nothing_logs_meanwhile_nobody_gets_twice():
    """A move is a gap; what is replaced is written by both."""
    logged = Logged(logical_id="F", source_id=VPC, to="${Group}")
    before, after = (
        {name: StackState(name, {"F": logged} if name == at else {}, {}) for name in ("a", "a--2", "a--3")}
        for at in ("a--2", "a--3")
    )
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(None).verdict)
    assert found.of(Kind.MOVED)
    assert "twice" not in words(found)


def test_a_program_is_told_what_is_refused(run):
    """The same lines as a person is."""
    data = json.loads(run(kept(14), kept(1), "--check", "--json").stdout)
    assert data["refused"] == [run(kept(14), kept(1), "--check").stderr.removeprefix("flowlog: ").strip()]
    assert json.loads(run(kept(14), kept(1), "--json").stdout)["refused"] == []


def test_one_and_many_are_told_apart():
    """Of days, and of what is one of two kinds."""
    assert "records will be kept 1 day, before 14 days" in words(diff(kept(14), kept(1))[KEY[0]])
    files = [file(("one", VPC, ", route: s3"), more=f"s3: {{expire_after_days: {days}}}") for days in (2, 1)]
    assert "deletes files after 1 day, until now after 2 days; files that are older than 1 day" in words(
        diff(*files)[KEY[0]]
    )
    many = refusals(counted([]) | {"shortened": 3, "deleted": 1}, allow_unlogged=False, allow_deletion=False)
    assert [line.partition(" would")[0] for line in many] == ["3 log groups or buckets", "1 log group or key"]


def test_what_ends_a_stack_says_in_which_account(run):
    """A person has several."""
    target = '{account: "111122223333", region: eu-west-1, name: %s}'
    said = run(file(ONE, targets=target % "a"), file(ONE, targets=target % "b")).stdout
    assert "delete-stack --region eu-west-1 --stack-name flowlog-a  # in account 111122223333" in said


def test_what_can_be_deleted_from_now_on_is_said():
    """By the first of two keys; that other resources change says too little."""
    stays, goes = file(ONE), file(ONE, more="on_delete: delete")
    more, less = (words(diff(*files)[KEY[0]]) for files in ((stays, goes), (goes, stays)))
    assert (
        "can be deleted from now on, log groups with their records, if deployed with -c flowlog:allow-deletion=true: "
        in more
    )
    assert "LogGroupVpc8f306327, AccessKeySecret, FailedRecordsBucket, each when it leaves the stack" in more
    assert "stay from now on when they leave the stack: LogGroupVpc8f306327, " in less
    assert "other resources" not in more + less
    assert "deleted from now on" not in words(diff(goes, goes)[KEY[0]])


@pytest.mark.parametrize("route", ["cloudwatch", "firehose"])
def test_the_aggregator_needs_the_key_of_the_account_delivered_to(route):
    """Records arrive with it as soon as the filter, or the flow log, is changed."""
    own, central = (hub(SENDER, route=route, delivering=one) for one in (False, True))
    said = f"access key: records arrive with that of {CENTRAL} eu-west-1 from now on; the aggregator refuses the records until"
    assert said in words(diff(own, central)[SENDER])
    assert f"with that of {SENDER} eu-west-1 from now on" in words(diff(central, own)[SENDER])
    for same in (own, central):
        assert "access key: records arrive" not in words(diff(same, same)[SENDER])
    assert "access key: records arrive" not in words(diff(own, central)[CENTRAL])


def test_a_former_way_of_another_target_is_told_apart_from_a_mistake():
    """The line is for the one that had it; the entry is new in the other."""
    targets = (
        '{name: a, account: "111122223333", region: eu-west-1}, {name: b, account: "444455556666", region: eu-west-1}'
    )
    other = ("two", "vpc-0000000000000000c", ", targets: b, format: cost")
    before = file(("one", VPC, ", targets: a"), other, targets=targets)
    line = ", format: security, retiring: [{to: cloudwatch, format: default}]"
    again = ("again", "vpc-0000000000000000b", f", targets: b{line}")
    found = diff(before, file(("one", VPC, f", targets: a{line}"), again, other, targets=targets))
    assert (
        "nothing that was deployed here is as `retiring` says, which is right where it says what another target had"
        in (words(found[SENDER]))
    )


def test_how_files_are_written_is_said_in_the_words_of_the_file():
    """AWS has others for them."""
    files = [
        file(("one", VPC, ", route: s3"), more=more)
        for more in ("", "s3: {file_format: parquet, per_hour_partition: false}")
    ]
    why = diff(*files)[KEY[0]].changes[0].why
    assert why == ("file_format (plain-text → parquet)", "per_hour_partition (true → false)")


def test_of_a_log_group_that_stays_only_its_own_filter_is_said_to_end():
    """Somebody else's may stay on it."""
    said = words(diff(kept(14), file(("one", VPC, ", log_group: mine")))[KEY[0]])
    assert "stays with the records it has, kept 14 days, and its filter ends; records still on their way" in said

"""Which folders two flow logs may not share, and which ones they do already."""

from pathlib import Path

import pytest
from compared_files import words
from small_network import KEY, VPC

from flowlog_config.operate.diff.as_data import as_data
from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.other_stacks import Others
from flowlog_config.operate.diff.state import Logged, StackState
from flowlog_config.operate.diff.unlogged import Coverage

OWN, ELSEWHERE = "${FlowLogBucket.Arn}", '{"Fn::GetStackOutput": "…"}'
HERE, THERE = "arn:aws:s3:::here", "arn:aws:s3:::there"


def stack(name, to="", **more):
    """Give a stack with a flow log into a folder, or without one."""
    one = Logged(logical_id="F", source_id=VPC, route="s3", to=to, **more)
    return StackState(name, {"F": one} if to else {}, {})


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (ELSEWHERE + "/one/", OWN + "/one/", True),
        (ELSEWHERE + "/one/", OWN + "/two/", False),
        (HERE + "/one/", HERE + "/one/", True),
        (HERE + "/one/", HERE + "/two/", False),
        (HERE + "/one/", THERE + "/one/", False),
    ],
    ids=["the-target's-own", "another-folder-of-it", "an-existing-one", "another-folder", "another-bucket"],
)
def test_a_folder_is_the_same_when_its_bucket_is(old, new, same):
    """The first stack names the target's own bucket, and the others read of it: two words for one."""
    before = {"a": stack("a"), "a--2": stack("a--2", old)}
    after = {"a": stack("a", new), "a--2": stack("a--2")}
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(None).verdict)
    assert [one.kind for one in found.changes] == [Kind.MOVED_FIRST]
    assert bool(found.folders_taken) is same
    assert ("cannot be deployed" in words(found)) is same


def test_a_program_is_told_the_file_that_is_to_be_recorded():
    """Run literally, the command would record another one."""
    before = {"a": stack("a"), "a--2": stack("a--2", ELSEWHERE + "/one/")}
    after = {"a": stack("a", OWN + "/one/"), "a--2": stack("a--2")}
    (found,) = compare({KEY: before}, {KEY: after}, Coverage(None).verdict)
    (line,) = as_data(found, Path("cur.yaml"))["folders_taken"]
    assert line.endswith("(flowlog plan --record --file cur.yaml)")


@pytest.mark.parametrize(
    ("settings", "kind", "taken"),
    [
        ({}, Kind.KEPT, False),
        ({"tags": {"owner": "b"}}, Kind.RETAGGED, False),
        ({"traffic_type": "REJECT"}, Kind.REPLACED, True),
    ],
)
def test_what_shares_a_folder_already_goes_on(settings, kind, taken):
    """AWS took both; only a flow log that is made can be one too many."""
    after = {"a": stack("a", HERE + "/one/", **settings)}
    others = Others({"b": stack("b", HERE + "/one/")})
    (found,) = compare(
        {KEY: {"a": stack("a", HERE + "/one/")}}, {KEY: after}, Coverage(None).verdict, others={KEY: others}
    )
    assert [one.kind for one in found.changes] == [kind]
    assert bool(found.folders_taken) is taken

"""Former ways of files: which lines keep a folder in the aggregator's values, or a function, and which there cannot be."""

import pytest
from pasted_files import BOTH, HEAD, PLACE, SUBNET, VPC, central, diff, file, pasted, planned

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.text import in_words


def test_a_function_stays_until_the_last_files_are_posted():
    """The flow logs no longer write for it, and AWS delivers some minutes late; another entry may have it anyway."""
    s3 = {
        "forward_to": {"endpoint": "https://logs.example.com/"},
        "file_format": "plain-text",
        "per_hour_partition": False,
    }
    before = file([BOTH | {"route": "lambda", "format": "all"}], s3=s3)
    after = file([BOTH | {"route": "s3"}], s3=s3)
    diffs = diff(before, after)
    assert [line for line in diffs[0].ended if "Forwarder" in line]
    said = [line for line in in_words(diffs[0]) if "the last records" in line]
    assert said == ["  To let the last records of a replaced way arrive, too, add this for a day:"]
    (again,) = diff(before, pasted(after, diffs))
    assert (again.ended, again.retiring) == ((), {})
    other = {"name": "other", "select": SUBNET, "route": "lambda"}
    assert (
        diff(file([before["flow_logs"][0], other], s3=s3), file([after["flow_logs"][0], other], s3=s3))[0].retiring
        == {}
    )


def test_the_function_of_the_account_delivered_to_stays_until_the_last_files_are_posted():
    """The sender's own stacks have none, before or after; one that posts for another sender refuses these files."""
    posting = {"s3": {"forward_to": {"endpoint": "https://logs.example.com/"}}}
    before, after = central(route="lambda", **posting), central(route="cloudwatch", **posting)
    diffs = diff(before, after)
    assert [line for found in diffs for line in found.ended if "Forwarder" in line]
    again = diff(before, pasted(after, diffs))
    assert [(found.ended, dict(found.retiring)) for found in again] == [((), {})] * 2
    other = {"name": "other", "targets": "central", "select": SUBNET, "route": "lambda"}
    files = [central(route=route, rest=[other], **posting) for route in ("lambda", "cloudwatch")]
    assert [dict(found.retiring) for found in diff(*files)] == [{}, {"e": ("{to: lambda, format: default}",)}]
    refused = pasted(files[1], diff(*files))
    assert not any(found.gap or found.retiring for found in diff(files[0], refused))


@pytest.mark.parametrize("reads", [True, False])
def test_a_folder_that_the_aggregator_reads_is_kept_in_its_values(reads):
    """In a bucket of the account's own, and in another account's; one that nobody reads has its files."""
    s3 = {"aggregator_reads": reads}
    own = file([BOTH | {"route": "s3"}], s3=s3), file([BOTH | {"route": "s3", "format": "all"}], s3=s3)
    after = central(route="s3", s3=s3)
    after["flow_logs"][0]["format"] = "security"
    for old, new in (own, (central(route="s3", s3=s3), after)):
        diffs = diff(old, new)
        assert any(found.retiring for found in diffs) is reads
        folders = {one.id for target in planned(old).targets for one in target.destinations}
        kept = pasted(new, diffs)
        assert (folders <= {one.id for target in planned(kept).targets for one in target.destinations}) is reads
        assert not any(found.retiring for found in diff(old, kept))


def test_files_of_another_shape_cannot_be_kept_in_the_values():
    """What `s3` says of files is for the former way, too, which would be another folder."""
    before = file([BOTH | {"route": "s3"}], s3={"aggregator_reads": True})
    after = file([BOTH | {"route": "s3"}], s3={"aggregator_reads": True, "per_hour_partition": False})
    (found,) = diff(before, after)
    assert (len(found.of(Kind.REPLACED)), dict(found.retiring), len(found.unwritten)) == (2, {}, 2)
    assert all("such a line does not say what files are like" in line for line in found.unwritten)


POSTING = {"forward_to": {"endpoint": "https://logs.example.com/"}}
EXISTING = {"bucket": "arn:aws:s3:::archive/a/"}


@pytest.mark.parametrize(
    ("route", "s3", "to", "other"),
    [
        ("lambda", POSTING, "cloudwatch", EXISTING),
        ("s3", {"aggregator_reads": True}, "cloudwatch", EXISTING | {"aggregator_reads": True}),
        ("s3", EXISTING | {"aggregator_reads": True}, "cloudwatch", {"aggregator_reads": True}),
        (
            "s3",
            EXISTING | {"aggregator_reads": True},
            "s3",
            {"bucket": "arn:aws:s3:::archive/b/", "aggregator_reads": True},
        ),
    ],
    ids=["posted", "into-an-existing-one", "out-of-one", "another-folder"],
)
def test_no_line_is_for_a_bucket_that_the_file_has_no_more(route, s3, to, other):
    """The line would be refused, or name a folder of the bucket of today."""
    before = file([{"name": "e", "select": VPC, "route": route}], s3=s3)
    (found,) = diff(before, file([{"name": "e", "select": VPC, "route": to, "format": "all"}], s3=other))
    assert dict(found.retiring) == {}
    assert "the file delivers into another bucket, and such a line would be for that one" in found.unwritten[0]
    same = file([{"name": "e", "select": VPC, "route": "cloudwatch", "format": "all"}], s3=s3)
    assert "{to: " + route in str(diff(before, same)[0].retiring)


@pytest.mark.parametrize("route", ["lambda", "s3"])
def test_no_line_is_for_a_bucket_of_the_account_that_delivers_elsewhere_now(route):
    """Pasted, it would make a folder in the central bucket, and the own function or policy would end all the same."""
    s3 = POSTING if route == "lambda" else {"aggregator_reads": True}
    after = central(route="cloudwatch", s3=s3)
    for old, new in (("own", "central"), ("central", "own")):
        files = {
            "own": file([{"name": "e", "select": VPC, "route": route}], s3=s3),
            "central": central(route=route, s3=s3),
        }
        changed = {"own": file([{"name": "e", "select": VPC, "route": "cloudwatch"}], s3=s3), "central": after}
        diffs = diff(files[old], changed[new])
        assert not any(one.retiring for one in diffs)
        assert [len(one.unwritten) for one in diffs if one.place == PLACE] == [1]


def test_all_lines_are_printed_at_once():
    """Files that are posted are none that the aggregator reads."""
    s3 = POSTING | {"aggregator_reads": True}
    before, after = (
        file([{"name": "e", "select": VPC, "route": route}], s3=s3)
        | {"aggregator": HEAD["aggregator"] | {"dialect": "kubesense"}}
        for route in (["s3", "cloudwatch"], ["lambda", "firehose"])
    )
    diffs = diff(before, after)
    assert sorted(way.partition(",")[0] for way in diffs[0].retiring["e"]) == ["{to: cloudwatch", "{to: s3"]
    assert not diff(before, pasted(after, diffs))[0].retiring
    read_no_more = after | {"s3": POSTING}
    assert [way.partition(",")[0] for way in diff(before, read_no_more)[0].retiring["e"]] == ["{to: cloudwatch"]


@pytest.mark.parametrize(
    ("s3", "said"),
    [
        ({}, "the file no longer says `s3.forward_to`"),
        (POSTING | {"aggregator_reads": True}, "Vector and the function cannot both be told of new files"),
    ],
)
def test_no_line_is_for_a_function_that_cannot_be(s3, said):
    """The pasted file would be refused."""
    before = file([{"name": "e", "select": VPC, "route": "lambda"}], s3=POSTING)
    (found,) = diff(before, file([{"name": "e", "select": VPC, "route": "cloudwatch"}], s3=s3))
    assert dict(found.retiring) == {}
    where = "forwarded/vpc-8c6940c0 in FlowLogBucket in flowlog-here"
    assert f"nothing can be added to `retiring` for {where}: {said}" in "\n".join(in_words(found))

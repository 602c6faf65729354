"""What is logged and no longer reaches whoever gets it now: another route, nobody who reads, or less that is forwarded."""

import json

import pytest
from compared_files import CENTRAL, SENDER, diff, file, words
from small_network import VPC, WEB

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.receivers import Receiver

READ = "s3: {aggregator_reads: true}"
READER = 's3: {readers: [{name: observer, principals: "444455556667", external_id: agreed-before}]}'
BOTH = READER.replace("s3: {", "s3: {aggregator_reads: true, ")
POST = 's3: {forward_to: {endpoint: "https://logs.example.com/"}}'
SECURITY = ", format: security"
REJECTED = ", forward: {action: REJECT}"


def by(route, more="", rest=""):
    """Write a file of one entry on a route."""
    return file(("one", VPC, f", route: {route}{rest}"), more=more)


@pytest.mark.parametrize(
    ("before", "after", "who"),
    [
        (by("cloudwatch"), by("s3"), "the aggregator"),
        (by("firehose"), by("s3"), "the aggregator"),
        (by("s3", READ), by("s3"), "the aggregator"),
        (by("s3", BOTH), by("s3", READER), "the aggregator"),
        (by("s3", READER), by("s3"), "who reads the bucket by `s3.readers`"),
        (by("lambda", POST), by("s3"), "the endpoint of `s3.forward_to`"),
        (by("[cloudwatch, lambda]", POST), by("[s3, lambda]", POST), "the aggregator"),
        (by("[cloudwatch, s3]"), by("cloudwatch"), "the archive in the bucket"),
        (by("lambda", POST), by("cloudwatch", POST, REJECTED), "the endpoint of `s3.forward_to`"),
        (by("[{to: cloudwatch, format: security}, lambda]", POST), by("lambda", POST, SECURITY), "the aggregator"),
        (by("[cloudwatch, {to: lambda, max_aggregation_interval: 600}]", POST), by("lambda", POST), "the aggregator"),
        (
            by("[s3, {to: cloudwatch, forward: {dstport: 22}}]", READER),
            by("cloudwatch"),
            "who reads the bucket by `s3.readers`",
        ),
        (
            by("[s3, {to: cloudwatch, traffic_type: REJECT}]", READER),
            by("cloudwatch"),
            "who reads the bucket by `s3.readers`",
        ),
        (by("cloudwatch"), by("cloudwatch", rest=REJECTED), "the aggregator"),
        (by("firehose"), by("cloudwatch", rest=REJECTED), "the aggregator"),
        (
            by("cloudwatch", rest=", forward: {dstport: [22, 23]}"),
            by("cloudwatch", rest=", forward: {dstport: 22}"),
            "the aggregator",
        ),
    ],
    ids=[
        "into-an-archive",
        "from-firehose",
        "read-no-more",
        "only-others-read",
        "no-reader-left",
        "posted-no-more",
        "the-endpoint-had-it-before",
        "the-end-of-an-archive",
        "the-aggregator-gets-a-part-instead",
        "the-endpoint-had-less-of-each",
        "the-endpoint-had-it-later",
        "the-aggregator-had-a-port",
        "the-aggregator-had-the-rejected",
        "rejected-only",
        "rejected-only-on-another-way",
        "a-port-less",
    ],
)
def test_what_is_logged_and_no_longer_received_needs_a_word(run, before, after, who):
    """A flow log is there, and whoever watches its records is blind."""
    ran = run(before, after, "--check")
    assert ran.exit_code == 1, ran.output
    assert f'"one": by {who}; nobody else gets it instead\n      {VPC}  ALL' in ran.stdout
    assert "1 resource would be logged, and whoever gets the records now would not, or only in part" in ran.stderr
    assert run(before, after, "--check", "--allow-unlogged").exit_code == 0
    assert run(before, before, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (by("cloudwatch"), by("firehose")),
        (by("firehose"), by("cloudwatch")),
        (by("cloudwatch"), by("s3", READ)),
        (by("[cloudwatch, firehose]"), by("firehose")),
        (by("firehose"), by("[cloudwatch, {to: firehose, traffic_type: REJECT}]")),
        (by("cloudwatch"), by("[{to: firehose, traffic_type: ACCEPT}, {to: firehose, traffic_type: REJECT}]")),
        (by("s3"), by("[lambda, cloudwatch]", POST)),
        (by("s3", READER), by("s3", BOTH)),
        (by("cloudwatch", rest=REJECTED), by("cloudwatch")),
        (by("cloudwatch", rest=REJECTED), by("cloudwatch", rest=", forward: {action: [REJECT, ACCEPT]}")),
        (by("cloudwatch", rest=", traffic_type: REJECT"), by("cloudwatch", rest=REJECTED)),
        (
            by("cloudwatch", rest=", traffic_type: ACCEPT"),
            by("cloudwatch", rest=", forward: {action: [REJECT, ACCEPT]}"),
        ),
        (
            by("cloudwatch", rest=", forward: {srcaddr: 10.0.*, dstport: 22}"),
            by("cloudwatch", rest=", forward: {srcaddr: 10.*}"),
        ),
    ],
    ids=[
        "firehose",
        "cloudwatch",
        "read",
        "one-way-of-two",
        "all-beside-a-half",
        "two-halves",
        "still-in-a-bucket",
        "read-too",
        "more",
        "both",
        "filtered-later",
        "its-half-of-both",
        "wider",
    ],
)
def test_what_arrives_as_before_needs_none(run, before, after):
    """On any way, and if it is more than before."""
    ran = run(before, after, "--check")
    assert (ran.exit_code, "no longer received" in ran.stdout) == (0, False), ran.output
    assert "nothing else logs the rest" not in ran.stdout


@pytest.mark.parametrize(
    ("before", "after", "who", "instead", "said"),
    [
        (by("cloudwatch"), by("lambda", POST), "aggregator", "endpoint", "the endpoint of `s3.forward_to`"),
        (by("cloudwatch"), by("s3", READER), "aggregator", "readers", "who reads the bucket by `s3.readers`"),
        (by("cloudwatch"), by("[s3, lambda]", POST), "aggregator", "endpoint", "the endpoint of `s3.forward_to`"),
        (
            by("cloudwatch"),
            by("[s3, lambda]", POST, SECURITY),
            "aggregator",
            "endpoint",
            "the endpoint of `s3.forward_to`",
        ),
        (by("s3", READER), by("cloudwatch"), "readers", "aggregator", "the aggregator"),
        (by("s3", READER), by("[cloudwatch, s3]"), "readers", "aggregator", "the aggregator"),
        (by("s3"), by("cloudwatch"), "archive", "aggregator", "the aggregator"),
    ],
    ids=["posted", "read", "posted-beside", "posted-beside-otherwise", "from-a-reader", "beside-a-bucket", "archive"],
)
def test_what_others_get_instead_is_told_and_let_through(run, before, after, who, instead, said):
    """The file declares them; whoever reads the difference sees who has it no more. Any flow log may be theirs."""
    ran = run(before, after, "--check")
    assert (ran.exit_code, f"; {said} gets it instead" in ran.stdout) == (0, True), ran.output
    told = json.loads(run(before, after, "--check", "--json").stdout)
    assert told["unreceived"] == 0
    lost = [(one["lost_by"], one["instead"]) for one in told["targets"][0]["changes"] if one["lost_by"]]
    assert lost == [([who], [instead])]


def test_a_program_sees_a_flow_log_that_stays_and_is_read_no_more(run):
    """Nothing of the flow log itself changes."""
    told = json.loads(run(by("s3", READ), by("s3"), "--json").stdout)
    assert told["unreceived"] == 1
    assert [(one["kind"], one["lost_by"]) for one in told["targets"][0]["changes"]] == [("kept", ["aggregator"])]


def test_files_in_a_central_bucket_that_is_read_no_more():
    """The one who reads is of another stack, and the sender of a third one stays as it is."""
    central = f'{{name: central, account: "{CENTRAL}", region: eu-west-1}}'
    sender = f'{{name: sender, account: "{SENDER}", region: eu-west-1, deliver_to: central}}'
    entry = ("one", VPC, ", targets: sender, route: s3")
    before, after = (file(entry, targets=f"{central}, {sender}", more=more) for more in (READ, ""))
    found = diff(before, after)[SENDER]
    assert [one.lost_by for one in found.changes] == [(Receiver.AGGREGATOR,)]
    assert "by the aggregator; nobody else gets it instead" in words(found)


def test_files_in_a_bucket_without_the_function_that_posted_them():
    """The sender left the file and goes on; the bucket leaves its stack and takes what it sends, and nothing posts it."""
    central = f'{{name: central, account: "{CENTRAL}", region: eu-west-1}}'
    sender = f'{{name: sender, account: "{SENDER}", region: eu-west-1, deliver_to: central}}'
    posted = file(("one", VPC, ", targets: sender, route: lambda"), targets=f"{central}, {sender}", more=POST)
    (change,) = diff(posted, file(("two", WEB, ""), targets=central))[SENDER].changes
    assert (change.kind, change.lost_by, change.unreceived) == (Kind.LEFT_BEHIND, (Receiver.ENDPOINT,), True)

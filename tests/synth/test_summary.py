"""What `flowlog check` and `flowlog plan` count is what the templates hold."""

import re

import pytest

from flowlog_config.plan.commands import summary
from flowlog_config.plan.show import incoming_line


@pytest.mark.parametrize(("name", "folders"), [("smallest", 0), ("rich", 0), ("combined", 2), ("central", 2)])
def test_the_summary_counts_what_the_stacks_hold(shape, name, folders):
    """Streams also behind log groups, and what several targets deliver to once: a folder for each family, or interval."""
    made = shape(name)
    said = {word: int(n) for n, word in re.findall(r"(\d+) (log group|stream|bucket folder|stack)", summary(made.plan))}
    resources = [one for document in made.documents for one in document["Resources"].values()]
    types = [one["Type"] for one in resources]
    assert said.get("stream", 0) == types.count("AWS::KinesisFirehose::DeliveryStream") > 0
    filtered = types.count("AWS::Logs::SubscriptionFilter")
    assert said.get("log group", 0) == filtered  # each group of records has one; others have none
    assert said.get("bucket folder", 0) == folders
    assert said["stack"] == len(made.documents)


def test_no_two_lines_of_what_is_taken_in_are_alike(shape):
    """Each names the stream or the folder."""
    (first, *_) = shape("central").plan.targets
    lines = [incoming_line(one) for one in first.incoming]
    assert len(lines) == len(set(lines)) > 1
    assert sum("by way of firehose, into stream " in line for line in lines) == 2
    assert any("by way of s3, into folder " in line for line in lines)

